using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Ends sessions: one's own by signing out, another of one's own from the list.</summary>
public sealed class EndSession(Database database)
{
    public Task SignOut(Caller caller, CancellationToken cancel) => End(caller, caller.SessionId!, AuditAction.SignedOut, cancel);

    /// <summary>False when the person has no such running session.</summary>
    public Task<bool> EndOne(Caller caller, string sessionId, CancellationToken cancel) =>
        End(caller, sessionId, AuditAction.SessionEnded, cancel);

    /// <summary>Every session of the person but this one; how many is the answer.</summary>
    public Task<int> EndOthers(Caller caller, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                var ended = await tx.Sessions.EndOthers(caller.UserId!, caller.SessionId, tx.Now);
                tx.Audit(
                    AuditEvent
                        .Of(AuditAction.SessionsEnded, caller.AccountId, caller.UserId!, caller.Name)
                        .With("sessions", $"{ended}")
                );
                return ended;
            },
            cancel
        );

    private Task<bool> End(Caller caller, string sessionId, AuditAction action, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                var ended = await tx.Sessions.End(caller.UserId!, sessionId, tx.Now);
                if (ended)
                    tx.Audit(AuditEvent.Of(action, caller.AccountId, caller.UserId!, caller.Name).With("session", sessionId));
                return ended;
            },
            cancel
        );
}
