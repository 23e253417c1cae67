using Dapper;
using Sallyport.Core.Common;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Notifications;

/// <summary>What a mail server may answer at each step, and what becomes of the mail.</summary>
[Keeps("ADMIN-9")]
public sealed class CarryingMail
{
    [Fact]
    public async Task Many_mails_go_over_few_connections_that_are_kept()
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink);
        var person = (await server.Given.Account()).Administrator;
        for (var count = 0; count < 40; count++)
            await MailRoom.Queue(server, person);

        await MailRoom.Send(server);
        Assert.Equal(40, sink.Taken.Count);
        Assert.InRange(sink.MostAtOnce, 2, 4);
        var opened = sink.Connections;
        Assert.InRange(opened, 2, 4);

        await MailRoom.Queue(server, person);
        await MailRoom.Send(server);
        Assert.Equal(41, sink.Taken.Count);
        Assert.Equal(opened, sink.Connections);
    }

    [Fact]
    public async Task One_mail_opens_one_connection()
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink);
        await MailRoom.Queue(server, (await server.Given.Account()).Administrator);

        await MailRoom.Send(server);

        Assert.Single(sink.Taken);
        Assert.Equal(1, sink.Connections);
    }

    [Theory]
    [InlineData(null, "EHLO login.acme.example")]
    [InlineData("mail-out.acme.example", "EHLO mail-out.acme.example")]
    public async Task It_greets_by_the_public_host_or_the_name_that_is_set(string? name, string greeting)
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(
            sink,
            settings: s => s with { PublicUrl = new Uri("https://login.acme.example"), SmtpName = name }
        );
        await MailRoom.Queue(server, (await server.Given.Account()).Administrator);

        await MailRoom.Send(server);

        Assert.Equal(greeting, sink.HeardInClear[0]);
    }

    public static TheoryData<string, string> FaultsOfTheServer =>
        new()
        {
            { "EHLO", "504 5.5.2 need fully-qualified hostname" },
            { "EHLO", "421 4.3.2 too many connections" },
            { "EHLO", "" },
            { "AUTH", "535 5.7.8 authentication failed" },
            { "AUTH", "454 4.7.0 temporary authentication failure" },
            { "MAIL", "550 5.7.60 this client may not send as this sender" },
            { "MAIL", "530 5.7.0 authentication required" },
            { "MAIL", "451 4.3.0 out of memory" },
            { "MAIL", "" },
            { "RCPT", "530 5.7.0 authentication required" },
            { "RCPT", "503 5.5.1 bad sequence" },
            { "RCPT", "421 4.3.2 shutting down" },
            { "RCPT", "" },
            { "DATA", "421 4.3.2 shutting down" },
        };

    [Theory, MemberData(nameof(FaultsOfTheServer))]
    public async Task A_server_that_serves_nobody_costs_no_mail_however_long_it_lasts(string step, string answer)
    {
        await using var sink = new MailSink { Says = line => MailRoom.Is(line, step, answer) };
        await using var server = await MailRoom.Start(
            sink,
            settings: s =>
                s with
                {
                    Smtp = new Uri($"smtp://portal@127.0.0.1:{sink.Port}"),
                    SmtpPassword = new Secret("a wrong one"),
                }
        );
        var person = (await server.Given.Account()).Administrator;
        await MailRoom.Queue(server, person);

        for (var tries = 0; tries < 20; tries++)
        {
            await MailRoom.Send(server);
            server.Clock.Advance(MailRoom.PastEveryPause);
        }
        Assert.Empty(sink.Taken);
        var waiting = Assert.Single(await MailRoom.Outbox(server));
        Assert.Equal(0, waiting.Tries);
        var state = await server.Get<MailHealth>().Look(CancellationToken.None);
        Assert.Equal(1, state.Waiting);
        Assert.NotNull(state.OldestDueAt);
        Assert.NotNull(state.LastFault);
        Assert.Contains(
            state.LastFault.Why,
            await server.Get<SendDueMail>().WhyStuck(CancellationToken.None),
            StringComparison.Ordinal
        );
        Assert.Null(await MailRoom.RefusedSince(server, person));

        sink.Says = _ => Task.FromResult<string?>(null);
        await MailRoom.Send(server);
        Assert.Single(sink.Taken);
        Assert.Null(await server.Get<SendDueMail>().WhyStuck(CancellationToken.None));
    }

    [Theory]
    [InlineData("RCPT", "450 4.2.0 greylisted")]
    [InlineData("RCPT", "452 4.2.2 mailbox full")]
    [InlineData("DATA", "451 4.7.1 try again later")]
    [InlineData(".", "451 4.7.1 try again later")]
    public async Task A_mail_that_is_put_off_holds_no_other_up_and_comes_later(string step, string answer)
    {
        var isFirst = 1;
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink);
        var person = (await server.Given.Account()).Administrator;
        sink.Says = line => MailRoom.Is(line, step, answer, unless: () => Interlocked.Exchange(ref isFirst, 0) == 0);
        await MailRoom.Queue(server, person);
        await MailRoom.Queue(server, person);

        await MailRoom.Send(server);
        Assert.Single(sink.Taken);
        server.Clock.Advance(MailRoom.PastEveryPause);
        await MailRoom.Send(server);

        Assert.Equal(2, sink.Taken.Count);
        Assert.Null(await MailRoom.RefusedSince(server, person));
    }

    [Theory]
    [InlineData("DATA", "554 5.7.1 looks like spam")]
    [InlineData(".", "554 5.6.0 looks like spam: https://portal.example.test/sign-in/forgotten?token=secret")]
    public async Task A_text_that_is_refused_is_given_up_and_says_nothing_about_the_address(string step, string answer)
    {
        await using var sink = new MailSink { Says = line => MailRoom.Is(line, step, answer) };
        await using var server = await MailRoom.Start(sink);
        var person = (await server.Given.Account()).Administrator;
        await MailRoom.Queue(server, person);

        for (var tries = 0; tries < 5; tries++)
        {
            await MailRoom.Send(server);
            server.Clock.Advance(TimeSpan.FromDays(1));
        }

        var given = Assert.Single(await MailRoom.Outbox(server));
        Assert.Null(given.SealedMessage);
        Assert.DoesNotContain("token=", given.LastError, StringComparison.Ordinal);
        Assert.Null(await MailRoom.RefusedSince(server, person));
    }

    [Fact]
    public async Task A_connection_that_the_server_has_closed_meanwhile_costs_no_mail_and_no_time()
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink);
        var person = (await server.Given.Account()).Administrator;
        await MailRoom.Queue(server, person);
        await MailRoom.Send(server);
        var closes = 1;
        sink.Says = line =>
            MailRoom.Is(line, "MAIL", "421 4.4.2 idle for too long", unless: () => Interlocked.Exchange(ref closes, 0) == 0);
        await MailRoom.Queue(server, person);

        await MailRoom.Send(server);

        Assert.Equal(2, sink.Taken.Count);
        Assert.Equal(2, sink.Connections);
    }

    [Fact]
    public async Task A_mail_that_was_taken_while_the_database_was_locked_is_not_sent_again()
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink);
        await MailRoom.Queue(server, (await server.Given.Account()).Administrator);
        await using var other = await server.Database.Engine.Connect(CancellationToken.None);
        sink.Says = async line =>
        {
            if (line == ".")
                await other.ExecuteAsync("BEGIN IMMEDIATE");
            return null;
        };

        var sending = MailRoom.Send(server);
        await Eventually.Holds(() => sink.Taken.Count == 1);
        // Longer than a statement waits for the lock.
        await Task.Delay(TimeSpan.FromSeconds(7), TestContext.Current.CancellationToken);
        await other.ExecuteAsync("ROLLBACK");
        await sending;
        server.Clock.Advance(TimeSpan.FromHours(1));
        await MailRoom.Send(server);

        Assert.Single(sink.Taken);
        Assert.NotNull(Assert.Single(await MailRoom.Outbox(server)).SentAt);
    }

    [Fact]
    public async Task A_row_from_a_clock_that_ran_ahead_is_not_waited_for()
    {
        await using var sink = new MailSink { Mode = SinkMode.Postpones };
        await using var server = await MailRoom.Start(sink);
        await MailRoom.Queue(server, (await server.Given.Account()).Administrator);
        var right = server.Clock.Now;
        server.Clock.Advance(TimeSpan.FromDays(30));
        await MailRoom.Send(server);
        server.Clock.SetTo(right);
        sink.Mode = SinkMode.Takes;

        await MailRoom.Send(server);

        Assert.Single(sink.Taken);
    }
}
