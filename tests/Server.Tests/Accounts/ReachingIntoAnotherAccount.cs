using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

/// <summary>An attack: an administrator tries the ids of somebody else's users on every route that takes one.</summary>
[Keeps("ADMIN-5")]
public sealed class ReachingIntoAnotherAccount
{
    [Fact]
    public async Task Every_route_answers_as_if_there_were_no_such_user()
    {
        await using var server = await TestServer.Start();
        var (mine, other) = (await server.Given.Account("numbering"), await server.Given.Account("numbering"));
        var (ben, victim) = (await server.Given.User(mine), await server.Given.User(other));
        using var browser = await server.Given.SignedIn(mine.Administrator);
        var edit = await browser.Fill($"/account/users/{ben.User.Id}", ("email", "stolen@acme.test"));
        var status = await browser.Fill($"/account/users/{ben.User.Id}", ("status", "removed"));

        foreach (var id in new[] { victim.User.Id, "nobody", "..%2f..%2fetc" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/account/users/{id}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(edit with { Action = $"/account/users/{id}" })).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/account/users/{id}/mfa")).Status);
            foreach (
                var handler in new[] { "?handler=Status", "?handler=Link", "/mfa", "/mfa?handler=Remove", "/mfa?handler=Grace" }
            )
                Assert.Equal(
                    HttpStatusCode.NotFound,
                    (await browser.Send(status with { Action = $"/account/users/{id}{handler}" })).Status
                );
        }

        var kept = (await server.Read(tx => tx.Users.Find(victim.User.Id)))!;
        Assert.Equal((victim.User.Email, UserStatus.Active, victim.User.Version), (kept.Email, kept.Status, kept.Version));
        Assert.Empty(await server.Mailbox.Of(victim));
    }

    [Fact]
    public async Task Neither_list_nor_export_shows_anybody_of_theirs()
    {
        await using var server = await TestServer.Start();
        var (mine, other) = (await server.Given.Account("numbering"), await server.Given.Account("numbering"));
        var victim = await server.Given.User(other, "victim");
        using var browser = await server.Given.SignedIn(mine.Administrator);

        Assert.DoesNotContain(
            "victim",
            (await browser.Get("/account/users?removed=true&size=100")).Text,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(victim.User.Id, (await browser.Get("/account/users")).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("victim", (await browser.Get("/account/users?export=csv")).Body, StringComparison.Ordinal);
    }
}
