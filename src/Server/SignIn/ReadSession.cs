using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

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
    public async Task<SignedIn?> Read(string token, Door kind, Origin origin, CancellationToken cancel)
    {
        var (person, now) = await database.Read(
            async tx => (await Find(tx, TokenDigest.Of(token), kind, origin), tx.Now),
            cancel
        );
        if (person is not null && IsToTouch(person.Session, now))
            await database.WriteUse(person.Caller, tx => tx.Sessions.Touch([person.Session.Id], tx.Now), cancel);
        return person;
    }

    /// <summary>Browsers' sessions by the cookies that they have on the hosts of applications, all by one statement. That they were seen is not marked yet.</summary>
    /// <param name="cookies">And from where they come.</param>
    /// <returns>In the order of the cookies, null where nobody is signed in; and when that was.</returns>
    public async Task<(IReadOnlyList<SignedIn?> People, DateTimeOffset At)> ReadForwarded(IReadOnlyList<ForwardedCookie> cookies)
    {
        var digests = cookies.Select(cookie => cookie.TokenDigest).Distinct(StringComparer.Ordinal).ToArray();
        var (rows, now) = await database.Read(async tx => (await tx.People.FindForwarded(digests), tx.Now));
        var byDigest = rows.ToDictionary(row => row.TokenDigest, StringComparer.Ordinal);
        var people = cookies.Select(cookie =>
            byDigest.TryGetValue(cookie.TokenDigest, out var row) && row.Host == cookie.Host
                ? Judge(row.Session, row.Person, Door.Portal, cookie.Origin, now)
                : null
        );
        return ([.. people], now);
    }

    /// <summary>Marks sessions as seen, those whose mark is older.</summary>
    /// <param name="ids">Of the sessions.</param>
    /// <param name="at">When.</param>
    public Task Touch(IEnumerable<string> ids, DateTimeOffset at)
    {
        var sessions = ids.Distinct(StringComparer.Ordinal).ToArray();
        return database.WriteUse(Caller.OfSystem("sessions seen"), tx => tx.Sessions.Touch(sessions, at));
    }

    /// <summary>Whether the mark is so old that it is to be written anew.</summary>
    public static bool IsToTouch(Session session, DateTimeOffset now) => now - session.LastSeenAt >= BetweenTouches;

    private static async Task<SignedIn?> Find(Transaction tx, string tokenDigest, Door kind, Origin origin) =>
        await tx.Sessions.Find(tokenDigest) is { } session
            ? Judge(session, (await tx.People.Find(session.UserId))!, kind, origin, tx.Now)
            : null;

    private static SignedIn? Judge(Session session, KnownPerson person, Door kind, Origin origin, DateTimeOffset now)
    {
        var state = MfaState.Of(person, now);
        return session.Door == kind && session.IsAlive(state.Policy.SessionIdle, now) && MayCome(person.User, kind, origin)
            ? SignedInAs(session, person.User, person.Account, state, origin, now)
            : null;
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
                IsAdministrator = user.Role == BuiltInRole.Admin,
                Permissions = user.Permissions,
                ProvedAt = session.ProvedAt,
            },
            Session = session,
            User = user,
            Account = account,
            Policy = state.Policy,
            Factors = state.Factors,
            Demand = state.Demand,
            PasswordEndedAt = state.PasswordEndedAt,
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
}

/// <summary>What a browser shows on the host of an application.</summary>
/// <param name="TokenDigest">Of the cookie.</param>
/// <param name="Host">Whose cookie it is.</param>
/// <param name="Origin">Where the request comes from.</param>
public readonly record struct ForwardedCookie(string TokenDigest, string Host, Origin Origin);
