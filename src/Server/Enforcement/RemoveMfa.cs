using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Accounts.Others;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of taking a user's MFA away.</summary>
public abstract record RemovedMfa
{
    private RemovedMfa() { }

    /// <param name="Factors">How many authenticator apps and security keys there were, trials included.</param>
    /// <param name="Sessions">How many sessions ended by it.</param>
    public sealed record Done(int Factors, int Sessions) : RemovedMfa;

    /// <summary>There was nothing to remove, and nothing was changed.</summary>
    public sealed record NothingThere : RemovedMfa;

    public sealed record NoSuchUser : RemovedMfa;

    /// <summary>The permission RESCUE_USER is missing.</summary>
    public sealed record NotPermitted : RemovedMfa;

    /// <summary>The user stands above the caller: <see cref="Authority"/>.</summary>
    public sealed record AboveYou : RemovedMfa;

    /// <summary>One's own factors are removed on one's own page, where the policy has its say.</summary>
    public sealed record NotByThisDoor : RemovedMfa;

    /// <summary>The account's policy leaves this to the operator (<c>administratorRescue</c>).</summary>
    public sealed record OperatorAlone : RemovedMfa;

    public sealed record ReasonMissing : RemovedMfa;
}

/// <summary>"Remove MFA" (MUST-10): all factors, codes and trusted browsers of somebody who lost everything; the sessions end.</summary>
public sealed class RemoveMfa(Database database, TellAdministrators others, QueueMail mail)
{
    /// <summary>By an administrator, for another user of the same account.</summary>
    public Task<RemovedMfa> Remove(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(caller, async tx => await ReasonToRefuse(tx, userId) ?? await Act(tx, userId, reason: ""), cancel);

    /// <summary>By the operator at the command line, for anybody: with a reason, and the account's administrators are told.</summary>
    public Task<RemovedMfa> RemoveByOperator(Caller caller, string userId, string reason, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
                !caller.IsOperator ? new RemovedMfa.NotPermitted()
                : string.IsNullOrWhiteSpace(reason) ? new RemovedMfa.ReasonMissing()
                : await Act(tx, userId, reason.Trim()),
            cancel
        );

    private static async Task<RemovedMfa?> ReasonToRefuse(Transaction tx, string userId)
    {
        var reached = await ReachUser.ToHelp(tx, userId, Permission.RescueUser);
        if (reached is not Reached.Other { User: var user })
            return reached switch
            {
                Reached.NotPermitted => new RemovedMfa.NotPermitted(),
                Reached.Oneself => new RemovedMfa.NotByThisDoor(),
                Reached.Above => new RemovedMfa.AboveYou(),
                _ => new RemovedMfa.NoSuchUser(),
            };
        return (await tx.Policies.Of(user.AccountId)).Policy.AdministratorRescue ? null : new RemovedMfa.OperatorAlone();
    }

    private async Task<RemovedMfa> Act(Transaction tx, string userId, string reason)
    {
        if (await tx.Users.Lock(userId) is not { Status: not UserStatus.Removed } user)
            return new RemovedMfa.NoSuchUser();
        if (await tx.Factors.Of(userId) is { Count: 0, TrialApps: 0 })
            return new RemovedMfa.NothingThere();
        await EndApiPassword.IfOver(tx, user, await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!), user);
        var removed = await tx.Factors.RemoveAll(userId);
        var ended = await tx.Sessions.EndOthers(userId, butId: null, tx.Now);
        await tx.PendingSignIns.EndOf(userId, tx.Now);
        // The guesses were at factors that are gone; the next one begins with a clean counter.
        await tx.Throttles.ResetOf(AttemptKind.SecondFactor, userId);
        tx.Audit(
            AuditEvent
                .Of(
                    AuditAction.MfaRemoved,
                    user.AccountId,
                    user.Id,
                    user.Login,
                    reason.Length > 0 ? "by_operator" : "by_administrator"
                )
                .With("factorsRemoved", $"{removed}")
                .With("sessionsEnded", $"{ended}")
                .With("why", reason)
        );
        await Tell(tx, user, reason);
        return new RemovedMfa.Done(removed, ended);
    }

    private async Task Tell(Transaction tx, User user, string reason)
    {
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var facts = new MailFacts { What = tx.Caller.Name, Reason = reason };
        await mail.Queue(tx, MailKind.MfaRemoved, user, account, facts);
        if (reason.Length > 0)
            await others.Tell(tx, MailKind.MfaRemovedByOperator, account.Id, facts with { What = user.Login }, user.Id);
    }
}
