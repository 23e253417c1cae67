using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

[Keeps("MUST-8")]
public sealed class GivingTime
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Existing_users_may_wait_until_the_grace_ends_and_see_how_long(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 3);
        var ben = await server.Given.User(company);

        await Set(server, company, "required");

        using var browser = server.Browser();
        var page = await server.Given.SignIn(browser, ben);
        Assert.Equal("/enrol", page.Path);
        Assert.Contains("until 9 Jan 2025", page.Banners[0], StringComparison.Ordinal);
        Assert.Contains("3 days", page.Banners[0], StringComparison.Ordinal);
        Assert.Equal("/me", page.Document.QuerySelector("main a.quiet")!.GetAttribute("href"));
        Assert.Null((await browser.Get("/me/sessions")).Location);

        server.Clock.Advance(TimeSpan.FromDays(3));
        using var after = server.Browser();
        await server.Given.SignIn(after, ben);
        Assert.Equal("/enrol", (await after.Get("/me/sessions")).Location);
    }

    [Fact]
    public async Task Who_is_made_later_enrols_at_once()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, graceDays: 3);
        await Set(server, company, "required");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var ben = await server.Given.User(company);

        using var browser = server.Browser();
        await server.Given.SignIn(browser, ben);

        Assert.Equal("/enrol", (await browser.Get("/me/sessions")).Location);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_second_requirement_gives_a_window_of_its_own(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 3);
        var ben = await server.Given.User(company);
        await Set(server, company, "required");
        Assert.Equal(FakeClock.Start.AddDays(3), await GraceOf(server, ben));
        server.Clock.Advance(TimeSpan.FromDays(20));
        await Set(server, company, "off");

        await Set(server, company, "required");

        Assert.Equal(FakeClock.Start.AddDays(23), await GraceOf(server, ben));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Off_and_on_again_without_days_ends_a_grace_that_runs(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 14);
        var ben = await server.Given.User(company);
        await Set(server, company, "required");
        using var browser = await server.Given.SignedIn(ben);
        Assert.Equal("/me", (await browser.Visit("/me")).Path);

        await Set(server, company, "off");
        await Set(server, company, "required", graceDays: 0);

        Assert.Null(await GraceOf(server, ben));
        Assert.Equal("/enrol", (await browser.Visit("/me")).Path);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Fewer_days_shorten_a_grace_that_runs_and_more_days_lengthen_none(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 14);
        var ben = await server.Given.User(company);
        await Set(server, company, "required");
        server.Clock.Advance(TimeSpan.FromDays(2));

        await Set(server, company, graceDays: 7);
        Assert.Equal(FakeClock.Start.AddDays(7), await GraceOf(server, ben));
        await Set(server, company, graceDays: 60);
        Assert.Equal(FakeClock.Start.AddDays(14), await GraceOf(server, ben));
        var answer = await Set(server, company, graceDays: 0);

        Assert.Null(await GraceOf(server, ben));
        Assert.Null(Assert.Single(answer.Reached, one => one.User.Id == ben.User.Id).WaitsUntil(server.Clock.Now));
        using var browser = await server.Given.SignedIn(ben);
        Assert.Equal("/enrol", (await browser.Visit("/me")).Path);
    }

    [Fact]
    public async Task A_sign_in_renews_nothing_and_whoever_had_a_factor_waits_no_longer()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, graceDays: 3);
        var ben = await server.Given.Enrolled(company);
        var cleo = await server.Given.User(company);
        await Set(server, company, "required");
        server.Clock.Advance(TimeSpan.FromDays(1));

        await server.Given.SignedIn(ben);
        await server.Given.SignedIn(cleo);
        await server.Get<RemoveMfa>().RemoveByOperator(CommandLine, ben.User.Id, "lost it", CancellationToken.None);

        Assert.Null(await GraceOf(server, ben));
        Assert.Equal(FakeClock.Start.AddDays(3), await GraceOf(server, cleo));
        using var browser = await server.Given.SignedIn(ben);
        Assert.Equal("/enrol", (await browser.Visit("/me")).Path);
    }

    [Fact]
    public async Task A_factor_of_before_the_requirement_takes_no_time_away()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, graceDays: 3);
        var ben = await server.Given.Enrolled(company);
        await server.Get<RemoveMfa>().RemoveByOperator(CommandLine, ben.User.Id, "lost it", CancellationToken.None);
        server.Clock.Advance(TimeSpan.FromDays(1));

        await Set(server, company, "required");

        Assert.Equal(FakeClock.Start.AddDays(4), await GraceOf(server, ben));
    }

    [Fact]
    public async Task Of_whom_it_was_demanded_before_gets_no_time_by_the_account_s_demand()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, graceDays: 0);
        var ben = await server.Given.User(company);
        await server
            .Get<ChangeUserRequirement>()
            .Change(AsAdministrator(company), ben.User.Id, UserRequirement.Required, CancellationToken.None);

        await Set(server, company, "required", graceDays: 9);

        Assert.Null(await GraceOf(server, ben));
        Assert.NotNull(await GraceOf(server, company.Administrator));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task More_time_for_one_user_stands_until_a_later_decision(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 14);
        var ben = await server.Given.User(company);
        await Set(server, company, "required");
        server.Clock.Advance(TimeSpan.FromDays(2));
        var more = server.Get<ExtendGrace>();

        Assert.Equal(
            ExtendedGrace.Done,
            await more.Extend(AsAdministrator(company), ben.User.Id, 30, "ill", CancellationToken.None)
        );
        Assert.Equal(FakeClock.Start.AddDays(32), await GraceOf(server, ben));
        server.Clock.Advance(TimeSpan.FromDays(1));
        await Set(server, company, graceDays: 7);
        Assert.Equal(FakeClock.Start.AddDays(7), await GraceOf(server, ben));
        await Set(server, company, graceDays: 0);

        Assert.Equal(
            ExtendedGrace.NothingToExtend,
            await more.Extend(AsAdministrator(company), ben.User.Id, 30, "ill", CancellationToken.None)
        );
    }

    [Fact]
    public async Task The_installation_s_date_beats_a_grace_of_the_account()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, graceDays: 14);
        var ben = await server.Given.User(company);
        await Set(server, company, "required");

        await server
            .Get<ChangeInstallation>()
            .Change(CommandLine, rule => rule with { EverybodyFrom = server.Clock.Now }, null, CancellationToken.None);

        Assert.Null(await GraceOf(server, ben));
    }

    // As a version wrote it that kept the end in each user's row.
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_grace_that_ran_before_an_upgrade_keeps_its_end_until_it_is_shortened(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 2);
        var ben = await server.Given.User(company);
        await server.Given.Policy(company, policy => policy with { Requirement = Requirement.Required });
        await server.Write(tx => tx.Users.ExtendGrace(ben.User.Id, tx.Now.AddDays(14), tx.Now));

        Assert.Equal(FakeClock.Start.AddDays(14), await GraceOf(server, ben));
        await Set(server, company, graceDays: 90);
        Assert.Equal(FakeClock.Start.AddDays(14), await GraceOf(server, ben));
        server.Clock.Advance(TimeSpan.FromDays(1));
        await Set(server, company, graceDays: 5);
        Assert.Equal(FakeClock.Start.AddDays(5), await GraceOf(server, ben));
        await Set(server, company, graceDays: 0);

        Assert.Null(await GraceOf(server, ben));
    }

    private static readonly Caller CommandLine = Caller.OfCommandLine("test");

    private static Task<Company> Company(TestServer server, int graceDays) =>
        server.Given.Account("console", p => p with { GraceDays = graceDays, Bites = Bites.EveryRequest });

    private static Caller AsAdministrator(Company company) =>
        CommandLine with
        {
            UserId = company.Administrator.User.Id,
            AccountId = company.Account.Id,
            Origin = CommandLine.Origin with { Door = Door.Portal },
        };

    private static async Task<ChangedPolicy.Done> Set(
        TestServer server,
        Company company,
        string? requirement = null,
        int? graceDays = null
    )
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        if (requirement is not null)
            words["requirement"] = requirement;
        if (graceDays is { } days)
            words["graceDays"] = $"{days}";
        return Assert.IsType<ChangedPolicy.Done>(
            await server.Get<ChangePolicy>().Change(CommandLine, company.Account.Id, null, words, false, CancellationToken.None)
        );
    }

    private static async Task<DateTimeOffset?> GraceOf(TestServer server, Person person) =>
        (await server.Given.State(person)).Demand.GraceEndsAt;
}
