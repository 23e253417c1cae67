using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Jobs;

/// <summary>The database's clock decides; a node whose own clock is far from it says so and checks no codes (MUST-8).</summary>
[Keeps("MUST-8")]
public sealed class DifferingClocks
{
    [Fact]
    public async Task The_databases_clock_is_measured_by_a_node_that_is_behind()
    {
        await using var server = await TestServer.Start(DatabaseKind.Postgres);

        await server.Database.CompareClocks(TimeProvider.System);
        Assert.Equal(TimeSpan.Zero, server.Database.Offset.Value);
        // A question during which the machine stalls says nothing, and is asked again.
        await Eventually.Holds(async () =>
        {
            await server.Database.CompareClocks(new Behind(TimeSpan.FromSeconds(40)));
            return server.Database.Offset.Value != TimeSpan.Zero;
        });

        Assert.InRange(server.Database.Offset.Value.TotalSeconds, 39, 41);
    }

    [Fact]
    public async Task An_answer_that_took_long_says_nothing()
    {
        await using var server = await TestServer.Start();
        var now = server.Clock.Now;

        server.Database.Offset.Measure(now, now.AddSeconds(90), now.AddSeconds(2));

        Assert.Equal(TimeSpan.Zero, server.Database.Offset.Value);
    }

    [Fact]
    public async Task A_grace_period_ends_by_the_databases_clock()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(
            "numbering",
            policy => policy with { Requirement = Requirement.Required, Bites = Bites.EveryRequest }
        );
        var ben = await server.Given.User(company);
        await server.Write(tx => tx.Users.ExtendGrace(ben.User.Id, tx.Now.AddSeconds(20), tx.Now));
        using var browser = await server.Given.SignedIn(ben);
        Assert.Equal("/me", (await browser.Visit("/me")).Path);

        Differ(server, seconds: 25);

        Assert.Equal("/enrol", (await browser.Visit("/me")).Path);
    }

    [Theory]
    [InlineData(5, false, true)]
    [InlineData(6, true, true)]
    [InlineData(-6, true, true)]
    [InlineData(31, true, false)]
    [Keeps("APP-4")]
    public async Task Five_seconds_apart_codes_are_not_checked_and_thirty_apart_the_node_is_not_ready(
        int seconds,
        bool refused,
        bool ready
    )
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        using var browser = server.Browser();
        await browser.Enter("/sign-in", ("login", anna.User.Email), ("password", anna.Password));
        Differ(server, seconds);

        var answer = await browser.Submit("/sign-in/second-factor", ("code", server.Given.Code(anna)));

        Assert.Equal(refused, answer.Status == HttpStatusCode.ServiceUnavailable);
        Assert.Equal(refused, browser.Cookies["sid"] is null);
        // A look at health is remembered for a second.
        await Eventually.Holds(async () =>
        {
            var health = await browser.Get("/health/ready");
            return ready
                ? health is { Status: HttpStatusCode.OK, Body: "ready" }
                : health is { Status: HttpStatusCode.ServiceUnavailable, Body: "unavailable" };
        });

        // It was no guess, and the code is not spent.
        Differ(server, seconds: 0);
        if (refused)
            await browser.Submit("/sign-in/second-factor", ("code", server.Given.Code(anna)));
        Assert.NotNull(browser.Cookies["sid"]);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_fresh_proof_and_a_first_code_are_not_checked_either()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var anna = await server.Given.App(company.Administrator);
        using var proving = await server.Given.SignedIn(anna);
        var ben = await server.Given.User(company);
        using var enrolling = await server.Given.SignedIn(ben);
        var page = await enrolling.Get(Enrolling.AppPage);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        var asked = await proving.Get(Enrolling.AppPage);
        Differ(server, seconds: 6);

        var proof = await proving.Send(asked.Form(("proof", server.Given.Code(anna))));
        var first = await enrolling.Send(page.Form(("code", server.Given.Code(page.Key()))));

        Assert.Contains("clock of this server is wrong", proof.Text, StringComparison.Ordinal);
        Assert.Contains("clock of this server is wrong", first.Text, StringComparison.Ordinal);
        Assert.Empty(await server.AppsOf(ben));
    }

    // As if the database had answered so.
    private static void Differ(TestServer server, int seconds)
    {
        var now = server.Clock.Now;
        server.Database.Offset.Measure(now, now.AddSeconds(seconds), now);
    }

    private sealed class Behind(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - by;
    }
}
