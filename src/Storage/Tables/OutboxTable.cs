using System.Text.Json;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage.Tables;

/// <summary>A mail in the outbox.</summary>
public sealed class OutboxRow
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public string? AccountId { get; init; }
    public string? UserId { get; init; }
    public required string Recipient { get; init; }
    public byte[]? SealedMessage { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? NextTryAt { get; init; }

    /// <summary>The running one included.</summary>
    public int Tries { get; set; }
    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>What a mail says. Sealed at rest, because it may carry a live one-time link.</summary>
public sealed record MailMessage(string Subject, string Text, string Html);

public sealed class OutboxTable(Transaction tx)
{
    /// <summary>Queues a mail; 0 when one with the same once-key was queued before.</summary>
    public Task<int> Add(Mail mail, DateTimeOffset now)
    {
        var id = tx.Random.Id();
        var message = JsonSerializer.SerializeToUtf8Bytes(new MailMessage(mail.Subject, mail.Text, mail.Html));
        return tx.Execute(
            """
            INSERT INTO outbox (id, kind, account_id, user_id, recipient, once_key, sealed_message, created_at, next_try_at, tries, last_error)
            VALUES (@id, @kind, @AccountId, @UserId, @To, @OnceKey, @message, @now, @now, 0, '')
            ON CONFLICT (once_key) DO NOTHING
            """,
            new
            {
                id,
                kind = Words.Camel(mail.Kind),
                mail.AccountId,
                mail.UserId,
                mail.To,
                mail.OnceKey,
                message = tx.Sealer.Seal(message, PlaceOf(id)),
                now,
            }
        );
    }

    /// <summary>Asked before taking: a look costs no lock.</summary>
    public async Task<bool> HasDue(DateTimeOffset now) =>
        await tx.Scalar<long>("SELECT COUNT(*) FROM outbox WHERE next_try_at <= @now", new { now }) > 0;

    /// <summary>Takes one mail that is due and hides it from other nodes until <paramref name="until"/>; null when none is due.</summary>
    public async Task<OutboxRow?> Take(DateTimeOffset now, DateTimeOffset until)
    {
        var row = await tx.One<OutboxRow>(
            "SELECT * FROM outbox WHERE next_try_at <= @now ORDER BY next_try_at, id LIMIT 1" + tx.ForUpdateOfFree,
            new { now }
        );
        if (row is null)
            return null;
        await tx.Execute("UPDATE outbox SET next_try_at = @until, tries = tries + 1 WHERE id = @Id", new { row.Id, until });
        row.Tries++;
        return row;
    }

    public MailMessage Open(OutboxRow row) =>
        JsonSerializer.Deserialize<MailMessage>(tx.Sealer.Open(row.SealedMessage!, PlaceOf(row.Id)))!;

    public Task<int> MarkSent(string id, DateTimeOffset now) =>
        tx.Execute("UPDATE outbox SET sent_at = @now, next_try_at = NULL, sealed_message = NULL WHERE id = @id", new { id, now });

    public Task<int> Postpone(string id, DateTimeOffset until, string error) =>
        tx.Execute(
            "UPDATE outbox SET next_try_at = @until, last_error = @error WHERE id = @id",
            new
            {
                id,
                until,
                error,
            }
        );

    public Task<int> GiveUp(string id, string error) =>
        tx.Execute(
            "UPDATE outbox SET next_try_at = NULL, sealed_message = NULL, last_error = @error WHERE id = @id",
            new { id, error }
        );

    /// <summary>The newest unsent ones, for the page that stands in for a mailbox during development.</summary>
    public Task<IReadOnlyList<OutboxRow>> Waiting(int most) =>
        tx.Many<OutboxRow>(
            "SELECT * FROM outbox WHERE sealed_message IS NOT NULL ORDER BY created_at DESC, id LIMIT @most",
            new { most }
        );

    /// <summary>When a mail of this kind was last queued for the user.</summary>
    public Task<DateTimeOffset?> LastOf(string userId, MailKind kind) =>
        tx.Scalar<DateTimeOffset?>(
            "SELECT MAX(created_at) FROM outbox WHERE user_id = @userId AND kind = @kind",
            new { userId, kind = Words.Camel(kind) }
        );

    /// <summary>Forgets what was sent or given up before then.</summary>
    public Task<int> Forget(DateTimeOffset before) =>
        tx.Execute("DELETE FROM outbox WHERE next_try_at IS NULL AND created_at < @before", new { before });

    internal static SealedPlace PlaceOf(string id) => new("outbox", "sealed_message", id);
}
