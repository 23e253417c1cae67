using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

[Keeps("MUST-10")]
public sealed class RemovingMfaOfSomebody
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-1"), Keeps("ALWAYS-9"), Keeps("ALWAYS-10")]
    public async Task An_administrator_removes_everything_and_the_sessions_end(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, ben, browser) = await Given(server);
        var bens = await server.Given.SignedIn(ben);
        await Fail(server, ben);

        var done = await browser.Follow(await browser.Send(await Removal(browser, ben)));

        Assert.Contains("MFA was removed.", done.Banners[0], StringComparison.Ordinal);
        Assert.Equal(Factors.None, await server.Read(tx => tx.Factors.Of(ben.User.Id)));
        Assert.Empty(await server.Read(tx => tx.Recovery.ActiveSets(ben.User.Id)));
        Assert.StartsWith("/sign-in", (await bens.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "mfaRemoved");
        Assert.Single(await Trail.Of(server, company.Account.Id, "mfa_removed"));
        var counter = await server.Write(tx =>
            tx.Throttles.Reserve(
                AttemptCounter.OfUser(AttemptKind.SecondFactor, ben.User.Id),
                ThrottleLimits.Authenticator,
                tx.Now
            )
        );
        Assert.Equal(new Admission.Granted(1), counter);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_command_line_does_it_for_anybody_with_a_reason_and_tells_the_administrators(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.Enrolled(company);
        var verb = server.Get<RemoveMfa>();
        var caller = Caller.OfCommandLine("test");

        Assert.IsType<RemovedMfa.ReasonMissing>(await verb.RemoveByOperator(caller, ben.User.Id, " ", CancellationToken.None));
        Assert.IsType<RemovedMfa.Done>(await verb.RemoveByOperator(caller, ben.User.Id, "lost", CancellationToken.None));

        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "mfaRemoved");
        Assert.Single(await server.Mailbox.Of(company.Administrator), mail => mail.Kind == "mfaRemovedByOperator");
        Assert.Equal("lost", Assert.Single(await Trail.Of(server, company.Account.Id, "mfa_removed"))["why"]);
    }

    [Fact]
    public async Task Where_the_policy_leaves_it_to_the_operator_no_administrator_does_it()
    {
        await using var server = await TestServer.Start();
        var (company, ben, browser) = await Given(server);
        var form = await Removal(browser, ben);
        await server.Given.Policy(company, p => p with { AdministratorRescue = false });

        var page = await browser.Send(form);

        Assert.Contains("leaves it to the operator", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.DoesNotContain("For somebody who lost everything", page.Text, StringComparison.Ordinal);
        Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(ben.User.Id))).Apps);
    }

    [Fact]
    public async Task Nobody_removes_one_s_own_MFA_by_this_door()
    {
        await using var server = await TestServer.Start();
        var (company, _, browser) = await Given(server);
        var own = company.Administrator;

        var answer = await browser.Send(await Removal(browser, own));

        Assert.Equal(["Your own methods are removed on your own page."], answer.Errors);
        Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(own.User.Id))).Apps);
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task Nobody_removes_the_MFA_of_somebody_above()
    {
        await using var server = await TestServer.Start();
        var (company, _, _) = await Given(server);
        var role = await server.Given.Role(company, "Help desk", Permission.ViewUser, Permission.RescueUser);
        var helper = await server.Given.Enrolled(company, role);
        var caller = new Caller
        {
            Origin = Origin.OfSystem("test") with { Door = Door.Portal },
            UserId = helper.User.Id,
            AccountId = company.Account.Id,
            Permissions = new HashSet<Permission> { Permission.RescueUser },
        };

        var answer = await server.Get<RemoveMfa>().Remove(caller, company.Administrator.User.Id, CancellationToken.None);

        Assert.IsType<RemovedMfa.AboveYou>(answer);
        Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(company.Administrator.User.Id))).Apps);
    }

    [Fact]
    public async Task Another_account_s_user_is_not_found()
    {
        await using var server = await TestServer.Start();
        var (_, ben, browser) = await Given(server);
        var stranger = await server.Given.Enrolled(await server.Given.Account("console"));
        var form = await Removal(browser, ben) with { Action = Address(stranger, "?handler=Remove") };

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get(Address(stranger))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(form)).Status);
        Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(stranger.User.Id))).Apps);
    }

    // An account whose administrator may rescue, a user with an app, and the administrator's browser.
    private static async Task<(Company, Person, Browser)> Given(TestServer server)
    {
        var company = await server.Given.Account("console");
        await server.Given.App(company.Administrator);
        var ben = await server.Given.Enrolled(company);
        return (company, ben, await server.Given.SignedIn(company.Administrator));
    }

    // As the button's form sends it, also where the page shows no such button.
    private static async Task<FilledForm> Removal(Browser browser, Person person) =>
        await browser.Fill(Address(person), ("requirement", null)) with
        {
            Action = Address(person, "?handler=Remove"),
        };

    private static string Address(Person person, string query = "") => $"/account/users/{person.User.Id}/mfa{query}";

    private static Task Fail(TestServer server, Person person) =>
        server.Write(tx =>
            tx.Throttles.Reserve(
                AttemptCounter.OfUser(AttemptKind.SecondFactor, person.User.Id),
                ThrottleLimits.Authenticator,
                tx.Now
            )
        );
}
