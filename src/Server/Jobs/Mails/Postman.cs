using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>Opens connections to the server of <c>SALLYPORT_SMTP</c> and carries one mail over one of them.</summary>
public sealed class Postman(Settings settings)
{
    /// <summary>For a connection, and for a mail. Mail servers that hold somebody up on purpose take half a minute.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly ComposeMail compose = new(settings);

    public bool HasServer => settings.Smtp is not null;

    /// <returns>The connection, or why there is none.</returns>
    internal async Task<(SmtpLine? Line, string Why)> Connect(CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        var line = NewLine();
        try
        {
            var server = settings.Smtp!;
            await line.ConnectAsync(server.Host, PortOf(server), EncryptionOf(server), patience.Token);
            if (server.UserInfo.Length > 0)
                await line.AuthenticateAsync(
                    new NetworkCredential(Uri.UnescapeDataString(server.UserInfo), settings.SmtpPassword?.RevealText() ?? ""),
                    patience.Token
                );
            return (line, "");
        }
        catch (Exception fault) when (IsOfTheWay(fault) && !cancel.IsCancellationRequested)
        {
            line.Dispose();
            return (null, MailAnswer.Of(fault));
        }
        catch
        {
            line.Dispose();
            throw;
        }
    }

    internal async Task<Delivery> Deliver(SmtpLine line, OutboxRow row, MailMessage letter, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var mail = compose.Compose(row, letter);
            await line.Carry(mail, patience.Token);
            return new Delivery.Sent();
        }
        catch (SmtpCommandException answer) when (line.IsPastSender && IsAboutTheMail((int)answer.StatusCode))
        {
            var why = MailAnswer.Of(answer);
            return (int)answer.StatusCode >= 500
                ? new Delivery.Refused(why, IsAddress: !line.IsPastRecipient)
                : new Delivery.Later(why);
        }
        catch (Exception fault) when (fault is FormatException or NotSupportedException)
        {
            return new Delivery.Refused("The mail server takes no address with such letters.", IsAddress: true);
        }
        catch (Exception fault) when (IsOfTheWay(fault))
        {
            // A server that closes a connection or asks for the password has not looked at the mail yet, or says so with its answer.
            return line.IsPastRecipient && fault is not (SmtpCommandException or ServiceNotAuthenticatedException)
                ? new Delivery.Interrupted(MailAnswer.Of(fault))
                : new Delivery.NotServed(MailAnswer.Of(fault));
        }
    }

    /// <summary>
    /// Of the answers to a recipient or a text, those that are about it. 421 closes the connection, 500 to 504 are about how we speak,
    /// 530 to 538 about the password: an operator's matters.
    /// </summary>
    private static bool IsAboutTheMail(int status) => status is not (421 or (>= 500 and <= 504) or (>= 530 and <= 538));

    private static bool IsOfTheWay(Exception fault) =>
        fault
            is SmtpCommandException
                or SmtpProtocolException
                or ServiceNotAuthenticatedException
                or ServiceNotConnectedException
                or AuthenticationException
                or SaslException
                or SslHandshakeException
                or NotSupportedException
                or SocketException
                or IOException
                or TimeoutException
                or OperationCanceledException;

    private SmtpLine NewLine() =>
        new()
        {
            LocalDomain = settings.SmtpName ?? settings.PublicUrl.IdnHost,
            Timeout = (int)Patience.TotalMilliseconds,
            // Lists of revoked certificates are fetched over the network, and many own authorities publish none.
            CheckCertificateRevocation = false,
            // Without this MailKit also takes certificates of some large providers that nobody on this machine vouches for.
            ServerCertificateValidationCallback = (_, _, _, errors) => errors == SslPolicyErrors.None,
        };

    private static int PortOf(Uri server) =>
        server.Port > 0 ? server.Port
        : server.Scheme == Settings.ImplicitTls ? 465
        : server.IsLoopback ? 25
        : 587;

    // STARTTLS, or nothing is sent. On the machine itself there is nobody in between.
    private static SecureSocketOptions EncryptionOf(Uri server) =>
        server.Scheme == Settings.ImplicitTls ? SecureSocketOptions.SslOnConnect
        : server.IsLoopback ? SecureSocketOptions.None
        : SecureSocketOptions.StartTls;
}
