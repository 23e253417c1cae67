using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Hosting;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.Cli;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.IsProxy;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Notifications;

/// <summary>A mail server on another machine: mails carry one-time links.</summary>
[Keeps("ADMIN-9"), Keeps("ALWAYS-6")]
public sealed class EncryptingMail
{
    [Theory]
    [InlineData("smtp", false)]
    [InlineData("smtp", true)]
    [InlineData("smtps", true)]
    public async Task Nothing_is_said_in_clear_nor_to_whom_nobody_vouches_for(string scheme, bool offersTls)
    {
        using var files = new TestCertificate();
        using var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        await using var sink = new MailSink
        {
            Certificate = offersTls ? certificate : null,
            IsEncryptedFromTheStart = scheme == "smtps",
        };
        await using var server = await TestServer.Start(settings: s =>
            s with
            {
                Smtp = new Uri($"{scheme}://user@{sink.RemoteAddress.Authority}"),
                SmtpPassword = new Secret("correct horse of the mail server"),
            }
        );
        foreach (var job in server.Get<IEnumerable<IHostedService>>().OfType<BackgroundService>())
            await job.StopAsync(CancellationToken.None);
        var person = (await server.Given.Account()).Administrator;
        await server.Database.Write(
            Caller.OfSystem("test"),
            tx => server.Get<QueueMail>().Queue(tx, MailKind.NewBrowser, person.User, person.Account, new MailFacts())
        );

        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Empty(sink.Taken);
        Assert.Single(await server.Mailbox.All());
        Assert.NotEqual(0, sink.Connections);
        Assert.All(sink.HeardInClear, line => Assert.Matches("^(EHLO|STARTTLS|QUIT)", line));
    }

    [Theory]
    [InlineData("smtp")]
    [InlineData("smtps")]
    public async Task It_comes_encrypted_where_the_certificate_is_vouched_for(string scheme)
    {
        using var files = new TestCertificate();
        using var certificate = X509Certificate2.CreateFromPemFile(files.CertificateFile, files.KeyFile);
        await using var sink = new MailSink { Certificate = certificate, IsEncryptedFromTheStart = scheme == "smtps" };
        using var shell = new Shell();
        await shell.MakeAcme("console");
        Assert.Equal(0, (await shell.Run("policy set --account acme requirement=required --mail")).Code);

        // What a process trusts it reads once, so that this needs one of its own.
        using var serving = AsAProgram.Start(
            [("SALLYPORT_SMTP", $"{scheme}://{sink.RemoteAddress.Authority}"), ("SSL_CERT_FILE", files.RootFile)],
            "--data",
            shell.Folder,
            "--urls",
            "http://127.0.0.1:0"
        );
        try
        {
            await Eventually.Holds(() => sink.Taken.Count > 0);
        }
        finally
        {
            serving.Kill();
            await serving.WaitForExitAsync();
        }

        Assert.Contains("admin@acme.test", Assert.Single(sink.Taken), StringComparison.Ordinal);
        Assert.DoesNotContain(sink.HeardInClear, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }
}
