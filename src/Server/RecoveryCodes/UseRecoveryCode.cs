using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>Spends a recovery code, or the backup code with all that goes with it.</summary>
public sealed class UseRecoveryCode(QueueMail mail)
{
    /// <summary>False when it was spent before, by whichever request. Whoever needs it may have lost what was trusted too: trust ends with it (SIGN-10).</summary>
    public async Task<bool> Use(Transaction tx, User user, Account account, RecoveryCodeRow code)
    {
        if (!await tx.Recovery.Spend(code.Id, tx.Now))
            return false;
        await tx.KnownBrowsers.EndTrust(user.Id);
        if (code.Kind == RecoverySetKind.BackupCode)
            await RemoveFactors(tx, user, account);
        else
            await Tell(tx, user, account);
        return true;
    }

    private async Task Tell(Transaction tx, User user, Account account)
    {
        var left = (await tx.Recovery.ActiveSets(user.Id)).Where(set => set.Kind == RecoverySetKind.Codes).Sum(set => set.Left);
        tx.Audit(AuditEvent.Of(AuditAction.RecoveryCodeUsed, account.Id, user.Id, user.Login).With("left", $"{left}"));
        await mail.Queue(tx, MailKind.RecoveryCodeUsed, user, account, new MailFacts { Count = left });
    }

    private async Task RemoveFactors(Transaction tx, User user, Account account)
    {
        var removed = await tx.Factors.RemoveAll(user.Id);
        var ended = await tx.Sessions.EndOthers(user.Id, butId: null, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.BackupCodeUsed, account.Id, user.Id, user.Login)
                .With("factorsRemoved", $"{removed}")
                .With("sessionsEnded", $"{ended}")
        );
        await mail.Queue(tx, MailKind.BackupCodeUsed, user, account, new MailFacts { Count = removed });
    }
}
