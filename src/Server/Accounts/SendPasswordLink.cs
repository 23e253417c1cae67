using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of sending a link.</summary>
public enum SentPasswordLink
{
    Done,

    /// <summary>Only who is active, or frozen by the own wish, gets a link.</summary>
    NotActive,

    /// <summary>One's own is changed on one's own page, with the old one.</summary>
    Oneself,
    AboveYou,

    /// <summary>No such user in the caller's account, or the permission UPDATE_USER is missing.</summary>
    NotFound,
}

/// <summary>An administrator has a user choose a password by a mailed link, so that nobody but its owner ever knows it.</summary>
public sealed class SendPasswordLink(Database database, MailPasswordLink link)
{
    public Task<SentPasswordLink> Send(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(caller, tx => Send(tx, userId), cancel);

    private async Task<SentPasswordLink> Send(Transaction tx, string userId)
    {
        var reached = await ReachUser.ToHelp(tx, userId, Permission.UpdateUser);
        if (reached is not Reached.Other { User: var user })
            return reached switch
            {
                Reached.Oneself => SentPasswordLink.Oneself,
                Reached.Above => SentPasswordLink.AboveYou,
                _ => SentPasswordLink.NotFound,
            };
        if (!user.MayChoosePassword)
            return SentPasswordLink.NotActive;
        await link.Send(tx, user, (await tx.Accounts.Find(user.AccountId))!);
        tx.Audit(AuditEvent.Of(AuditAction.PasswordResetAsked, user.AccountId, user.Id, user.Login, "by_administrator"));
        return SentPasswordLink.Done;
    }
}
