using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>Where programs still come with a user's name and password (APIKEY-6, APIKEY-7, ALWAYS-5). It opens no session.</summary>
public sealed class CheckPasswordOnApi(AttemptPassword password)
{
    /// <summary>
    /// The name is read as at the sign-in page, and guesses count with those there, by user and by address. The caller's door is the one that must be open
    /// to the user.
    /// </summary>
    public Task<AttemptedPassword<Account>> Check(string name, Secret typed, Caller caller, CancellationToken cancel) =>
        password.Attempt(
            new TypedPassword(name, typed.RevealText(), Account: null, BrowserId: null, Deny),
            caller,
            async (tx, user) => (await tx.Accounts.Find(user.AccountId))!,
            cancel
        );

    /// <summary>Whether a password that passed before would pass now: for connections that stay open.</summary>
    public static bool StillPasses(KnownPerson person, DateTimeOffset? changedAt, Origin origin, DateTimeOffset now) =>
        person.User.MaySignIn
        && person.User.PasswordChangedAt == changedAt
        && ReasonToDeny(person.User, MfaState.Of(person, now), origin, opensSession: false) is null;

    private static Task<string?> Deny(Transaction tx, User user) => Deny(tx, user, opensSession: false);

    /// <param name="tx">The transaction that decides.</param>
    /// <param name="user">Whose password was right.</param>
    /// <param name="opensSession">The door takes a token beside the password and looks at it afterwards, and its session is held until the password is changed.</param>
    internal static async Task<string?> Deny(Transaction tx, User user, bool opensSession)
    {
        var state = await StateOf(tx, user);
        // A requirement may begin with a date, when nobody is there to see it. Whoever sees it first says so for good.
        if (state.Factors.MfaOn || state.Demand.IsRequired)
            await tx.Users.EndApiPassword(user.Id, tx.Now);
        var reason = ReasonToDeny(user, state, tx.Caller.Origin, opensSession);
        return opensSession && reason == Words.Snake(ApiPasswordDenial.TokenNeeded) ? null : reason;
    }

    private static string? ReasonToDeny(User user, MfaState state, Origin origin, bool opensSession) =>
        !user.IsOpen(origin.Door == Door.ForwardAuth ? Door.Api : origin.Door) ? "door_closed"
        : !AddressList.Admits(user.ApiAddresses, origin.Address) ? "wrong_address"
        // Whoever set it for somebody else knows it (ADMIN-3).
        : !opensSession && user.PasswordChangeDueAt is not null ? "password_change_due"
        : ApiPassword.Deny(state.Policy.PasswordOnApi, state.PasswordEndedAt, state.Demand, state.Factors) is { } denial
            ? Words.Snake(denial)
        : null;

    private static async Task<MfaState> StateOf(Transaction tx, User user) =>
        await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!);
}
