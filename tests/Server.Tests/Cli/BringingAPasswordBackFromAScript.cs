using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

[Keeps("APIKEY-6"), Keeps("ADMIN-10")]
public sealed class BringingAPasswordBackFromAScript
{
    private const string Line = "user bring-back-api-password --account acme --login benno --json";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10"), Keeps("SIGN-14")]
    public async Task It_opens_the_API_again_is_told_to_the_user_and_happens_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, ben) = await WithBenno(server, PasswordOnApi.UntilKeyOrMfa);
        using var shell = new Shell(server);

        var done = await shell.Run(Line);
        var again = await shell.Run(Line);

        Assert.Equal((0, "benno"), (done.Code, done.Json.GetProperty("login").GetString()));
        Assert.Equal((1, "not_ended"), (again.Code, again.Json.GetProperty("error").GetString()));
        Assert.Null(await EndedAt(server, ben));
        Assert.Equal("command_line", Assert.Single(await Trail.Of(server, company, AuditAction.ApiPasswordBroughtBack)).Door);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "apiPasswordBroughtBack");
    }

    [Fact]
    public async Task It_does_not_while_MFA_is_on_or_required_or_another_policy_decides()
    {
        await using var server = await TestServer.Start();
        var (company, ben) = await WithBenno(server, PasswordOnApi.UntilKeyOrMfa);
        using var shell = new Shell(server);

        await server.Write(tx =>
            tx.Users.ChangeRequirement(ben.User.Id, new(UserRequirement.Required, null, tx.Now, null), tx.Now)
        );
        Assert.Equal("mfa_on_or_required", await Refusal(shell));
        await server.Given.Policy(company, policy => policy with { PasswordOnApi = PasswordOnApi.Never });
        Assert.Equal("not_by_this_policy", await Refusal(shell));
        Assert.Equal("no_such_user", await Refusal(shell, Line.Replace("benno", "nobody", StringComparison.Ordinal)));
        Assert.Equal("no_such_account", await Refusal(shell, Line.Replace("acme", "other", StringComparison.Ordinal)));
        Assert.NotNull(await EndedAt(server, ben));
    }

    private static async Task<(Company, Person)> WithBenno(TestServer server, PasswordOnApi mode)
    {
        // The command line has the machine's clock.
        server.Clock.SetTo(DateTimeOffset.UtcNow);
        var company = await server.Given.Account("numbering", handle: "acme");
        await server.Given.Policy(company, policy => policy with { PasswordOnApi = mode });
        var ben = await server.Given.User(company, "benno");
        await server.Write(tx => tx.Users.EndApiPassword(ben.User.Id, tx.Now));
        return (company, ben);
    }

    private static async Task<string?> Refusal(Shell shell, string line = Line)
    {
        var ran = await shell.Run(line);
        Assert.Equal(1, ran.Code);
        return ran.Json.GetProperty("error").GetString();
    }

    private static async Task<DateTimeOffset?> EndedAt(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!.ApiPasswordEndedAt;
}
