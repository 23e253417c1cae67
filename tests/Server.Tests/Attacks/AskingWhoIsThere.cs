using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Somebody tries names to learn which exist. The distribution of times is measured by `./build timing`.</summary>
[Keeps("SIGN-6")]
public sealed class AskingWhoIsThere
{
    [Fact]
    public async Task Unknown_wrong_locked_and_deactivated_get_the_same_bytes_and_the_trail_has_the_reason()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", handle: "acme");
        var wrong = await server.Given.User(company, "wrong");
        var locked = await server.Given.User(company, "lockd");
        var gone = await server.Given.User(company, "gones");
        await server.Write(tx => tx.Users.ChangeStatus(locked.User.Id, UserStatus.Locked, tx.Now));
        await server.Write(tx => tx.Users.ChangeStatus(gone.User.Id, UserStatus.Deactivated, tx.Now));

        var answers = new[]
        {
            await Try(server, "nobod@acme.test", "any password at all"),
            await Try(server, wrong.User.Email, "any password at all"),
            await Try(server, locked.User.Email, locked.Password),
            await Try(server, gone.User.Email, gone.Password),
        };

        Assert.Single(answers.Select(a => a.Status).Distinct());
        Assert.Single(answers.Select(a => a.Text).Distinct());
        Assert.Single(answers.Select(a => string.Join(',', a.Headers.Select(h => h.Key))).Distinct());
        Assert.Equal(HttpStatusCode.OK, answers[0].Status);
        var rows = await server.Read(tx => tx.AuditTrail.Chain(company.Account.Id, 0, 100));
        Assert.Equal(
            ["deactivated", "locked", "unknown_user", "wrong_password"],
            rows.Where(row => row is { Action: "password_checked", Outcome: "refused" }).Select(row => row.Reason).Order()
        );
    }

    private static async Task<Page> Try(TestServer server, string name, string password)
    {
        using var browser = server.Browser();
        return await browser.Submit("/sign-in", ("login", name), ("password", password));
    }
}
