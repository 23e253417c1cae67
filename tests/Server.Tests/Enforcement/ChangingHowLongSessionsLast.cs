using Sallyport.Core.Common;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>A policy that lets sessions last longer brings none back that was over by the policy before.</summary>
[Keeps("SIGN-9")]
public sealed class ChangingHowLongSessionsLast
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_longer_idle_time_revives_nobody(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering", policy => policy with { SessionIdleMinutes = 10 });
        var ben = await server.Given.User(company);
        using var idle = await server.Given.SignedIn(ben);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        using var awake = await server.Given.SignedIn(ben);
        server.Clock.Advance(TimeSpan.FromMinutes(9));

        await Change(server, company, "sessionIdleMinutes", "60");

        Assert.StartsWith("/sign-in", (await idle.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Equal("/me", (await awake.Visit("/me")).Path);
        var changed = Assert.Single(await Trail.Of(server, company.Account.Id, "policy_changed"));
        Assert.Equal("1", changed["sessionsEnded"]);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_shorter_life_counts_at_once_and_a_longer_one_afterwards_revives_nobody(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account(
            "numbering",
            policy => policy with { SessionIdleMinutes = 1440, SessionTotalHours = 24 }
        );
        var ben = await server.Given.User(company);
        using var old = await server.Given.SignedIn(ben);
        server.Clock.Advance(TimeSpan.FromHours(2));
        using var young = await server.Given.SignedIn(ben);

        await Change(server, company, "sessionTotalHours", "2");
        Assert.StartsWith("/sign-in", (await old.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Equal("/me", (await young.Visit("/me")).Path);

        await Change(server, company, "sessionTotalHours", "720");
        Assert.StartsWith("/sign-in", (await old.Get("/me")).Location, StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromHours(2));
        Assert.StartsWith("/sign-in", (await young.Get("/me")).Location, StringComparison.Ordinal);
    }

    private static async Task Change(TestServer server, Company company, string name, string word)
    {
        var words = new Dictionary<string, string> { [name] = word };
        var answer = await server
            .Get<ChangePolicy>()
            .Change(Caller.OfCommandLine("test"), company.Account.Id, null, words, mailUnenrolled: false, CancellationToken.None);
        Assert.IsType<ChangedPolicy.Done>(answer);
    }
}
