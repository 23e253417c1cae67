using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>Finds out, for each request anew, who is behind a session cookie and what that person may do at this moment.</summary>
public sealed class ReadSession(Database database)
{
    // Written at most so often: a write for each click would be the database's main work.
    private static readonly TimeSpan BetweenTouches = TimeSpan.FromMinutes(1);

    /// <param name="token">The cookie's, or a program's.</param>
    /// <param name="kind">Portal: only a browser's session is found. Api: only a program's.</param>
    /// <param name="origin">Where the request comes from.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task<SignedIn?> Read(string token, Door kind, Origin origin, CancellationToken cancel) =>
        Read(tx => tx.Sessions.Find(TokenDigest.Of(token)), kind, origin, cancel);

    /// <summary>A browser's session by the cookie that it has on the host of an application.</summary>
    public Task<SignedIn?> ReadForwarded(string token, string host, Origin origin, CancellationToken cancel) =>
        Read(tx => tx.Forward.FindSession(TokenDigest.Of(token), host), Door.Portal, origin, cancel);

    private async Task<SignedIn?> Read(
        Func<Transaction, Task<Session?>> session,
        Door kind,
        Origin origin,
        CancellationToken cancel
    )
    {
        var person = await database.Read(async tx => await Find(tx, await session(tx), kind, origin), cancel);
        if (person is not null && person.Now - person.SignedIn.Session.LastSeenAt >= BetweenTouches)
            await database.WriteUse(person.SignedIn.Caller, tx => tx.Sessions.Touch(person.SignedIn.Session.Id, tx.Now), cancel);
        return person?.SignedIn;
    }

    private static async Task<Found?> Find(Transaction tx, Session? session, Door kind, Origin origin)
    {
        if (session is null || session.Door != kind)
            return null;
        var person = (await tx.People.Find(session.UserId))!;
        var (user, account) = (person.User, person.Account);
        var state = MfaState.Of(person, tx.Now);
        if (!session.IsAlive(state.Policy.SessionIdle, tx.Now) || !MayCome(user, kind, origin))
            return null;
        return new Found(SignedInAs(session, user, account, state, origin, tx.Now), tx.Now);
    }

    // Asked at every request: who is shut out is out at once (SIGN-13).
    private static bool MayCome(User user, Door kind, Origin origin) =>
        user.MaySignIn
        && user.IsOpen(kind)
        && AddressList.Admits(kind == Door.Portal ? user.PortalAddresses : user.ApiAddresses, origin.Address);

    private static SignedIn SignedInAs(
        Session session,
        User user,
        Account account,
        MfaState state,
        Origin origin,
        DateTimeOffset now
    )
    {
        var person = new SignedIn
        {
            Caller = new Caller
            {
                Origin = origin,
                UserId = user.Id,
                AccountId = account.Id,
                SessionId = session.Id,
                Name = user.Login,
                IsOperator = user.IsOperator,
                Permissions = user.Permissions,
                ProvedAt = session.ProvedAt,
            },
            Session = session,
            User = user,
            Account = account,
            Policy = state.Policy,
            Factors = state.Factors,
            Demand = state.Demand,
            MustEnrol = EnrolmentRule.MustEnrol(
                state.Demand,
                state.Factors,
                state.Policy.Bites,
                session.Enrolment,
                session.IsByKey,
                session.CreatedAt,
                now
            ),
        };
        // Who has the key that is demanded proves nothing by what was given before it.
        return person.MustShowKey ? person with { Caller = person.Caller with { ProvedAt = Session.NotProved } } : person;
    }

    private sealed record Found(SignedIn SignedIn, DateTimeOffset Now);
}
