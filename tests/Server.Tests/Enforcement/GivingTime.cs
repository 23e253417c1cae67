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
        var ben = await server.Given.User(company);

        using var browser = server.Browser();
        await server.Given.SignIn(browser, ben);

        Assert.Equal("/enrol", (await browser.Get("/me/sessions")).Location);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Switching_off_and_on_again_gives_no_new_time(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, graceDays: 3);
        var ben = await server.Given.User(company);
        await Set(server, company, "required");
        var end = await GraceOf(server, ben);
        server.Clock.Advance(TimeSpan.FromDays(2));

        await Set(server, company, "off");
        await Set(server, company, "required");

        Assert.Equal(FakeClock.Start.AddDays(3), end);
        Assert.Equal(end, await GraceOf(server, ben));
    }

    [Fact]
    public async Task Neither_a_sign_in_nor_a_removal_of_MFA_renews_it()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, graceDays: 3);
        var ben = await server.Given.Enrolled(company);
        await Set(server, company, "required");
        var end = await GraceOf(server, ben);
        server.Clock.Advance(TimeSpan.FromDays(1));

        await server.Given.SignedIn(ben);
        await server.Get<RemoveMfa>().RemoveByOperator(CommandLine, ben.User.Id, "lost it", CancellationToken.None);

        Assert.Equal(end, await GraceOf(server, ben));
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

    private static async Task Set(TestServer server, Company company, string requirement, int? graceDays = null)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal) { ["requirement"] = requirement };
        if (graceDays is { } days)
            words["graceDays"] = $"{days}";
        Assert.IsType<ChangedPolicy.Done>(
            await server.Get<ChangePolicy>().Change(CommandLine, company.Account.Id, null, words, false, CancellationToken.None)
        );
    }

    private static async Task<DateTimeOffset?> GraceOf(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!.GraceEndsAt;
}
