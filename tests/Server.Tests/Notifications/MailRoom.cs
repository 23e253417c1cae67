using Dapper;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Jobs.Mails;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.Notifications;

/// <summary>A server that sends to a sink when the test says so.</summary>
internal static class MailRoom
{
    /// <summary>After this the mail server is tried again, whatever it did before.</summary>
    public static readonly TimeSpan PastEveryPause = TimeSpan.FromSeconds(70);

    public static async Task<TestServer> Start(
        MailSink sink,
        DatabaseKind kind = DatabaseKind.Sqlite,
        Func<Settings, Settings>? settings = null
    )
    {
        var server = await TestServer.Start(kind, settings: s => (settings ?? (other => other))(s with { Smtp = sink.Address }));
        await server.StopJobs();
        return server;
    }

    public static Task Send(TestServer server) => server.Get<SendDueMail>().Send(CancellationToken.None);

    public static Task Queue(TestServer server, Person person, MailKind kind = MailKind.NewBrowser, MailFacts? facts = null) =>
        server.Database.Write(
            Caller.OfSystem("test"),
            tx => server.Get<QueueMail>().Queue(tx, kind, person.User, person.Account, facts ?? new MailFacts())
        );

    /// <summary>A link to choose a password, as it is asked for at the sign-in page.</summary>
    public static Task QueueLink(TestServer server, Person person) =>
        Queue(
            server,
            person,
            MailKind.PasswordResetLink,
            new MailFacts { Link = "https://portal.example.test/x", Until = server.Clock.Now + TimeSpan.FromMinutes(30) }
        );

    /// <summary>Every row as it stands, the oldest first.</summary>
    public static async Task<IReadOnlyList<OutboxState>> Outbox(TestServer server)
    {
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        return
        [
            .. await connection.QueryAsync<OutboxState>(
                "SELECT kind, tries, next_try_at, sent_at, last_error, sealed_message FROM outbox ORDER BY created_at, id"
            ),
        ];
    }

    public static Task<DateTimeOffset?> RefusedSince(TestServer server, Person person) =>
        server.Read(async tx => (await tx.Users.Find(person.User.Id))!.EmailRefusedSince);

    /// <summary>For <see cref="MailSink.Says"/>: answers one step otherwise.</summary>
    public static Task<string?> Is(string line, string step, string answer, Func<bool>? unless = null) =>
        Task.FromResult(line.StartsWith(step, StringComparison.Ordinal) && (unless is null || !unless()) ? answer : null);
}

/// <summary>A row as it stands.</summary>
internal sealed class OutboxState
{
    public required string Kind { get; init; }
    public required long Tries { get; init; }
    public DateTimeOffset? NextTryAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public required string LastError { get; init; }
    public byte[]? SealedMessage { get; init; }
}
