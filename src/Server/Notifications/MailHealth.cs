using Sallyport.Storage;

namespace Sallyport.Server.Notifications;

/// <summary>How mail fares: for whoever watches the server.</summary>
/// <param name="Waiting">How many mails are in the outbox.</param>
/// <param name="OldestDueAt">Since when the first of those that should have left has waited; null: none should have.</param>
/// <param name="LastServedAt">When the mail server last took a mail of this node, or refused one for its own sake; null: not since the start.</param>
/// <param name="LastFault">Why this node could not use the mail server, until it can again; null: nothing is wrong.</param>
public sealed record MailState(long Waiting, DateTimeOffset? OldestDueAt, DateTimeOffset? LastServedAt, MailFault? LastFault);

/// <param name="At">When it last happened.</param>
/// <param name="Since">When it began.</param>
/// <param name="Why">What the mail server said: without links and addresses.</param>
public sealed record MailFault(DateTimeOffset At, DateTimeOffset Since, string Why);

/// <summary>Remembers what this node met at the mail server.</summary>
public sealed class MailHealth(Database database)
{
    private readonly Lock one = new();
    private DateTimeOffset? lastServedAt;
    private MailFault? lastFault;

    /// <summary>The server has taken a mail, or refused this one alone. True where it could not be used before.</summary>
    public bool Works(DateTimeOffset now)
    {
        lock (one)
        {
            var before = lastFault;
            lastServedAt = now;
            lastFault = null;
            return before is not null;
        }
    }

    /// <summary>The server could not be used. True where that is news.</summary>
    public bool Fails(string why, DateTimeOffset now)
    {
        lock (one)
        {
            var before = lastFault;
            lastFault = new MailFault(now, before?.Since ?? now, why);
            return before?.Why != why;
        }
    }

    public Task<MailState> Look(CancellationToken cancel) =>
        database.Read(
            async tx =>
            {
                var (waiting, oldest) = await tx.Outbox.State(tx.Now);
                lock (one)
                    return new MailState(waiting, oldest, lastServedAt, lastFault);
            },
            cancel
        );
}
