using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts.Others;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of bringing a user's password back for programs.</summary>
public enum BroughtBackApiPassword
{
    Done,

    /// <summary>It had not ended for this user; nothing was written.</summary>
    NotEnded,

    /// <summary>The account's policy does not let it end for one user (<c>untilKeyOrMfa</c> alone does).</summary>
    NotByThisPolicy,

    /// <summary>Never while a second factor is on or required.</summary>
    MfaOnOrRequired,

    /// <summary>What a key or a factor has ended for oneself, another administrator brings back.</summary>
    Oneself,

    /// <summary>The user has more than the caller (<see cref="Authority"/>).</summary>
    AboveYou,

    /// <summary>No such user in the caller's reach, or the permission UPDATE_USER is missing.</summary>
    NotFound,
}

/// <summary>Lets a password open API and IsProxy again that a first key or MFA had ended (APIKEY-6). The next key or factor ends it anew.</summary>
public sealed class BringBackApiPassword(Database database, QueueMail mail)
{
    public Task<BroughtBackApiPassword> BringBack(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(caller, tx => Act(tx, userId), cancel);

    /// <summary>Whether there is something to bring back, and nothing against it.</summary>
    public static BroughtBackApiPassword Judge(MfaState state) =>
        state.Policy.PasswordOnApi != PasswordOnApi.UntilKeyOrMfa ? BroughtBackApiPassword.NotByThisPolicy
        : state.PasswordEndedAt is null ? BroughtBackApiPassword.NotEnded
        : state.Factors.MfaOn || state.Demand.IsRequired ? BroughtBackApiPassword.MfaOnOrRequired
        : BroughtBackApiPassword.Done;

    private async Task<BroughtBackApiPassword> Act(Transaction tx, string userId)
    {
        // The account is locked, the command line's too: no policy begins to require meanwhile; nor does a factor come, with the user locked.
        var reached = await ReachUser.ToChange(tx, userId, Permission.UpdateUser);
        if (reached is not Reached.Other { User: var user })
            return reached switch
            {
                Reached.Oneself => BroughtBackApiPassword.Oneself,
                Reached.Above => BroughtBackApiPassword.AboveYou,
                _ => BroughtBackApiPassword.NotFound,
            };
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var state = await MfaState.Read(tx, user, account);
        var answer = Judge(state);
        if (answer != BroughtBackApiPassword.Done)
            return answer;
        var rule = (await tx.Installation.Get()).Rule;
        var settledBy = ApiPassword.SettledBy(ProgramsFacts.Of(user), state.Kept.Decision, rule, tx.Now);
        await tx.Users.SettleApiPassword(user.Id, endedAt: null, settledBy);
        tx.Audit(AuditEvent.Of(AuditAction.ApiPasswordBroughtBack, user.AccountId, user.Id, user.Login));
        await mail.Queue(tx, MailKind.ApiPasswordBroughtBack, user, account, new MailFacts { By = tx.Caller.Name });
        return answer;
    }
}
