using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>An administrator ends sessions of another user (SIGN-9).</summary>
public sealed class EndUserSessions(Database database)
{
    /// <summary>How many ended; null where the account has no such user, or the caller may not change that user.</summary>
    public Task<int?> EndAll(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(caller, tx => EndAll(tx, userId), cancel);

    /// <summary>False where there is no such running session, or it is not the caller's to end.</summary>
    public Task<bool> EndOne(Caller caller, string userId, string sessionId, CancellationToken cancel) =>
        database.Write(caller, tx => EndOne(tx, userId, sessionId), cancel);

    private static async Task<int?> EndAll(Transaction tx, string userId)
    {
        if (await Lock(tx, userId) is not { } user)
            return null;
        var ended = await tx.Sessions.EndOthers(userId, tx.Caller.SessionId, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SessionsEnded, user.AccountId, user.Id, user.Login, "by_administrator")
                .With("sessions", $"{ended}")
        );
        return ended;
    }

    private static async Task<bool> EndOne(Transaction tx, string userId, string sessionId)
    {
        if (await Lock(tx, userId) is not { } user || !await tx.Sessions.End(userId, sessionId, tx.Now))
            return false;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.SessionEnded, user.AccountId, user.Id, user.Login, "by_administrator")
                .With("session", sessionId)
        );
        return true;
    }

    private static async Task<User?> Lock(Transaction tx, string userId) =>
        await AsAdministrator.StillMay(tx, Permission.UpdateUser)
        && await tx.Users.FindIn(tx.Caller.AccountId!, userId) is not null
        && await tx.Users.Lock(userId) is { } user
        && Authority.Covers(tx.Caller, user)
            ? user
            : null;
}
