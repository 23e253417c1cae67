using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>Under <c>untilKeyOrMfa</c>, in the very step, and whoever takes it is told before.</summary>
[Keeps("APIKEY-6"), Keeps("ALWAYS-5")]
public sealed class EndingThePasswordForPrograms
{
    private const string Ends = "the password ends for programs";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task MFA_switched_on_ends_it_with_a_warning_and_removing_it_does_not_bring_it_back(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await server.Given.User(await Company(server));
        var browser = await server.WithPassword(ben);
        foreach (var page in new[] { Enrolling.AppPage, "/me/security/security-keys" })
            Assert.Contains((await browser.Get(page)).Banners, banner => banner.Contains(Ends, StringComparison.Ordinal));
        Assert.Null(await EndedAt(server, ben));

        await server.Enrol(browser, ben);

        Assert.NotNull(await EndedAt(server, ben));
        Assert.DoesNotContain(Ends, (await browser.Get(Enrolling.AppPage)).Text, StringComparison.Ordinal);
        await server.Get<RemoveMfa>().RemoveByOperator(Operator, ben.User.Id, "lost", CancellationToken.None);
        Assert.NotNull(await EndedAt(server, ben));
    }

    [Fact]
    public async Task A_token_on_trial_ends_it_by_its_first_sign_in()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("hosting", UntilKeyOrMfa));
        await server.Given.App(ben, isOnTrial: true);
        var browser = server.Browser();
        await browser.Get("/sign-in");
        Assert.Null(await EndedAt(server, ben));

        await browser.Submit(
            "/sign-in?account=" + ben.Account.Handle,
            ("login", ben.User.Email),
            ("password", ben.Password),
            ("token", server.Given.Code(ben))
        );

        Assert.True((await server.Read(tx => tx.Factors.Of(ben.User.Id))).MfaOn);
        Assert.NotNull(await EndedAt(server, ben));
    }

    [Fact]
    public async Task Requiring_it_of_one_user_ends_it_with_a_warning_for_that_user_alone()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        var (ben, cleo) = (await server.Given.User(company), await server.Given.User(company));
        using var browser = await server.Given.SignedIn(company.Administrator);
        var page = await browser.Get($"/account/users/{ben.User.Id}/mfa");
        Assert.Contains(page.Banners, banner => banner.Contains("the password ends for this user", StringComparison.Ordinal));

        await browser.Enter(("requirement", "required"));
        Assert.NotNull(await EndedAt(server, ben));
        await browser.Enter($"/account/users/{ben.User.Id}/mfa", ("requirement", "inherit"));

        Assert.NotNull(await EndedAt(server, ben));
        Assert.Null(await EndedAt(server, cleo));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Requiring_it_of_the_account_ends_it_for_all_of_whom_it_is_required_and_says_of_how_many(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server, policy => policy with { UserMayOptOut = true });
        var (ben, cleo) = (await server.Given.User(company), await server.Given.User(company));
        var other = await server.Given.User(await Company(server));
        await server.Write(tx =>
            tx.Users.ChangeRequirement(cleo.User.Id, new(UserRequirement.NotRequired, cleo.User.Id, null, null), tx.Now)
        );
        using var browser = await server.Given.SignedIn(company.Administrator);

        var preview = await browser.Submit("/account/policy", ("requireMfa", "true"));
        Assert.Contains(
            preview.Banners,
            banner => banner.Contains("For 2 active users the password ends", StringComparison.Ordinal)
        );
        Assert.Null(await EndedAt(server, ben));
        await browser.Send(browser.Page.Form(("confirmed", "true")));

        Assert.NotNull(await EndedAt(server, ben));
        Assert.Null(await EndedAt(server, cleo));
        Assert.Null(await EndedAt(server, other));
        await server.Given.Policy(company, policy => policy with { Requirement = Requirement.Off });
        Assert.NotNull(await EndedAt(server, ben));
        Assert.NotNull(
            await EndedAt(
                server,
                await server.Given.User(await Company(server, p => p with { Requirement = Requirement.Required }))
            )
        );
    }

    [Fact]
    public async Task A_policy_that_lets_no_password_in_says_so_first_too()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        using var browser = await server.Given.SignedIn(company.Administrator);

        var preview = await browser.Submit("/account/policy", ("passwordOnApi", "never"));

        Assert.Contains(
            preview.Banners,
            banner => banner.Contains("For one active user the password ends", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_the_installation_requires_ends_it_too_and_its_withdrawal_does_not_bring_it_back()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await Company(server));
        var rule = server.Get<ChangeInstallation>();
        await rule.Change(Operator, r => r with { EverybodyFrom = server.Clock.Now.AddDays(1) }, null, CancellationToken.None);
        Assert.Null(await EndedAt(server, ben));
        server.Clock.Advance(TimeSpan.FromDays(2));

        await rule.Change(Operator, r => r with { EverybodyFrom = null }, null, CancellationToken.None);

        Assert.NotNull(await EndedAt(server, ben));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10"), Keeps("SIGN-14")]
    public async Task An_administrator_brings_it_back_and_the_next_key_ends_it_anew(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server);
        var ben = await server.Given.User(company);
        var (key, _) = await Keys.Of(server, ben);
        await server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));
        using var browser = await server.Given.SignedIn(company.Administrator);
        var page = await browser.Get($"/account/users/{ben.User.Id}");
        Assert.Contains("Let programs use the password again", page.TextsOf("button"));
        Assert.Contains("Over since", page.Text, StringComparison.Ordinal);

        var done = await browser.Follow(await BringBack(browser, ben));

        Assert.Contains("works for programs again", done.Banners[0], StringComparison.Ordinal);
        Assert.Null(await EndedAt(server, ben));
        Assert.Single(await Trail.Of(server, company.Account.Id, "api_password_brought_back"));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "apiPasswordBroughtBack");
        await Keys.Of(server, ben);
        Assert.NotNull(await EndedAt(server, ben));
    }

    [Fact]
    [Keeps("ADMIN-4"), Keeps("ADMIN-5")]
    public async Task Nobody_brings_it_back_while_MFA_is_on_or_required_nor_for_somebody_above_or_elsewhere()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        var (ben, cleo) = (await server.Given.User(company), await server.Given.User(company));
        await server.Given.App(ben);
        await server.Write(tx => tx.Users.EndApiPassword(ben.User.Id, tx.Now));
        await server.Write(tx => tx.Users.EndApiPassword(cleo.User.Id, tx.Now));
        await server.Write(tx =>
            tx.Users.ChangeRequirement(cleo.User.Id, new(UserRequirement.Required, null, tx.Now, null), tx.Now)
        );
        var dan = await server.Given.User(company);
        await server.Write(tx => tx.Users.EndApiPassword(dan.User.Id, tx.Now));
        var stranger = await server.Given.User(await Company(server));
        await server.Write(tx => tx.Users.EndApiPassword(stranger.User.Id, tx.Now));
        using var administrator = await server.Given.SignedIn(company.Administrator);
        using var dans = await server.Given.SignedIn(dan);

        Assert.Contains("Not while", (await administrator.Get($"/account/users/{ben.User.Id}")).Text, StringComparison.Ordinal);
        await BringBack(administrator, ben);
        await BringBack(administrator, cleo);
        Assert.Equal(HttpStatusCode.NotFound, (await BringBack(administrator, stranger)).Status);
        await BringBack(dans, ben);
        await BringBack(dans, dan);
        Assert.NotNull(await EndedAt(server, dan));
        Assert.NotNull(await EndedAt(server, stranger));
        Assert.NotNull(await EndedAt(server, ben));
        Assert.NotNull(await EndedAt(server, cleo));
    }

    // Whoever sees no button may still post.
    private static async Task<Page> BringBack(Browser browser, Person person)
    {
        var token = (await browser.Get("/me"))
            .Document.QuerySelector("[name=__RequestVerificationToken]")!
            .GetAttribute("value")!;
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/account/users/{person.User.Id}?handler=Programs");
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
        return await browser.Send(request);
    }

    private static Caller Operator => Caller.OfCommandLine("test") with { IsOperator = true };

    private static Policy UntilKeyOrMfa(Policy policy) =>
        policy with
        {
            PasswordOnApi = PasswordOnApi.UntilKeyOrMfa,
            ApiKeysBy = ApiKeysBy.Both,
            AdministratorNeedsMfa = false,
        };

    private static Task<Company> Company(TestServer server, Func<Policy, Policy>? change = null) =>
        server.Given.Account("console", policy => (change ?? (p => p))(UntilKeyOrMfa(policy)));

    private static async Task<DateTimeOffset?> EndedAt(TestServer server, Person person) =>
        (await server.Given.State(person)).PasswordEndedAt;
}
