using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.SignIn;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>With the right password nobody is refused for others who have it too, and nobody gets more guesses by their company.</summary>
[Keeps("SIGN-7")]
public sealed class GuessingAmongRightPasswords
{
    public static IEnumerable<TheoryDataRow<DatabaseKind, string>> EveryDoor =>
        from engine in Engines.All
        from door in ComingAtOnce.Doors.Keys
        select new TheoryDataRow<DatabaseKind, string>(engine.Data, door) { Skip = engine.Skip };

    [Theory, MemberData(nameof(EveryDoor))]
    [Keeps("APIKEY-6"), Keeps("DOOR-3")]
    public async Task All_who_come_at_once_with_the_right_password_pass(DatabaseKind kind, string door)
    {
        await using var crowd = await ComingAtOnce.Start(kind);
        // More than five of one name and more than twenty of one address, on two nodes.
        var answers = await crowd.Come(door, _ => "127.0.0.1", Enumerable.Repeat(crowd.Person.Password, 24));

        Assert.All(answers, answer => Assert.True(answer));
        Assert.Equal(0, await ComingAtOnce.Refusals(crowd.First, crowd.Second));
        Assert.Equal(24, await EventsOf(crowd, "password_checked", "success"));
        // Nothing of it is left on the counter.
        Assert.Equal(new Admission.Granted(1), await Reserve(crowd));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_very_many_wrong_ones_at_once_at_all_doors_no_more_than_the_free_tries_are_evaluated(DatabaseKind kind)
    {
        await using var crowd = await ComingAtOnce.Start(kind);
        var doors = ComingAtOnce.Doors.Keys.ToList();
        // Each refusal waits for the one writer of SQLite; fewer show the same there.
        var guesses = kind == DatabaseKind.Postgres ? 300 : 100;

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, guesses)
                .Select(i =>
                    ComingAtOnce.Doors[doors[i % doors.Count]](
                        crowd.NodeOf(i),
                        ComingAtOnce.OwnAddress(i),
                        crowd.Person,
                        $"wrong {i}"
                    )
                )
        );

        Assert.DoesNotContain(true, answers);
        // The clock stands still: after the free tries a second would have to pass.
        Assert.Equal(ThrottleLimits.Authenticator.Free, await EventsOf(crowd, "password_checked", "refused"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Each_success_gives_no_more_than_the_free_tries_to_those_who_guess_meanwhile(DatabaseKind kind)
    {
        await using var crowd = await ComingAtOnce.Start(kind);
        const int Right = 6;
        var passwords = Enumerable.Range(0, 120).Select(i => i % 20 == 7 ? crowd.Person.Password : $"wrong {i}").ToList();

        var answers = await crowd.Come("REST Basic", ComingAtOnce.OwnAddress, passwords);

        Assert.All(answers.Zip(passwords), pair => Assert.True(pair.First is not true || pair.Second == crowd.Person.Password));
        var passed = answers.Count(answer => answer is true);
        Assert.InRange(passed, 0, Right);
        Assert.InRange(await EventsOf(crowd, "password_checked", "refused"), 0, ThrottleLimits.Authenticator.Free * (passed + 1));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Whoever_waits_goes_on_when_another_node_has_decided(DatabaseKind kind)
    {
        await using var crowd = await ComingAtOnce.Start(kind);
        var elsewhere = await TakeAllFreeTries(crowd);
        var waiting = ComingAtOnce.Doors["REST Basic"](crowd.First, "127.0.0.2", crowd.Person, crowd.Person.Password);
        await Eventually.Holds(() => crowd.First.Get<AttemptLines>().LengthOf(CounterOf(crowd)) == 1);
        Assert.False(waiting.IsCompleted);

        foreach (var attempt in elsewhere)
            await crowd.Second.Write(tx => Succeed(tx, CounterOf(crowd), attempt));

        Assert.True(await waiting);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Whoever_waits_is_refused_when_the_others_were_wrong(DatabaseKind kind)
    {
        await using var crowd = await ComingAtOnce.Start(kind);
        var elsewhere = await TakeAllFreeTries(crowd);
        var waiting = ComingAtOnce.Doors["REST Basic"](crowd.First, "127.0.0.2", crowd.Person, crowd.Person.Password);
        await Eventually.Holds(() => crowd.First.Get<AttemptLines>().LengthOf(CounterOf(crowd)) == 1);

        foreach (var attempt in elsewhere)
            await crowd.Second.Write(async tx =>
            {
                await tx.Throttles.Fail(CounterOf(crowd), attempt, tx.Now);
                return true;
            });

        Assert.Null(await waiting);
        Assert.Equal(0, await EventsOf(crowd, "password_checked", "refused"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_a_crash_leaves_behind_is_a_failure_and_holds_nobody_up_for_ever(DatabaseKind kind)
    {
        await using var crowd = await ComingAtOnce.Start(kind);
        // A node that reserves and dies before it reports.
        await TakeAllFreeTries(crowd);
        crowd.First.Get<AttemptLines>().Patience = TimeSpan.FromMilliseconds(50);
        Task<bool?> Try(string password) => ComingAtOnce.Doors["REST Basic"](crowd.First, "127.0.0.2", crowd.Person, password);

        Assert.Null(await Try("wrong"));
        crowd.First.Clock.Advance(InFlight.Longest);
        Assert.False(await Try("wrong"));
        Assert.Null(await Try("wrong"));
        crowd.First.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(await Try(crowd.Person.Password));
    }

    [Fact]
    public async Task A_client_that_goes_away_with_the_right_password_is_no_failure()
    {
        await using var crowd = await ComingAtOnce.Start(DatabaseKind.Sqlite);
        var server = crowd.First;
        var typed = new TypedPassword(
            crowd.Person.User.Email,
            crowd.Person.Password,
            null,
            null,
            (_, _) => Task.FromResult<string?>(null)
        );
        var caller = Caller.Anonymous(new Origin(Core.Common.Door.Api, "127.0.0.1", "", ""));
        for (var i = 0; i < 10; i++)
        {
            using var gone = new CancellationTokenSource();
            // It goes away while the hash is computed: the reservation is committed, and nothing is decided.
            var attempt = server.Get<AttemptPassword>().Attempt(typed, caller, (_, _) => Task.FromResult(true), gone.Token);
            await Eventually.Holds(async () => attempt.IsCompleted || await IsReserved(crowd));
            await gone.CancelAsync();
            await attempt;
        }

        Assert.Equal(new Admission.Granted(1), await Reserve(crowd));
    }

    [Fact]
    [Keeps("DOOR-3")]
    public async Task A_log_in_that_was_not_looked_at_is_none_of_the_three_failures_of_a_connection()
    {
        await using var crowd = await ComingAtOnce.Start(DatabaseKind.Sqlite);
        for (var i = 0; i < ThrottleLimits.Authenticator.Free; i++)
            await Reserve(crowd);
        using var client = await IsProxy.LineClient.Connect(crowd.First);
        for (var i = 0; i < 5; i++)
            Assert.Equal("400 Login failed", await client.LogIn(crowd.Person));

        crowd.First.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("100 Login ok", await client.LogIn(crowd.Person));
    }

    private static async Task<bool> IsReserved(ComingAtOnce crowd) =>
        await crowd.First.Write(tx => tx.Throttles.Reserve(CounterOf(crowd), new ThrottleLimits(0, 0, TimeSpan.Zero), tx.Now))
        is Admission.Undecided;

    private static string CounterOf(ComingAtOnce crowd) => AttemptCounter.OfUser(AttemptKind.Password, crowd.Person.User.Id);

    private static Task<Admission> Reserve(ComingAtOnce crowd) =>
        crowd.First.Write(tx => tx.Throttles.Reserve(CounterOf(crowd), ThrottleLimits.Authenticator, tx.Now));

    private static async Task<IReadOnlyList<string>> TakeAllFreeTries(ComingAtOnce crowd)
    {
        string[] attempts = ["a", "b", "c", "d", "e"];
        foreach (var attempt in attempts)
            Assert.IsType<Admission.Granted>(
                await crowd.Second.Write(tx =>
                    tx.Throttles.Reserve(CounterOf(crowd), ThrottleLimits.Authenticator, tx.Now, attempt)
                )
            );
        return attempts;
    }

    private static async Task<bool> Succeed(Storage.Transaction tx, string counter, string attempt)
    {
        await tx.Throttles.Succeed(counter, attempt, tx.Now);
        return true;
    }

    private static async Task<int> EventsOf(ComingAtOnce crowd, string action, string outcome) =>
        (await crowd.First.Read(tx => tx.AuditTrail.Chain(crowd.Person.Account.Id, 0, 100_000))).Count(row =>
            row.Action == action && row.Outcome == outcome
        );
}
