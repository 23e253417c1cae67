using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Jobs;

/// <summary>
/// Sends what waits in the outbox (ADMIN-9). A mail is taken for some minutes, so that no other node takes it too and none is lost with a node that dies;
/// it is delivered outside any transaction, so that a slow mail server holds nobody up.
/// </summary>
public sealed class SendDueMail(Database database, Postman postman, RandomSource random)
{
    // Longer than the postman's patience.
    private static readonly TimeSpan Lease = Postman.Patience * 3;
    private static readonly Caller Sender = Caller.OfSystem("mail");

    /// <summary>Every mail that is due, until the server cannot be reached. Without a server all are kept.</summary>
    public async Task Send(CancellationToken cancel)
    {
        if (!postman.HasServer || !await database.Read(tx => tx.Outbox.HasDue(tx.Now), cancel))
            return;
        while (await database.Write(Sender, Take, cancel) is { } taken)
        {
            var delivery = taken.Message is { } message
                ? await postman.Deliver(taken.Row, message, cancel)
                : new Delivery.Later("Its seal does not open: is a key missing here?");
            // What the server did stands, also when this one is told to stop now.
            await database.Write(Sender, tx => Note(tx, taken.Row, delivery), CancellationToken.None);
            if (delivery is Delivery.Unreachable)
                return;
        }
    }

    private static async Task<Taken?> Take(Transaction tx) =>
        await tx.Outbox.Take(tx.Now, tx.Now + Lease) is { } row ? new Taken(row, Opened(tx, row)) : null;

    // One that does not open must not stand before all others for ever.
    private static MailMessage? Opened(Transaction tx, OutboxRow row)
    {
        try
        {
            return tx.Outbox.Open(row);
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private async Task Note(Transaction tx, OutboxRow row, Delivery delivery)
    {
        if (delivery is Delivery.Failed failed)
            await Retry(tx, row, failed);
        else
            await tx.Outbox.MarkSent(row.Id, tx.Now);
    }

    private async Task Retry(Transaction tx, OutboxRow row, Delivery.Failed failed)
    {
        var jitter = random.Bytes(1)[0] / 255.0;
        if (MailRetry.After(row.Tries, failed is Delivery.Refused, jitter) is { } wait)
        {
            await tx.Outbox.Postpone(row.Id, tx.Now + wait, failed.Why);
            return;
        }
        await tx.Outbox.GiveUp(row.Id, failed.Why);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.MailGivenUp, row.AccountId, row.UserId ?? "", row.Recipient)
                .Refused(failed is Delivery.Refused ? "refused" : "unreachable")
                .With("kind", row.Kind)
                .With("tries", $"{row.Tries}")
        );
    }

    private sealed record Taken(OutboxRow Row, MailMessage? Message);
}
