using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Applications;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

/// <summary>How long the cookie of an application's host lasts.</summary>
[Keeps("DOOR-2")]
public sealed class EndingAtAnApplication
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-9"), Keeps("ALWAYS-9")]
    public async Task It_ends_with_the_session_that_it_came_from(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (_, at) = await AtApplication.Entered(server);
        using var _1 = at;

        await at.Portal.Submit("/sign-out");

        Assert.Equal((HttpStatusCode.Unauthorized, "no_session"), AtApplication.Verdict(await at.Open()));
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task Use_of_an_application_keeps_the_session_and_its_end_comes_all_the_same()
    {
        await using var server = await TestServer.Start();
        var (company, at) = await AtApplication.Entered(server);
        using var _1 = at;
        for (var i = 0; i < 3; i++)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(50));
            Assert.Equal(HttpStatusCode.OK, (await at.Open()).Status);
            await at.WaitUntilSeen(company.Administrator, server.Clock.Now);
        }
        Assert.Equal(HttpStatusCode.OK, (await at.Portal.Get("/me")).Status);

        server.Clock.Advance(TimeSpan.FromMinutes(61));

        Assert.Equal("no_session", AtApplication.ReasonOf(await at.Open()));
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task Use_that_cannot_be_marked_yet_because_others_write_is_marked_as_soon_as_it_can()
    {
        await using var server = await TestServer.Start(DatabaseKind.Sqlite);
        var (company, at) = await AtApplication.Entered(server);
        using var _1 = at;
        var (isWriting, mayEnd) = (new TaskCompletionSource(), new TaskCompletionSource());
        var other = server.Write(async _ =>
        {
            isWriting.SetResult();
            await mayEnd.Task;
            return true;
        });
        await isWriting.Task;

        foreach (var minutes in (int[])[2, 50])
        {
            server.Clock.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal(HttpStatusCode.OK, (await at.Open()).Status);
        }
        mayEnd.SetResult();
        await other;

        await at.WaitUntilSeen(company.Administrator, server.Clock.Now);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-9")]
    public async Task It_ends_when_the_application_is_removed_and_does_not_come_back_with_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, at) = await AtApplication.Entered(server);
        using var _1 = at;
        var kept = (await server.Read(tx => tx.Applications.FindByHost(AtApplication.Wiki)))!;

        await server
            .Get<RemoveApplication>()
            .Remove(Caller.OfCommandLine("test"), company.Account.Id, kept.Id, TestContext.Current.CancellationToken);
        var removed = await at.Open();
        await AtApplication.Register(server, company, AtApplication.Wiki);

        Assert.Equal("no_session", AtApplication.ReasonOf(removed));
        Assert.DoesNotContain("returnTo", AtApplication.LocationOf(removed).Query, StringComparison.Ordinal);
        Assert.Equal("no_session", AtApplication.ReasonOf(await at.Open()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-13")]
    public async Task It_ends_when_the_person_is_shut_out(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, at) = await AtApplication.Entered(server);
        using var _1 = at;

        await server.Write(tx => tx.Users.ChangeStatus(company.Administrator.User.Id, UserStatus.Deactivated, tx.Now));

        Assert.Equal("no_session", AtApplication.ReasonOf(await at.Open()));
    }
}
