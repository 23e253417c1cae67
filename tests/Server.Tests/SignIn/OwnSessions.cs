using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-9")]
public sealed class OwnSessions
{
    private const string Page = "/me/sessions";

    [Fact]
    public async Task A_person_sees_the_own_running_sessions_and_which_one_is_this()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var here = await server.Given.SignedIn(ben);
        using var there = await server.Given.SignedIn(ben, "127.0.0.9");
        using var other = await server.Given.SignedIn(company.Administrator, "127.0.0.8");

        var page = await here.Get(Page);

        Assert.Equal(2, page.TextsOf(".items > li").Count);
        Assert.Contains(
            "127.0.0.1",
            Assert.Single(page.TextsOf(".items > li"), li => li.Contains("This browser", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        Assert.Contains("127.0.0.9", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.8", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("ALWAYS-10")]
    public async Task Ending_one_leaves_the_others_and_is_one_event()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var here = await server.Given.SignedIn(ben);
        using var there = await server.Given.SignedIn(ben, "127.0.0.9");
        await here.Get(Page);

        var page = await here.Enter(("session", here.Page.Field("session")));

        Assert.Contains("The session is ended.", page.Banners[0], StringComparison.Ordinal);
        Assert.Single(page.TextsOf(".items > li"));
        Assert.Equal(HttpStatusCode.OK, (await here.Get(Page)).Status);
        Assert.StartsWith("/sign-in", (await there.Get(Page)).Location, StringComparison.Ordinal);
        Assert.Single(await Events(server, company, AuditAction.SessionEnded));
    }

    [Fact]
    public async Task Ending_all_others_leaves_this_one()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var here = await server.Given.SignedIn(ben);
        using var there = await server.Given.SignedIn(ben, "127.0.0.9");
        using var third = await server.Given.SignedIn(ben, "127.0.0.7");
        await here.Get(Page);

        var page = await here.Enter();

        Assert.Single(page.TextsOf(".items > li"));
        Assert.StartsWith("/sign-in", (await there.Get(Page)).Location, StringComparison.Ordinal);
        Assert.StartsWith("/sign-in", (await third.Get(Page)).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Idle_sessions_are_not_shown_as_running()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering", p => p with { SessionIdleMinutes = 5 }));
        using (await server.Given.SignedIn(ben, "127.0.0.9")) { }
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        using var here = await server.Given.SignedIn(ben);

        Assert.DoesNotContain("127.0.0.9", (await here.Get(Page)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_session_cannot_be_ended()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var here = await server.Given.SignedIn(ben);
        using var twin = await server.Given.SignedIn(ben);
        using var admin = await server.Given.SignedIn(company.Administrator);
        var running = await server.Read(tx => tx.Sessions.Running(company.Administrator.User.Id, tx.Now));
        await here.Get(Page);

        await here.Submit(("session", Assert.Single(running).Id));

        Assert.Equal(HttpStatusCode.OK, (await admin.Get(Page)).Status);
        Assert.Empty(await Events(server, company, AuditAction.SessionEnded));
    }

    private static Task<IReadOnlyList<AuditRow>> Events(TestServer server, Company company, AuditAction action) =>
        server.Read(tx => tx.AuditTrail.Page(new AuditQuestion(company.Account.Id, null, null, "", Words.Snake(action), 10, 0)));
}
