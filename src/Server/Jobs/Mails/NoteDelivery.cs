using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>Writes down what came of a mail, and what it says about the address.</summary>
public sealed class NoteDelivery(RandomSource random)
{
    public async Task Note(Transaction tx, OutboxRow row, Delivery delivery)
    {
        switch (delivery)
        {
            case Delivery.Sent:
                await tx.Outbox.MarkSent(row.Id, tx.Now);
                if (row.UserId is { } takenFor)
                    await tx.EmailAddresses.MarkTaken(takenFor, row.Recipient);
                break;
            case Delivery.Lapsed:
                await GiveUp(tx, row, "lapsed", "Its link expired while it waited.");
                break;
            case Delivery.NotServed notServed:
                await tx.Outbox.PutBack(row, tx.Now + MailRetry.WhenNotServed, notServed.Why);
                break;
            case Delivery.Failed failed:
                await Retry(tx, row, failed);
                break;
        }
    }

    private async Task Retry(Transaction tx, OutboxRow row, Delivery.Failed failed)
    {
        var refused = failed as Delivery.Refused;
        var jitter = random.Bytes(1)[0] / 255.0;
        if (MailRetry.After(row.Tries, refused is not null, jitter) is { } wait)
            await tx.Outbox.Postpone(row, tx.Now + wait, failed.Why);
        else
            await GiveUp(tx, row, refused is null ? "unreachable" : "refused", failed.Why);
        if (refused is { IsAddress: true } && row.UserId is { } userId)
            await tx.EmailAddresses.MarkRefused(userId, row.Recipient, failed.Why, tx.Now);
    }

    private static async Task GiveUp(Transaction tx, OutboxRow row, string reason, string why)
    {
        if (await tx.Outbox.GiveUp(row.Id, why) == 0)
            return;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.MailGivenUp, row.AccountId, row.UserId ?? "", row.Recipient)
                .Refused(reason)
                .With("kind", row.Kind)
                .With("tries", $"{row.Tries}")
        );
    }
}
