using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("SIGN-14"), Keeps("ADMIN-17")]
public sealed class SettingAnAddressFromAScript
{
    private const string Line = "user set-email --account acme --login benno benno@new.test --json";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task It_counts_at_once_and_both_mailboxes_and_the_administrators_are_told(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, ben) = await WithBenno(server);
        using var shell = new Shell(server);

        var done = await shell.Run(Line);
        var again = await shell.Run(Line);

        Assert.Equal((0, "benno@new.test"), (done.Code, done.Json.GetProperty("email").GetString()));
        Assert.Equal((1, "unchanged"), (again.Code, again.Json.GetProperty("error").GetString()));
        Assert.Equal("benno@new.test", (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Email);
        foreach (var address in new[] { ben.User.Email, "benno@new.test" })
            Assert.Single(await server.Mailbox.At(address), mail => mail.Kind == "emailChanged");
        Assert.Single(await server.Mailbox.Of(company.Administrator), mail => mail.Kind == "userEmailMoved");
        Assert.Equal("command_line", Assert.Single(await Trail.Of(server, company, AuditAction.EmailChanged)).Door);
    }

    [Fact]
    public async Task What_is_no_address_or_somebody_s_is_refused()
    {
        await using var server = await TestServer.Start();
        var (company, _) = await WithBenno(server);
        using var shell = new Shell(server);

        var malformed = await shell.Run(Line.Replace("benno@new.test", "nonsense", StringComparison.Ordinal));
        var taken = await shell.Run(Line.Replace("benno@new.test", company.Administrator.User.Email, StringComparison.Ordinal));

        Assert.Equal("email_malformed", malformed.Json.GetProperty("error").GetString());
        Assert.Equal("email_taken", taken.Json.GetProperty("error").GetString());
    }

    /// <summary>The former mailbox freezes; the operator, who made the change, judges.</summary>
    [Fact]
    public async Task Who_is_frozen_from_the_former_address_is_let_in_by_the_operator()
    {
        await using var server = await TestServer.Start();
        var (_, ben) = await WithBenno(server);
        using var shell = new Shell(server);
        await shell.Run(Line);
        var page = await server.Browser().Enter(await server.Mailbox.FreezeLinkTo(ben));
        Assert.DoesNotContain("Take back", page.Text, StringComparison.Ordinal);
        Assert.Equal(ben.User.CanonicalEmail, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.FrozenFrom);

        var unlocked = await shell.Run("user unlock --account acme --login benno --json");
        var again = await shell.Run("user unlock --account acme --login benno --json");

        Assert.Equal((0, "unchanged"), (unlocked.Code, again.Json.GetProperty("error").GetString()));
        Assert.True((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.MaySignIn);
    }

    private static async Task<(Company, Person)> WithBenno(TestServer server)
    {
        // The command line has the machine's clock.
        server.Clock.SetTo(DateTimeOffset.UtcNow);
        var company = await server.Given.Account("numbering", handle: "acme");
        return (company, await server.Given.User(company, "benno"));
    }
}
