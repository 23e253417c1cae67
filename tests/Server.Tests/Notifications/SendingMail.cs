using System.Text.RegularExpressions;
using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Notifications;

[Keeps("ADMIN-9")]
public sealed partial class SendingMail
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_mail_is_sent_once_as_text_and_html_and_wiped(DatabaseKind kind)
    {
        await using var sink = new MailSink();
        await using var server = await Start(sink, kind);
        var person = await Queue(server);

        await server.Get<SendDueMail>().Send(CancellationToken.None);
        await server.Get<SendDueMail>().Send(CancellationToken.None);

        var mail = Assert.Single(sink.Taken);
        Assert.Contains($"To: {person.User.Email}", mail, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("text/plain", mail, StringComparison.Ordinal);
        Assert.Contains("text/html", mail, StringComparison.Ordinal);
        Assert.Contains("Auto-Submitted: auto-generated", mail, StringComparison.Ordinal);
        Assert.Empty(await server.Mailbox.All());
    }

    [Fact]
    public async Task Without_a_mail_server_mails_are_kept()
    {
        await using var server = await TestServer.Start();
        await Queue(server);

        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Single(await server.Mailbox.All());
    }

    [Fact]
    public async Task While_the_server_is_down_mails_wait_and_are_each_sent_once_when_it_is_back()
    {
        var sink = new MailSink();
        await using var server = await Start(sink);
        await sink.DisposeAsync();
        for (var count = 0; count < 3; count++)
            await Queue(server);
        for (var minute = 0; minute < 60; minute++)
        {
            await server.Get<SendDueMail>().Send(CancellationToken.None);
            server.Clock.Advance(TimeSpan.FromMinutes(1));
        }
        Assert.Equal(3, (await server.Mailbox.All()).Count);

        await using var back = new MailSink(sink.Port);
        server.Clock.Advance(OneDay);
        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Equal(3, back.Taken.Select(IdOf).Distinct().Count());
        Assert.Equal(3, back.Taken.Count);
    }

    [Fact]
    public async Task A_mail_that_is_put_off_waits_a_minute_and_is_not_lost()
    {
        await using var sink = new MailSink { Mode = SinkMode.Postpones };
        await using var server = await Start(sink);
        await Queue(server);
        await server.Get<SendDueMail>().Send(CancellationToken.None);
        sink.Mode = SinkMode.Takes;

        await server.Get<SendDueMail>().Send(CancellationToken.None);
        Assert.Empty(sink.Taken);
        server.Clock.Advance(TimeSpan.FromSeconds(80));
        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Single(sink.Taken);
    }

    [Fact]
    public async Task A_mail_that_is_refused_for_good_is_given_up_in_plain_sight()
    {
        await using var sink = new MailSink { Mode = SinkMode.Refuses };
        await using var server = await Start(sink);
        var person = await Queue(server);

        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Single(await server.Mailbox.All());
            await server.Get<SendDueMail>().Send(CancellationToken.None);
            server.Clock.Advance(OneDay);
        }

        Assert.Empty(await server.Mailbox.All());
        var given = Assert.Single(await Events(server, person, AuditAction.MailGivenUp));
        Assert.Equal("refused", given.Reason);
        Assert.Contains("newBrowser", given.Fields, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_hangs_up_after_the_mail_may_get_it_twice_under_one_message_id()
    {
        await using var sink = new MailSink { Mode = SinkMode.DropsAfterData };
        await using var server = await Start(sink);
        await Queue(server);
        await server.Get<SendDueMail>().Send(CancellationToken.None);
        sink.Mode = SinkMode.Takes;
        server.Clock.Advance(TimeSpan.FromMinutes(2));

        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Equal(2, sink.Taken.Count);
        Assert.Single(sink.Taken.Select(IdOf).Distinct());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Two_nodes_never_send_the_same_mail(DatabaseKind kind)
    {
        await using var sink = new MailSink();
        await using var server = await Start(sink, kind);
        var second = await server.Second();
        await second.StopJobs();
        for (var count = 0; count < 10; count++)
            await Queue(server);

        await Task.WhenAll(
            new[] { server, second, server, second }.Select(node => node.Get<SendDueMail>().Send(CancellationToken.None))
        );

        Assert.Equal(10, sink.Taken.Count);
        Assert.Equal(10, sink.Taken.Select(IdOf).Distinct().Count());
    }

    [Fact]
    public async Task A_node_that_died_with_a_mail_in_its_hands_loses_nothing()
    {
        await using var sink = new MailSink();
        await using var server = await Start(sink);
        await Queue(server);
        await server.Write(tx => tx.Outbox.Take(tx.Now, tx.Now + Postman.Patience * 3));

        await server.Get<SendDueMail>().Send(CancellationToken.None);
        Assert.Empty(sink.Taken);
        server.Clock.Advance(Postman.Patience * 3);
        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Single(sink.Taken);
    }

    [Fact]
    public async Task A_mail_whose_seal_does_not_open_holds_no_other_up()
    {
        await using var sink = new MailSink();
        await using var server = await Start(sink);
        await Queue(server);
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE outbox SET sealed_message = x'01', next_try_at = 1");
        var brokenId = Assert.Single(await server.Read(tx => tx.Outbox.Waiting(10))).Id;
        await Queue(server);

        await server.Get<SendDueMail>().Send(CancellationToken.None);

        Assert.Single(sink.Taken);
        // What cannot be opened cannot be searched for secrets either, as is done when the server ends.
        await server.Write(tx => tx.Outbox.GiveUp(brokenId, "seal"));
    }

    [Fact]
    public async Task The_running_server_sends_by_itself()
    {
        await using var sink = new MailSink();
        await using var server = await TestServer.Start(settings: s => s with { Smtp = sink.Address });
        await Queue(server);

        await Eventually.Holds(() => sink.Taken.Count > 0);

        Assert.Single(sink.Taken);
    }

    [Fact]
    public void Tries_are_spread_from_a_minute_to_a_day_and_end_after_about_four_days()
    {
        var waits = Enumerable.Range(1, 20).Select(tries => MailRetry.After(tries, isRefused: false, jitter: 0.5)).ToList();
        var made = waits.TakeWhile(wait => wait is not null).ToList();

        Assert.Equal(TimeSpan.FromMinutes(1), made[0]);
        Assert.Equal(TimeSpan.FromHours(24), made[^1]);
        Assert.InRange(
            made.Aggregate(TimeSpan.Zero, (sum, wait) => sum + wait!.Value),
            TimeSpan.FromDays(3),
            TimeSpan.FromDays(5)
        );
        foreach (var jitter in (double[])[0, 0.3, 0.5, 1])
        foreach (var isRefused in (bool[])[true, false])
            Assert.All(
                Enumerable.Range(1, 40).Select(tries => MailRetry.After(tries, isRefused, jitter)),
                wait => Assert.False(wait > MailRetry.Longest)
            );
        Assert.NotEqual(MailRetry.After(3, isRefused: false, jitter: 0), MailRetry.After(3, isRefused: false, jitter: 1));
    }

    private static async Task<TestServer> Start(MailSink sink, DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var server = await TestServer.Start(kind, settings: s => s with { Smtp = sink.Address });
        await server.StopJobs();
        return server;
    }

    private static async Task<Person> Queue(TestServer server)
    {
        var company = await server.Given.Account();
        var person = company.Administrator;
        var mail = server.Get<QueueMail>();
        await server.Database.Write(
            Caller.OfSystem("test"),
            tx => mail.Queue(tx, MailKind.NewBrowser, person.User, person.Account, new MailFacts())
        );
        return person;
    }

    private static Task<IReadOnlyList<AuditRow>> Events(TestServer server, Person person, AuditAction action) =>
        server.Read(tx => tx.AuditTrail.Page(new AuditQuestion(person.Account.Id, null, null, "", Words.Snake(action), 10, 0)));

    private static string IdOf(string mail) => MessageId().Match(mail).Groups["id"].Value;

    [GeneratedRegex(
        "^Message-ID: <(?<id>.+)>",
        RegexOptions.Multiline | RegexOptions.IgnoreCase,
        matchTimeoutMilliseconds: 60_000
    )]
    private static partial Regex MessageId();
}
