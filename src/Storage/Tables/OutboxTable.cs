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

    /// <summary>When the link that it is about expires; null: it has none.</summary>
    public DateTimeOffset? GoodUntil { get; init; }
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
            INSERT INTO outbox (id, kind, account_id, user_id, recipient, once_key, sealed_message, created_at, next_try_at, tries, last_error, urgency, good_until)
            VALUES (@id, @kind, @AccountId, @UserId, @To, @OnceKey, @message, @now, @now, 0, '', @urgency, @GoodUntil)
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
                urgency = (int)MailUrgencies.Of(mail.Kind),
                mail.GoodUntil,
            }
        );
    }

    /// <summary>How many are due, counted up to <paramref name="most"/>. Asked before taking: a look costs no lock.</summary>
    public async Task<long> CountDue(DateTimeOffset now, MailUrgency upTo, int most) =>
        await tx.Scalar<long>(
            "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE next_try_at <= @now AND urgency <= @upTo LIMIT @most) due",
            new
            {
                now,
                upTo = (int)upTo,
                most,
            }
        );

    /// <summary>Whether a mail would wait longer than any mail may: it was written while the clock ran ahead.</summary>
    public async Task<bool> HasWaitTooLong(DateTimeOffset now) =>
        await tx.Scalar<long>(
            "SELECT COUNT(*) FROM (SELECT 1 FROM outbox WHERE next_try_at > @latest LIMIT 1) late",
            new { latest = now + MailRetry.Longest }
        ) > 0;

    /// <summary>Makes those due.</summary>
    public Task<int> BringBack(DateTimeOffset now) =>
        tx.Execute(
            "UPDATE outbox SET next_try_at = @now WHERE next_try_at > @latest",
            new { now, latest = now + MailRetry.Longest }
        );

    /// <summary>Makes those due that were never tried and wait all the same: for nothing but a server that serves nobody does such a mail wait.</summary>
    public Task<int> BringBackUntried(DateTimeOffset now) =>
        tx.Execute(
            "UPDATE outbox SET next_try_at = @now WHERE tries = 0 AND next_try_at > @latest",
            new { now, latest = StoredTime.Latest(now) + MailRetry.WhenNotServed }
        );

    /// <summary>
    /// Takes one mail that is due, the most urgent first, and hides it from others until <paramref name="until"/>; null when none is due.
    /// Each urgency is asked apart, so that thousands of mails that wait for their next try are not read to find out that none of them is due.
    /// </summary>
    public async Task<OutboxRow?> Take(DateTimeOffset now, DateTimeOffset until, MailUrgency upTo = MailUrgency.Mass)
    {
        for (var urgency = 0; urgency <= (int)upTo; urgency++)
            if (await FirstOf(urgency, now) is { } row)
            {
                await tx.Execute(
                    "UPDATE outbox SET next_try_at = @until, tries = tries + 1 WHERE id = @Id",
                    new { row.Id, until }
                );
                row.Tries++;
                return row;
            }
        return null;
    }

    private Task<OutboxRow?> FirstOf(int urgency, DateTimeOffset now) =>
        tx.One<OutboxRow>(
            "SELECT * FROM outbox WHERE urgency = @urgency AND next_try_at <= @now ORDER BY next_try_at, id LIMIT 1"
                + tx.ForUpdateOfFree,
            new { urgency, now }
        );

    public MailMessage Open(OutboxRow row) =>
        JsonSerializer.Deserialize<MailMessage>(tx.Sealer.Open(row.SealedMessage!, PlaceOf(row.Id)))!;

    public Task<int> MarkSent(string id, DateTimeOffset now) =>
        tx.Execute("UPDATE outbox SET sent_at = @now, next_try_at = NULL, sealed_message = NULL WHERE id = @id", new { id, now });

    /// <summary>After a try that failed. Nothing where somebody else has taken it since.</summary>
    public Task<int> Postpone(OutboxRow row, DateTimeOffset until, string error) =>
        tx.Execute(
            "UPDATE outbox SET next_try_at = @until, last_error = @error WHERE id = @Id AND tries = @Tries AND sealed_message IS NOT NULL",
            new
            {
                row.Id,
                row.Tries,
                until,
                error,
            }
        );

    /// <summary>As if it had not been taken, because its try never came to be made.</summary>
    public Task<int> PutBack(OutboxRow row, DateTimeOffset until, string error) =>
        tx.Execute(
            """
            UPDATE outbox SET next_try_at = @until, tries = tries - 1, last_error = @error
            WHERE id = @Id AND tries = @Tries AND sealed_message IS NOT NULL
            """,
            new
            {
                row.Id,
                row.Tries,
                until,
                error,
            }
        );

    /// <summary>0 where it was sent meanwhile.</summary>
    public Task<int> GiveUp(string id, string error) =>
        tx.Execute(
            "UPDATE outbox SET next_try_at = NULL, sealed_message = NULL, last_error = @error WHERE id = @id AND sent_at IS NULL",
            new { id, error }
        );

    /// <summary>How many wait, and since when the first of those that are due has been due.</summary>
    public async Task<(long Waiting, DateTimeOffset? OldestDueAt)> State(DateTimeOffset now) =>
        (
            await tx.Scalar<long>("SELECT COUNT(*) FROM outbox WHERE next_try_at IS NOT NULL"),
            await tx.Scalar<DateTimeOffset?>("SELECT MIN(next_try_at) FROM outbox WHERE next_try_at <= @now", new { now })
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
