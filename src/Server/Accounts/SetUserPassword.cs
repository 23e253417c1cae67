using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>Sets another user's password for now: it must be changed at the next sign-in (ADMIN-3). A part of <see cref="UpdateUser"/>.</summary>
public sealed class SetUserPassword(Database database, ChoosePassword passwords, QueueMail mail)
{
    /// <summary>Judged and hashed for its owner, before the transaction; null where the caller's account has no such user.</summary>
    internal async Task<ChosenPassword?> Choose(Caller caller, string userId, string typed, CancellationToken cancel)
    {
        var owner = await database.Read(
            async tx =>
                await tx.Users.FindIn(caller.AccountId!, userId) is { } user
                    ? await OwnerOfPassword.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!)
                    : null,
            cancel
        );
        return owner is null ? null : await passwords.Choose(typed, owner, cancel);
    }

    internal async Task Keep(Transaction tx, User user, ChosenPassword.Hashed hashed)
    {
        await tx.Users.ChangePassword(user.Id, ChoosePassword.Seal(tx, user.Id, hashed), changeDueAt: tx.Now, tx.Now);
        var ended = await EndWhatPasswordOpened.End(tx, user.Id, butSession: null);
        await tx.Throttles.ResetOf(AttemptKind.Password, user.Id);
        tx.Audit(AuditEvent.Of(AuditAction.PasswordSet, user.AccountId, user.Id, user.Login).With("sessionsEnded", $"{ended}"));
        var account = (await tx.Accounts.Find(user.AccountId))!;
        await mail.Queue(tx, MailKind.PasswordChanged, user, account, new MailFacts { What = tx.Caller.Name });
    }
}
