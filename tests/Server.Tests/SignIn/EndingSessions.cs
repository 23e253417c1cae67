using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

[Keeps("SIGN-9")]
public sealed class EndingSessions
{
    private static readonly Func<Policy, Policy> HalfAnHourAndTwo = p =>
        p with
        {
            SessionIdleMinutes = 30,
            SessionTotalHours = 2,
        };

    [Fact]
    public async Task A_session_ends_when_nothing_happens_for_the_idle_time()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", HalfAnHourAndTwo);
        using var browser = await server.Given.SignedIn(company.Administrator);

        server.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Null((await browser.Get("/me")).Location);
        server.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Null((await browser.Get("/me")).Location);
        server.Clock.Advance(TimeSpan.FromMinutes(31));

        Assert.StartsWith("/sign-in", (await browser.Get("/me")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_at_its_absolute_time_whatever_the_activity()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", HalfAnHourAndTwo);
        using var browser = await server.Given.SignedIn(company.Administrator);

        for (var minutes = 0; minutes < 115; minutes += 23)
        {
            server.Clock.Advance(TimeSpan.FromMinutes(23));
            Assert.Null((await browser.Get("/me")).Location);
        }
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        Assert.StartsWith("/sign-in", (await browser.Get("/me")).Location, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-12")]
    public async Task Signing_out_ends_the_session_on_every_node_and_returns_to_the_account_s_page(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await using var node = kind == DatabaseKind.Postgres ? await server.Second() : null;
        var company = await server.Given.Account("numbering", handle: "acme");
        using var browser = await server.Given.SignedIn(company.Administrator);
        using var thief = browser.Twin(node?.Address);

        var answer = await browser.Submit("/sign-out");

        Assert.Equal("/sign-in?account=acme", answer.Location);
        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_get_signs_nobody_out()
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn((await server.Given.Account("numbering")).Administrator);

        await browser.Get("/sign-out");

        Assert.Null((await browser.Get("/me")).Location);
    }

    [Fact]
    public async Task Of_more_than_twenty_sessions_the_one_unused_for_longest_ends()
    {
        await using var server = await TestServer.Start();
        var person = (await server.Given.Account("numbering")).Administrator;
        using var first = await server.Given.SignedIn(person);
        for (var i = 0; i < 20; i++)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            using var another = await server.Given.SignedIn(person);
        }

        Assert.StartsWith("/sign-in", (await first.Get("/me")).Location, StringComparison.Ordinal);
    }
}
