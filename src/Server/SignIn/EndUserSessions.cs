using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>What came of ending sessions of another user.</summary>
public abstract record EndedUserSessions
{
    private EndedUserSessions() { }

    /// <param name="Sessions">How many ended.</param>
    public sealed record Done(int Sessions) : EndedUserSessions;

    /// <summary>One's own are ended on one's own page.</summary>
    public sealed record Oneself : EndedUserSessions;

    /// <summary>The user has power that the caller has not (<see cref="Authority.MayHelp"/>).</summary>
    public sealed record AboveYou : EndedUserSessions;

    /// <summary>No such user or session in the caller's account, or the permission UPDATE_USER is missing.</summary>
    public sealed record NotFound : EndedUserSessions;
}

/// <summary>An administrator ends sessions of another user (SIGN-9).</summary>
public sealed class EndUserSessions(Database database)
{
    public Task<EndedUserSessions> EndAll(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(caller, tx => EndAll(tx, userId), cancel);

    public Task<EndedUserSessions> EndOne(Caller caller, string userId, string sessionId, CancellationToken cancel) =>
        database.Write(caller, tx => EndOne(tx, userId, sessionId), cancel);

    private static async Task<EndedUserSessions> EndAll(Transaction tx, string userId)
    {
        var reached = await ReachUser.ToHelp(tx, userId, Permission.UpdateUser);
        if (reached is not Reached.Other { User: var user })
            return Refusal(reached);
        var ended = await tx.Sessions.EndOthers(userId, tx.Caller.SessionId, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SessionsEnded, user.AccountId, user.Id, user.Login, "by_administrator")
                .With("sessions", $"{ended}")
        );
        return new EndedUserSessions.Done(ended);
    }

    private static async Task<EndedUserSessions> EndOne(Transaction tx, string userId, string sessionId)
    {
        var reached = await ReachUser.ToHelp(tx, userId, Permission.UpdateUser);
        if (reached is not Reached.Other { User: var user })
            return Refusal(reached);
        if (!await tx.Sessions.End(userId, sessionId, tx.Now))
            return new EndedUserSessions.NotFound();
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SessionEnded, user.AccountId, user.Id, user.Login, "by_administrator")
                .With("session", sessionId)
        );
        return new EndedUserSessions.Done(1);
    }

    private static EndedUserSessions Refusal(Reached reached) =>
        reached switch
        {
            Reached.Oneself => new EndedUserSessions.Oneself(),
            Reached.Above => new EndedUserSessions.AboveYou(),
            _ => new EndedUserSessions.NotFound(),
        };
}
