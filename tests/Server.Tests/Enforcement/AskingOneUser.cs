using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

[Keeps("MUST-1")]
public sealed class AskingOneUser
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10")]
    public async Task Required_of_one_user_it_holds_that_user_alone_and_says_who_asks(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, browser) = await Given(server);
        var ben = await server.Given.User(company);
        var cleo = await server.Given.User(company);

        await browser.Enter(Address(ben), ("requirement", "required"));

        using var bens = server.Browser();
        using var cleos = server.Browser();
        var page = await server.Given.SignIn(bens, ben);
        Assert.Equal("/enrol", page.Path);
        Assert.Contains("required for your user", page.Banners[0], StringComparison.Ordinal);
        Assert.NotEqual("/enrol", (await server.Given.SignIn(cleos, cleo)).Path);
        var changed = Assert.Single(await Trail.Of(server, company.Account.Id, "user_requirement_changed"));
        Assert.Equal(("inherit", "required"), (changed["from"], changed["to"]));
    }

    [Fact]
    public async Task Nobody_is_let_out_where_the_policy_lets_nobody_out()
    {
        await using var server = await TestServer.Start();
        var (company, browser) = await Given(server);
        var ben = await server.Given.User(company);

        await browser.Submit(Address(ben), ("requirement", "notRequired"));

        Assert.Contains("lets nobody opt out", Assert.Single(browser.Page.Errors), StringComparison.Ordinal);
        Assert.Equal(UserRequirement.Inherit, await RequirementOf(server, ben));
    }

    [Fact]
    public async Task Who_is_let_out_is_not_held_by_the_account()
    {
        await using var server = await TestServer.Start();
        var (company, browser) = await Given(server);
        await server.Given.Policy(company, p => p with { Requirement = Requirement.Required, UserMayOptOut = true });
        var ben = await server.Given.User(company);

        await browser.Enter(Address(ben), ("requirement", "notRequired"));

        using var bens = server.Browser();
        Assert.NotEqual("/enrol", (await server.Given.SignIn(bens, ben)).Path);
    }

    [Theory]
    [InlineData(true, UserRequirement.Required)]
    [InlineData(false, UserRequirement.NotRequired)]
    public async Task What_an_administrator_requires_the_user_does_not_undo(bool byAdministrator, UserRequirement left)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.Enrolled(company);
        using var browser = await server.Given.SignedIn(ben);
        if (byAdministrator)
        {
            using var administrator = await server.Given.SignedIn(company.Administrator);
            await administrator.Enter(Address(ben), ("requirement", "required"));
        }
        else
        {
            await browser.Submit("/me/security", ("requirement", "required"));
            // Who signed in by the password alone proves the app first.
            await browser.Submit(("proof", server.Given.Code(ben)));
        }
        Assert.Equal(UserRequirement.Required, await RequirementOf(server, ben));
        Assert.Equal(!byAdministrator, (await browser.Get("/me/security")).Field("requirement") is not null);

        // The verb too, whatever the page shows.
        var caller = new Caller
        {
            Origin = new Origin(Door.Portal, "127.0.0.1", "test", "test"),
            UserId = ben.User.Id,
            AccountId = ben.Account.Id,
        };
        await server.Get<ChangeUserRequirement>().ChangeOwn(caller, UserRequirement.NotRequired, CancellationToken.None);

        Assert.Equal(left, await RequirementOf(server, ben));
    }

    [Fact]
    public async Task Out_of_what_the_account_alone_requires_the_user_opts_where_it_may()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting", policy => policy with { Requirement = Requirement.Required });
        var ben = await server.Given.Enrolled(company);
        var caller = new Caller
        {
            Origin = new Origin(Door.Portal, "127.0.0.1", "test", "test"),
            UserId = ben.User.Id,
            AccountId = ben.Account.Id,
        };

        var answer = await server
            .Get<ChangeUserRequirement>()
            .ChangeOwn(caller, UserRequirement.NotRequired, CancellationToken.None);

        Assert.Equal(ChangedRequirement.Done, answer);
    }

    [Fact]
    [Keeps("APP-7")]
    public async Task An_app_on_trial_cannot_be_required()
    {
        await using var server = await TestServer.Start();
        var (company, browser) = await Given(server);
        var ben = await server.Given.App(await server.Given.User(company), isOnTrial: true);

        await browser.Submit(Address(ben), ("requirement", "required"));

        Assert.Contains("on trial", Assert.Single(browser.Page.Errors), StringComparison.Ordinal);
        Assert.Equal(UserRequirement.Inherit, await RequirementOf(server, ben));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-8")]
    public async Task An_administrator_gives_one_user_more_time_with_a_reason(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, browser) = await Given(server, p => p with { GraceDays = 2 });
        var ben = await server.Given.User(company);
        await browser.Enter(Address(ben), ("requirement", "required"));

        await browser.Submit(Address(ben), ("days", "10"), ("reason", ""));
        Assert.NotEmpty(browser.Page.Errors);
        await browser.Enter(Address(ben), ("days", "10"), ("reason", "on parental leave"));

        var user = await server.Read(tx => tx.Users.Find(ben.User.Id));
        Assert.Equal(server.Clock.Now.AddDays(10), user!.GraceEndsAt);
        Assert.Equal("on parental leave", Assert.Single(await Trail.Of(server, company.Account.Id, "grace_extended"))["why"]);
        await browser.Submit(Address(ben), ("days", "3"), ("reason", "less"));
        Assert.Contains("ends later already", Assert.Single(browser.Page.Errors), StringComparison.Ordinal);
    }

    private static async Task<(Company, Browser)> Given(TestServer server, Func<Policy, Policy>? policy = null)
    {
        var company = await server.Given.Account("console", policy ?? (p => p));
        await server.Given.App(company.Administrator);
        return (company, await server.Given.SignedIn(company.Administrator));
    }

    private static string Address(Person person) => $"/account/users/{person.User.Id}/mfa";

    private static async Task<UserRequirement> RequirementOf(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!.Requirement;
}
