using System.Net;
using Dapper;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Tests.Clocks;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.IsProxy;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>A clock that ran a day ahead is put right: what was over stays over, what it wrote lasts no longer than documented, and nobody waits for its day to come.</summary>
public sealed class MovingTheClock
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    public static IEnumerable<TheoryDataRow<string, DatabaseKind>> WhatStaysOver =>
        from thing in TimedThing.All
        where thing.StaysOver
        from row in Engines.All
        select new TheoryDataRow<string, DatabaseKind>(thing.Name, row.Data) { Skip = row.Skip };

    [Theory, MemberData(nameof(WhatStaysOver))]
    [Keeps("SIGN-9"), Keeps("ALWAYS-2")]
    public async Task What_was_seen_over_stays_over_when_the_clock_goes_back(string name, DatabaseKind kind)
    {
        var thing = TimedThing.All.Single(one => one.Name == name);
        await using var server = await Started(kind);
        var (seen, unseen) = (await thing.Make(server), await thing.Make(server));

        server.RunAhead(thing.Life + Moment);
        Assert.False(await seen(server));
        server.RunAhead(TimeSpan.Zero);

        Assert.False(await seen(server), $"{name} is back.");
        // It never was over: nobody looked at it while the clock was wrong.
        Assert.True(await unseen(server), $"{name} is gone.");
    }

    [Theory, MemberData(nameof(WhatStaysOver))]
    [Keeps("SIGN-9"), Keeps("ALWAYS-2")]
    public async Task What_a_clock_made_that_ran_ahead_counts_no_longer_than_it_may(string name, DatabaseKind kind)
    {
        var thing = TimedThing.All.Single(one => one.Name == name);
        await using var server = await Started(kind);
        server.RunAhead(Day);
        var made = await thing.Make(server);
        server.RunAhead(TimeSpan.Zero);

        Assert.False(await made(server), $"{name} counts before it was made.");
        server.RunAhead(Day + Moment);
        Assert.False(await made(server), $"{name} is back.");
    }

    // By the clock they are over, and would not have to be ended; by the right one they are not.
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-9")]
    public async Task What_a_new_password_ends_is_ended_on_the_wrong_day_too(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        var anna = (await server.Given.Account("numbering")).Administrator;
        using var thief = await server.Given.SignedIn(anna);
        server.RunAhead(Day * 2);
        Assert.Equal(0, await server.Write(tx => tx.Sessions.EndOthers(anna.User.Id, null, tx.Now)));
        server.RunAhead(TimeSpan.Zero);

        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
    }

    // The newest question must not give way to those of the wrong day.
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-3")]
    public async Task A_question_of_today_stays_beside_those_of_the_wrong_day(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        Task<Challenge> Ask() =>
            server.Write(tx =>
                tx.Challenges.Ask(ChallengePurpose.PasskeySignIn, "holder", null, "localhost", "http://localhost")
            );
        server.RunAhead(Day);
        for (var i = 0; i < 12; i++)
            await Ask();
        server.RunAhead(TimeSpan.Zero);
        var (first, second) = (await Ask(), await Ask());

        foreach (var asked in new[] { first, second })
            Assert.NotNull(await server.Write(tx => tx.Challenges.Spend(asked.Id, ChallengePurpose.PasskeySignIn, "holder")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-5"), Keeps("MUST-8")]
    public async Task Keys_and_grace_go_by_the_right_clock_again(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        var dated = TimedThing.All.Where(one => one.Name is "a key" or "the former text of a key" or "a grace period").ToList();
        foreach (var thing in dated)
        {
            var works = await thing.Make(server);
            server.RunAhead(thing.Life + Moment);
            Assert.False(await works(server), thing.Name);
            server.RunAhead(TimeSpan.Zero);
            Assert.True(await works(server), thing.Name);
        }
        Assert.Equal(3, dated.Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-7")]
    public async Task Wrong_tries_of_the_wrong_day_hold_the_right_password_no_longer_than_documented(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        var anna = (await server.Given.Account("numbering")).Administrator;
        server.Secrets.AddPassword(anna.Password);
        server.RunAhead(Day);
        for (var i = 0; i < ThrottleLimits.Authenticator.Free; i++)
            await SignIn(server, anna, "wrong");
        server.RunAhead(TimeSpan.Zero);

        var refused = await SignIn(server, anna, anna.Password);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter!.Delta);
        server.Clock.Advance(Moment);
        server.RunAhead(TimeSpan.Zero);

        Assert.Equal("/me", (await SignIn(server, anna, anna.Password)).Location);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-7")]
    public async Task An_address_is_held_no_longer_than_an_hour(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        var address = "password:192.0.2.9";
        server.RunAhead(Day);
        await server.Write(async tx =>
        {
            for (var i = 0; i < 20; i++)
                await tx.Throttles.ReserveAddress(address, tx.Now);
            return true;
        });
        server.RunAhead(TimeSpan.Zero);

        var until = await server.Write(tx => tx.Throttles.ReserveAddress(address, tx.Now));
        Assert.Equal(server.Clock.Now.AddSeconds(5), until);
        server.Clock.Advance(TimeSpan.FromSeconds(5));
        server.RunAhead(TimeSpan.Zero);
        Assert.Null(await server.Write(tx => tx.Throttles.ReserveAddress(address, tx.Now)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-15")]
    public async Task Links_that_were_asked_for_on_the_wrong_day_do_not_use_up_todays(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = server.Browser();
        server.RunAhead(Day);
        for (var i = 0; i < 4; i++)
            await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        server.RunAhead(TimeSpan.Zero);
        var before = (await server.Mailbox.Of(ben)).Count;

        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));

        Assert.Equal(before + 1, (await server.Mailbox.Of(ben)).Count);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-9")]
    public async Task A_mail_waits_no_longer_than_its_next_try(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = server.Browser();
        server.RunAhead(Day * 2);
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        await server.Write(tx => tx.Outbox.Take(tx.Now, tx.Now.AddMinutes(1)));
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        server.RunAhead(TimeSpan.Zero);
        Assert.Equal(0, await server.Read(tx => tx.Outbox.CountDue(tx.Now, MailUrgency.Mass, 10)));

        Assert.Equal(2, await server.Write(tx => tx.Outbox.BringBack(tx.Now)));

        Assert.NotNull(await server.Write(tx => tx.Outbox.Take(tx.Now, tx.Now.AddMinutes(1))));
        Assert.NotNull(await server.Write(tx => tx.Outbox.Take(tx.Now, tx.Now.AddMinutes(1))));
        // Those that wait for their next try go on waiting.
        Assert.Equal(0, await server.Write(tx => tx.Outbox.BringBack(tx.Now)));

        // A link that nobody has tried to send does not wait for an hour.
        server.RunAhead(TimeSpan.FromHours(1));
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        server.RunAhead(TimeSpan.Zero);
        Assert.Equal(1, await server.Write(tx => tx.Outbox.BringBackUntried(tx.Now)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-8")]
    public async Task Refused_keys_of_the_wrong_day_are_told_now(DatabaseKind kind)
    {
        await using var server = await Started(kind);
        server.RunAhead(Day);
        server
            .Get<KeyRefusalLog>()
            .Count(0, Core.ApiKeys.KeyRefusal.Unknown, IPAddress.Loopback, Core.Common.Door.Api, server.Clock.Now);
        await server.Get<KeyRefusalLog>().Write(CancellationToken.None);
        server.RunAhead(TimeSpan.Zero);

        await server.Get<KeyRefusalLog>().Write(CancellationToken.None);

        Assert.Null(await server.Read(tx => tx.KeyRefusals.Oldest()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [Keeps("DOOR-3")]
    public async Task An_open_line_is_neither_cut_nor_kept_by_a_clock_that_is_set(int days)
    {
        await using var service = await LineHost.Start();
        await service.Server.StopJobs();
        using var line = await service.LoggedIn();

        service.Server.RunAhead(days * Day);
        Assert.Equal("free.test available", await line.Ask("IS free.test"));
        service.Server.Clock.Advance(IsProxyConnection.Idle);

        Assert.Null(await line.Hear());
    }

    // Somebody else holds the only place for writers: the mark is left out, and the page is there.
    [Fact]
    [Keeps("SIGN-9")]
    public async Task Where_the_end_cannot_be_written_the_page_says_what_it_would_say()
    {
        await using var server = await Started(DatabaseKind.Sqlite);
        var made = TimedThing.All[0];
        var alive = await made.Make(server);
        server.RunAhead(made.Life + Moment);
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync("BEGIN IMMEDIATE");

        Assert.False(await alive(server));

        await connection.ExecuteAsync("ROLLBACK");
    }

    private static async Task<TestServer> Started(DatabaseKind kind)
    {
        var server = await TestServer.Start(kind);
        // One would ask what time it really is.
        await server.StopJobs();
        return server;
    }

    private static async Task<Page> SignIn(TestServer server, Person person, string password)
    {
        using var browser = server.Browser();
        var page = await browser.Submit("/sign-in", ("login", person.User.Email), ("password", password));
        browser.Cookies.Given.ToList().ForEach(server.Secrets.AddCookie);
        return page;
    }
}
