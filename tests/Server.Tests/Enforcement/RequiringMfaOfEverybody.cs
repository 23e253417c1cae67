using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement.Decisions;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

public sealed class RequiringMfaOfEverybody
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-6"), Keeps("MUST-7")]
    public async Task The_administrator_sees_whom_it_reaches_before_anything_changes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, browser) = await Console(server);
        var ben = await server.Given.User(company, "ben");
        var enrolled = await server.Given.Enrolled(company);
        var gone = await server.Given.User(company, "gone");
        await server.Write(tx => tx.Users.ChangeStatus(gone.User.Id, UserStatus.Deactivated, tx.Now));
        var other = await server.Given.User(await server.Given.Account("console"), "other");

        var preview = await browser.Submit("/account/policy", ("requireMfa", "true"));

        Assert.Equal("Whom this reaches", preview.Heading);
        var rows = preview.TextsOf("tbody tr");
        Assert.Contains(ben.User.Email, Assert.Single(rows), StringComparison.Ordinal);
        Assert.Contains("N/A", rows[0], StringComparison.Ordinal);
        Assert.DoesNotContain(enrolled.User.Email, preview.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(other.User.Email, preview.Body, StringComparison.Ordinal);
        Assert.Equal(Requirement.Off, (await Kept(server, company)).Policy.Requirement);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-7"), Keeps("ALWAYS-10")]
    public async Task Those_without_MFA_are_mailed_once_where_that_is_chosen(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, browser) = await Console(server);
        var ben = await server.Given.User(company, "ben");
        var enrolled = await server.Given.Enrolled(company);
        await browser.Submit("/account/policy", ("requireMfa", "true"));
        var confirmation = browser.Page.Form(("mail", "true"));

        var saved = await browser.Follow(await browser.Send(confirmation));
        await browser.Send(confirmation);
        await server.Get<FollowDecisions>().Follow(CancellationToken.None);
        await server.Get<FollowDecisions>().Follow(CancellationToken.None);

        Assert.Contains("Saved.", saved.Banners[0], StringComparison.Ordinal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "mfaRequired");
        Assert.DoesNotContain(await server.Mailbox.Of(enrolled), mail => mail.Kind == "mfaRequired");
        var changed = Assert.Single(await Trail.Of(server, company.Account.Id, "policy_changed"));
        Assert.Equal("off → required", changed["requirement"]);
        Assert.Equal("yes", changed["mail"]);
        var followed = Assert.Single(await Trail.Of(server, company.Account.Id, "requirement_carried_out"));
        Assert.Equal("1", followed["mailed"]);
        Assert.Equal(company.Administrator.User.Login, followed["by"]);
    }

    [Fact]
    [Keeps("MUST-7")]
    public async Task Nobody_is_mailed_where_that_is_not_chosen()
    {
        await using var server = await TestServer.Start();
        var (company, browser) = await Console(server);
        await server.Given.User(company, "ben");

        await browser.Submit("/account/policy", ("requireMfa", "true"));
        await browser.Enter(("confirmed", "true"));
        await server.Get<FollowDecisions>().Follow(CancellationToken.None);

        Assert.Equal(Requirement.Required, (await Kept(server, company)).Policy.Requirement);
        Assert.DoesNotContain(await server.Mailbox.All(), mail => mail.Kind == "mfaRequired");
    }

    [Fact]
    [Keeps("MUST-7")]
    public async Task Where_the_policy_says_always_they_are_mailed_without_a_question()
    {
        await using var server = await TestServer.Start();
        var (company, browser) = await Console(server, p => p with { MailUnenrolled = MailUnenrolled.Always });
        var ben = await server.Given.User(company, "ben");

        var preview = await browser.Submit("/account/policy", ("requireMfa", "true"));
        Assert.Null(preview.Field("mail"));
        await browser.Enter(("confirmed", "true"));
        await server.Get<FollowDecisions>().Follow(CancellationToken.None);

        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "mfaRequired");
    }

    [Fact]
    [Keeps("MUST-6")]
    public async Task Without_MFA_on_oneself_it_is_refused_with_the_reason()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit("/account/policy", ("requireMfa", "true"));

        Assert.Contains("Set it up for yourself first", Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Equal(Requirement.Off, (await Kept(server, company)).Policy.Requirement);
    }

    [Fact]
    [Keeps("MUST-6")]
    public async Task The_whole_form_is_held_to_the_same()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var browser = await server.Given.SignedIn(company.Administrator);

        // Not asking it of administrators in the same breath does not help.
        await browser.Submit("/account/policy", ("requirement", "required"), ("administratorNeedsMfa", "no"));

        Assert.NotEmpty(browser.Page.Errors);
        Assert.Equal(Requirement.Off, (await Kept(server, company)).Policy.Requirement);
    }

    [Fact]
    [Keeps("MUST-6")]
    public async Task Where_the_policy_does_not_ask_it_an_administrator_without_MFA_may_require_it()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit("/account/policy", ("requireMfa", "true"));
        await browser.Enter(("confirmed", "true"));

        Assert.Equal(Requirement.Required, (await Kept(server, company)).Policy.Requirement);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-6"), Keeps("ALWAYS-8")]
    public async Task Switching_it_off_takes_nobody_s_factors_away(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("strict");
        await server.Given.App(company.Administrator);
        var ben = await server.Given.Enrolled(company);
        var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Enter("/account/policy", ("requireMfa", null));

        var kept = await Kept(server, company);
        Assert.Equal(Requirement.Off, kept.Policy.Requirement);
        Assert.Null(kept.RequiredSince);
        Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(ben.User.Id))).Apps);
    }

    [Fact]
    public async Task Of_two_administrators_who_change_it_at_once_the_second_is_told()
    {
        await using var server = await TestServer.Start();
        var (company, first) = await Console(server);
        var form = await first.Fill("/account/policy", ("graceDays", "7"));
        await first.Enter("/account/policy", ("graceDays", "9"));

        var answer = await first.Send(form);

        Assert.Contains("Somebody else changed the policy", Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Equal(9, (await Kept(server, company)).Policy.GraceDays);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_change_asks_for_a_fresh_proof_and_loses_nothing_typed()
    {
        await using var server = await TestServer.Start();
        var (company, browser) = await Console(server);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = await browser.Submit("/account/policy", ("graceDays", "9"));
        Assert.True(asked.HasForm("proof"));
        Assert.Equal(0, (await Kept(server, company)).Policy.GraceDays);
        await browser.Enter(("proof", server.Given.Code(company.Administrator)));

        Assert.Equal(9, (await Kept(server, company)).Policy.GraceDays);
    }

    [Fact]
    public async Task A_user_without_the_permission_finds_no_policy()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var browser = await server.Given.SignedIn(await server.Given.User(company));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/account/policy")).Status);
    }

    // An account that asks nothing yet, and its administrator, who has an app and is signed in.
    private static async Task<(Company, Browser)> Console(TestServer server, Func<Policy, Policy>? policy = null)
    {
        var company = await server.Given.Account("console", policy ?? (p => p));
        await server.Given.App(company.Administrator);
        return (company, await server.Given.SignedIn(company.Administrator));
    }

    private static Task<KeptPolicy> Kept(TestServer server, Company company) =>
        server.Read(tx => tx.Policies.Of(company.Account.Id));
}
