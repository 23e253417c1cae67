using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class ChangingStatus
{
    [Theory]
    [Keeps("SIGN-13"), Keeps("ADMIN-1"), Keeps("ALWAYS-9")]
    [InlineData("locked", AuditAction.UserLocked)]
    [InlineData("deactivated", AuditAction.UserDeactivated)]
    [InlineData("removed", AuditAction.UserRemoved)]
    public async Task Whoever_is_not_active_is_out_at_once_and_stays_out(string status, AuditAction action)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var his = await server.Given.SignedIn(ben);
        await server.Browser().Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var link = await server.Mailbox.LinkTo(ben);
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit($"/account/users/{ben.User.Id}", ("status", status));

        Assert.StartsWith("/sign-in", (await his.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Null((await his.Submit("/sign-in", ("login", ben.User.Email), ("password", ben.Password))).Location);
        Assert.Contains("no longer works", (await his.Get(link)).Text, StringComparison.Ordinal);
        Assert.Single(await Trail.Of(server, company, action));
    }

    [Fact]
    [Keeps("SIGN-13")]
    public async Task A_sign_in_half_way_ends_with_the_status()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.Enrolled(company);
        using var his = server.Browser();
        await his.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password));
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit($"/account/users/{ben.User.Id}", ("status", "locked"));
        await browser.Submit($"/account/users/{ben.User.Id}", ("status", "active"));

        Assert.Equal("/sign-in", (await his.Enter(("code", server.Given.Code(ben)))).Path);
    }

    [Theory]
    [Keeps("ADMIN-1")]
    [InlineData("locked")]
    [InlineData("deactivated")]
    public async Task Who_was_locked_or_deactivated_comes_back(string status)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);
        await browser.Submit($"/account/users/{ben.User.Id}", ("status", status));

        await browser.Submit($"/account/users/{ben.User.Id}", ("status", "active"));

        using var his = await server.Given.SignedIn(ben);
        Assert.Equal(HttpStatusCode.OK, (await his.Get("/me")).Status);
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task A_removed_user_is_kept_and_frees_both_names()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company, "ben");
        using var browser = await server.Given.SignedIn(company.Administrator);
        await browser.Submit($"/account/users/{ben.User.Id}", ("status", "removed"));

        var again = await server.Given.User(company, "ben");

        Assert.NotEqual(ben.User.Id, again.User.Id);
        Assert.Equal(UserStatus.Removed, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Status);
    }

    [Fact]
    [Keeps("ADMIN-4"), Keeps("ALWAYS-7")]
    public async Task Oneself_is_refused_with_the_reason()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var second = await server.Given.User(company, "second", BuiltInRole.Admin);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var form = await browser.Fill($"/account/users/{second.User.Id}", ("status", "deactivated"));

        var action = form.Action.Replace(second.User.Id, company.Administrator.User.Id, StringComparison.Ordinal);
        var answer = await browser.Send(form with { Action = action });

        Assert.Contains("Nobody shuts oneself out. Another administrator can do this.", answer.Errors);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
    }
}
