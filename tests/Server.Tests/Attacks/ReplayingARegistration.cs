using Sallyport.Core.Common;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SecurityKeys;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>One ceremony belongs to one session, one user and one purpose, and counts once, on whichever node.</summary>
public sealed class ReplayingARegistration
{
    private const int AtOnce = 100;

    [Fact]
    [Keeps("KEY-3"), Keeps("N-21")]
    public async Task A_finished_ceremony_is_worth_nothing_on_this_node_or_another()
    {
        await using var server = await TestServer.Start();
        var second = await server.Second();
        var ben = await server.Given.User(await server.Given.Account());
        var browser = await server.WithPassword(ben);
        var page = await browser.Get(KeysOfPeople.KeysPage);
        var form = page.Form(("answer", server.NewKey().Register(page.Options())), ("script", "yes"));
        Assert.Equal(10, (await browser.Send(form)).Codes().Count);
        var key = Assert.Single(await server.KeysOf(ben));
        await server.Write(tx => tx.SecurityKeys.Remove(ben.User.Id, key.Id));

        foreach (var again in new[] { browser.Twin(), browser.Twin(second.Address) })
            using (again)
                Assert.Contains("used already", Assert.Single((await again.Send(form)).Errors), StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(ben));
    }

    [Fact]
    [Keeps("KEY-3"), Keeps("W-R2")]
    public async Task Another_session_of_the_same_person_does_not_finish_it_and_neither_does_another_person()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        var ben = await server.Given.User(company);
        var begun = await (await server.WithPassword(ben)).Get(KeysOfPeople.KeysPage);
        var answer = server.NewKey().Register(begun.Options());
        var ceremony = begun.Field("ceremony");

        foreach (var person in new[] { ben, company.Administrator })
        {
            var other = await server.WithPassword(person);
            await other.Get(KeysOfPeople.KeysPage);
            var refused = await other.Submit(("answer", answer), ("script", "yes"), ("ceremony", ceremony));
            Assert.Contains("used already", Assert.Single(refused.Errors), StringComparison.Ordinal);
            Assert.Empty(await server.KeysOf(person));
        }
    }

    [Theory]
    [InlineData(ChallengePurpose.SecondFactor)]
    [InlineData(ChallengePurpose.FreshProof)]
    [InlineData(ChallengePurpose.PasskeySignIn)]
    [Keeps("KEY-3")]
    public async Task A_question_that_was_asked_for_something_else_is_none(ChallengePurpose purpose)
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account());
        var browser = await server.WithPassword(ben);
        await browser.Get(KeysOfPeople.KeysPage);
        var session = Assert.Single(await server.SessionsOf(ben));
        var asked = await server.Write(tx => tx.Challenges.Ask(purpose, session.Id, ben.User.Id, "127.0.0.1", server.Origin()));

        var refused = await browser.Submit(
            ("answer", server.NewKey().Register(asked.RpId, asked.Bytes)),
            ("script", "yes"),
            ("ceremony", asked.Id)
        );

        Assert.Contains("used already", Assert.Single(refused.Errors), StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(ben));
    }

    [Fact]
    [Keeps("KEY-3"), Keeps("W-R5")]
    public async Task An_answer_to_an_earlier_question_is_refused_and_spends_the_one_that_it_names()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account());
        var browser = await server.WithPassword(ben);
        var key = server.NewKey();
        var old = key.Register((await browser.Get(KeysOfPeople.KeysPage)).Options());

        await browser.Get(KeysOfPeople.KeysPage);
        var form = browser.Page.Form(("answer", old), ("script", "yes"));
        Assert.Contains("Challenge", Assert.Single((await browser.Send(form)).Errors), StringComparison.Ordinal);
        Assert.Contains("used already", Assert.Single((await browser.Send(form)).Errors), StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(ben));
    }

    [Fact]
    [Keeps("KEY-3"), Keeps("W-R19")]
    public async Task A_session_that_was_ended_meanwhile_registers_nothing()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account());
        var page = await (await server.WithPassword(ben)).Get(KeysOfPeople.KeysPage);
        var session = Assert.Single(await server.SessionsOf(ben));
        var caller = Caller.OfSystem("test") with { UserId = ben.User.Id, AccountId = ben.Account.Id, SessionId = session.Id };
        await server.Write(tx => tx.Sessions.End(ben.User.Id, session.Id, tx.Now));

        var asked = new NewSecurityKey(page.Field("ceremony")!, server.NewKey().Register(page.Options()));
        var answer = await server.Get<RegisterSecurityKey>().Register(caller, asked, CancellationToken.None);

        Assert.IsType<RegisteredKey.NothingPending>(answer);
        Assert.Empty(await server.KeysOf(ben));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-3"), Keeps("KEY-4"), Keeps("ALWAYS-2")]
    public async Task Of_one_ceremony_answered_a_hundred_times_at_once_on_two_nodes_one_key_comes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var crowd = new Crowd(server, second);
        var ben = await server.Given.User(
            await server.Given.Account("strict", p => p with { Recovery = Core.Enforcement.RecoveryKind.None })
        );
        var browser = await server.WithPassword(ben);
        var page = await browser.Get(KeysOfPeople.KeysPage);
        var form = page.Form(("answer", server.NewKey().Register(page.Options())), ("script", "yes"));
        var twins = Enumerable.Range(0, AtOnce).Select(i => browser.Twin(i % 2 == 0 ? server.Address : second.Address)).ToList();

        var answers = await Task.WhenAll(twins.Select(twin => twin.Send(form)));
        twins.ForEach(twin => twin.Dispose());

        crowd.NobodyMetAFault(answers);
        Assert.Single(answers, answer => answer.Location?.StartsWith("/me/security?", StringComparison.Ordinal) == true);
        Assert.Single(await server.KeysOf(ben));
        Assert.Equal(1, await crowd.Events(ben, "security_key_added", "success"));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "securityKeyAdded");
        await crowd.TrailIsWhole(ben);
    }
}
