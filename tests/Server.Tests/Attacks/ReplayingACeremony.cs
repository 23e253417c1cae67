using Dapper;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An answer of a key, overheard or kept, that is sent once more: to where it was sent before, and to where it was not meant for.</summary>
[Keeps("KEY-3"), Keeps("ALWAYS-2")]
public sealed class ReplayingACeremony
{
    private const int AtOnce = 100;

    // A key that does not count: nothing but the question, which is spent, stands between its answer and a second session.
    private static void Uncounted(SoftAnswer answer) => answer.Counter = 0;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_passkey_s_answer_works_once_on_whichever_node(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var key = await server.Key(await SigningInByKey.Ben(server));
        using var browser = server.Browser();
        var (options, form) = await browser.AskForPasskey();
        var answered = form.With(key.Assert(options, Uncounted));
        // Asked on one node and answered on the other, and sent again on both.
        using var twin = browser.Twin(second.Address);
        using var third = browser.Twin();

        await twin.Send(answered);
        await third.Send(answered);
        third.Server = second.Address;
        await third.Send(answered);

        Assert.NotNull(twin.Cookies["sid"]);
        Assert.Null(third.Cookies["sid"]);
    }

    [Fact]
    public async Task Another_browser_s_answer_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var key = await server.Key(await SigningInByKey.Ben(server));
        using var victim = server.Browser();
        using var thief = server.Browser("127.0.0.2");
        var (options, asked) = await victim.AskForPasskey();
        var (_, own) = await thief.AskForPasskey();
        var answer = key.Assert(options);
        var ceremony = asked.Fields.Single(field => field.Key == "ceremony");

        await thief.Send(own.With(answer));
        await thief.Send(own with { Fields = [.. own.Fields.Where(f => f.Key != "ceremony"), ceremony, new("answer", answer)] });

        Assert.Null(thief.Cookies["sid"]);
    }

    [Fact]
    public async Task A_half_sign_in_s_answer_opens_no_other_half_sign_in_and_no_passkey_sign_in()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var first = await server.AtSecondStep(ben);
        using var second = await server.AtSecondStep(ben, "127.0.0.4");
        using var alone = server.Browser("127.0.0.5");
        var answer = key.Assert(first.Page.Question());
        var ceremony = first.Page.Field("ceremony")!;

        await second.Submit(("answer", answer), ("ceremony", ceremony));
        var (_, form) = await alone.AskForPasskey();
        await alone.Send(
            form with
            {
                Fields = [.. form.Fields.Where(f => f.Key != "ceremony"), new("ceremony", ceremony), new("answer", answer)],
            }
        );

        Assert.Null(second.Cookies["sid"]);
        Assert.Null(alone.Cookies["sid"]);
    }

    [Fact]
    public async Task An_answer_to_a_fresh_proof_signs_nobody_in()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var browser = server.Browser();
        await browser.SignInByPasskey(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        var proof = await browser.Get("/me/security/security-keys");
        using var thief = await server.AtSecondStep(ben);

        await thief.Submit(("answer", key.Assert(proof.Question())), ("ceremony", proof.Field("proofCeremony")));

        Assert.Null(thief.Cookies["sid"]);
    }

    [Theory]
    [InlineData(ChallengePurpose.FreshProof, false)]
    [InlineData(ChallengePurpose.Registration, true)]
    [InlineData(ChallengePurpose.PasskeySignIn, true)]
    public async Task A_question_that_was_asked_of_another_user_or_for_something_else_is_none(
        ChallengePurpose purpose,
        bool isOwn
    )
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var eve = await server.Given.User(new Company(ben.Account, ben));
        var key = await server.Key(ben);
        using var browser = server.Browser();
        await browser.SignInByPasskey(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await browser.Get("/me/security/security-keys");
        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        var asked = await server.Write(tx =>
            tx.Challenges.Ask(purpose, session.Id, (isOwn ? ben : eve).User.Id, server.Settings.PublicUrl.Host, server.Origin())
        );

        await browser.Submit(("answer", key.Assert(asked.RpId, asked.Bytes)), ("proofCeremony", asked.Id));

        Assert.Equal(["no_question"], await server.Refusals(ben, "proof_given"));
    }

    [Fact]
    public async Task After_five_minutes_the_question_is_gone()
    {
        await using var server = await TestServer.Start();
        var key = await server.Key(await SigningInByKey.Ben(server));
        using var browser = server.Browser();
        var (options, form) = await browser.AskForPasskey();

        server.Clock.Advance(TimeSpan.FromMinutes(5));
        await browser.Send(form.With(key.Assert(options)));

        Assert.Null(browser.Cookies["sid"]);
    }

    [Fact]
    public async Task A_key_that_was_given_to_another_user_in_the_database_signs_nobody_in()
    {
        await using var server = await TestServer.Start();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        var eve = await server.Given.User(new Company(ben.Account, ben));
        key.UserHandle = await server.Write(tx => tx.UserHandles.Of(eve.User.Id));
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE security_keys SET user_id = @Id", new { eve.User.Id });
        using var browser = server.Browser();

        await browser.SignInByPasskey(key);

        Assert.Null(browser.Cookies["sid"]);
        Assert.Equal(["altered"], await server.Refusals(ben, "passkey_checked"));
        Assert.Contains(
            await server.Read(tx => tx.AuditTrail.Chain(ben.Account.Id, 0, 1000)),
            row => row.Action == "security_key_altered"
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_a_hundred_who_send_one_passkey_s_answer_at_once_on_two_nodes_one_gets_a_session(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var browser = server.Browser();
        var (options, form) = await browser.AskForPasskey();
        var answered = form.With(key.Assert(options, Uncounted));
        var crowd = Enumerable
            .Range(0, AtOnce)
            .Select(i => browser.Twin(i % 2 == 0 ? server.Address : second.Address, $"127.0.7.{i + 1}"))
            .ToList();

        var answers = await Task.WhenAll(crowd.Select(twin => twin.Send(answered)));

        Assert.Single(answers, Crowd.IsOpened);
        Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        Assert.DoesNotContain(
            answers,
            a => a.Status >= System.Net.HttpStatusCode.InternalServerError && a.Headers.RetryAfter is null
        );
        crowd.ForEach(twin => twin.Dispose());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_a_hundred_who_send_one_second_factor_at_once_one_gets_a_session(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var browser = await server.AtSecondStep(ben);
        var answered = browser.Page.Touched(key, Uncounted);
        var crowd = Enumerable
            .Range(0, AtOnce)
            .Select(i => browser.Twin(i % 2 == 0 ? server.Address : second.Address, $"127.0.8.{i + 1}"))
            .ToList();

        var answers = await Task.WhenAll(crowd.Select(twin => twin.Send(answered)));

        Assert.Single(answers, Crowd.IsOpened);
        Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        crowd.ForEach(twin => twin.Dispose());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-6")]
    public async Task Of_two_answers_with_one_counter_that_come_at_once_one_counts(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await SigningInByKey.Ben(server);
        var key = await server.Key(ben);
        using var one = server.Browser("127.0.0.4");
        using var two = server.Browser("127.0.0.5");
        var asked = new[] { (one, await one.AskForPasskey()), (two, await two.AskForPasskey()) };
        var forms = asked
            .Select(a => (a.Item1, a.Item2.Form.With(key.Assert(a.Item2.Options, answer => answer.Counter = 7))))
            .ToList();

        await Task.WhenAll(forms.Select(form => form.Item1.Send(form.Item2)));

        Assert.Single(await server.Read(tx => tx.Sessions.Running(ben.User.Id, tx.Now)));
        Assert.Equal(["counter"], await server.Refusals(ben, "passkey_checked"));
    }
}
