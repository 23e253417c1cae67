using System.Diagnostics;
using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Notifications;

/// <summary>Somebody waits at the screen for a link while the outbox is full of notices.</summary>
[Keeps("ADMIN-9"), Keeps("ADMIN-18")]
public sealed class OvertakingMail
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_password_link_leaves_before_a_thousand_notices(DatabaseKind kind)
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink, kind);
        var person = (await server.Given.Account()).Administrator;
        await QueueMany(server, person, 1000);
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await MailRoom.QueueLink(server, person);
        using var stop = new CancellationTokenSource();
        sink.Says = async line =>
        {
            if (line == "." && sink.Taken.Count > 20)
                await stop.CancelAsync();
            return null;
        };

        await server.Get<SendDueMail>().Send(stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);

        // The lanes take their first mail at the same moment.
        Assert.Contains(sink.Taken.Take(4), mail => mail.Contains("Choose a new password", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Three_slow_deliveries_do_not_hold_a_password_link_up()
    {
        var held = new TaskCompletionSource();
        var inHand = 0;
        await using var sink = new MailSink();
        await using var server = await TestServer.Start(settings: s => s with { Smtp = sink.Address });
        var company = await server.Given.Account();
        var slow = await server.Given.User(company, "slow");
        sink.Says = async line =>
        {
            if (line.Contains(slow.User.Email, StringComparison.Ordinal) && line.StartsWith("RCPT", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref inHand);
                await held.Task;
            }
            return null;
        };
        for (var count = 0; count < 8; count++)
            await MailRoom.Queue(server, slow);
        await Eventually.Holds(() => Volatile.Read(ref inHand) == 3);

        await MailRoom.QueueLink(server, company.Administrator);
        await Eventually.Holds(() => sink.Taken.Count > 0);
        Assert.Contains("Choose a new password", Assert.Single(sink.Taken), StringComparison.Ordinal);

        held.SetResult();
        await Eventually.Holds(() => sink.Taken.Count == 9);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_link_past_its_life_is_not_sent_and_the_trail_says_so(DatabaseKind kind)
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink, kind);
        var person = (await server.Given.Account()).Administrator;
        await MailRoom.QueueLink(server, person);
        server.Clock.Advance(TimeSpan.FromMinutes(30));
        await MailRoom.Queue(server, person);

        await MailRoom.Send(server);

        Assert.DoesNotContain("Choose a new password", Assert.Single(sink.Taken), StringComparison.Ordinal);
        var lapsed = (await MailRoom.Outbox(server)).Single(row => row.Kind == "passwordResetLink");
        Assert.Null(lapsed.SentAt);
        Assert.Null(lapsed.SealedMessage);
        Assert.NotEmpty(lapsed.LastError);
        var told = Assert.Single(
            await server.Read(tx =>
                tx.AuditTrail.Page(
                    new AuditQuestion(person.Account.Id, null, null, "", Words.Snake(AuditAction.MailGivenUp), 10, 0)
                )
            )
        );
        Assert.Equal("lapsed", told.Reason);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Thousands_of_mails_that_wait_for_their_next_try_are_not_read_to_find_one_that_is_due(DatabaseKind kind)
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink, kind);
        var person = (await server.Given.Account()).Administrator;
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync(
                """
                WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 50000)
                INSERT INTO outbox (id, kind, recipient, created_at, next_try_at, tries, last_error, urgency)
                SELECT 'waiting' || n, 'newBrowser', 'ben@acme.test', @now, @now + 3600000 + n, 1, '', n % 4 FROM many
                """,
                new { now = server.Clock.Now.ToUnixTimeMilliseconds() }
            );
        await MailRoom.Queue(server, person);
        var since = Stopwatch.GetTimestamp();

        await MailRoom.Send(server);

        Assert.Single(sink.Taken);
        Assert.True(Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(20));
    }

    /// <summary>Copies of one mail that all open: each row is sealed for itself.</summary>
    private static Task<int> QueueMany(TestServer server, Person person, int count) =>
        server.Write(async tx =>
        {
            for (var number = 0; number < count; number++)
                await tx.Outbox.Add(
                    new Mail
                    {
                        Kind = MailKind.MfaRequired,
                        To = person.User.Email,
                        AccountId = person.Account.Id,
                        UserId = person.User.Id,
                        Subject = "Notice",
                        Text = "Notice",
                        Html = "<p>Notice</p>",
                    },
                    tx.Now
                );
            return count;
        });
}
