using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SecurityKeys;
using Sallyport.Core.SignIn;
using Sallyport.Server.SecurityKeys;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>A passkey that signs in alone, without a user name (KEY-5): it says whose it is, and counts as two factors.</summary>
public sealed class SignInByPasskey(
    Database database,
    AttemptLimits limits,
    AskForKey ask,
    CheckKeyAnswer keys,
    OpenSession sessions
)
{
    /// <summary>A question for whoever sits there; null where the account, or the host, has no passkeys.</summary>
    /// <param name="holderId">Digest of the browser's cookie: nobody else's answer is taken.</param>
    /// <param name="page">Whose sign-in page it is.</param>
    /// <param name="host">By which the browser came.</param>
    /// <param name="caller">Nobody yet.</param>
    /// <param name="cancel">The browser went away.</param>
    public Task<AskedKey?> Ask(string holderId, PageAccount page, string host, Caller caller, CancellationToken cancel) =>
        page.OffersPasskeys
            ? database.Write(caller, tx => ask.AskAnybody(tx, holderId, page.Policy, host), cancel)
            : Task.FromResult<AskedKey?>(null);

    /// <summary>Whatever is wrong is told with one word; the audit trail has the exact reason.</summary>
    public async Task<SignInAnswer> SignIn(
        string holderId,
        SecondProof.ByKey given,
        Account? page,
        Arrival arrival,
        Caller caller,
        CancellationToken cancel
    )
    {
        var reservation = await database.Write(caller, limits.ReserveKey, cancel);
        var answer = await database.Write(caller, tx => Decide(tx, holderId, given, page, arrival, reservation), cancel);
        return answer is SignInAnswer.Refused && reservation.WrongUntil is { } until ? new SignInAnswer.TooMany(until) : answer;
    }

    private async Task<SignInAnswer> Decide(
        Transaction tx,
        string holderId,
        SecondProof.ByKey given,
        Account? page,
        Arrival arrival,
        Reservation reservation
    )
    {
        var challenge = await tx.Challenges.Spend(given.CeremonyId, ChallengePurpose.PasskeySignIn, holderId);
        if (challenge is null)
            return Refuse(tx, null, page, "no_question", reservation);
        if (AssertionResponse.Parse(given.Answer) is not { } response)
            return Refuse(tx, null, page, Words.Snake(CeremonyCheck.Input), reservation);
        var owner = await Lock(tx, response.CredentialId);
        var answer = await keys.CheckPasskey(
            tx,
            challenge,
            response,
            owner?.Key,
            owner is null ? null : (owner.User, owner.Account)
        );
        if (answer is KeyAnswer.Refused refused)
            return Refuse(tx, owner?.User, page, refused.Reason, reservation);
        var policy = (await tx.Policies.Of(owner!.Account.Id)).Policy;
        return ReasonToRefuse(tx, owner.User, policy, page) is { } reason
            ? Refuse(tx, owner.User, page, reason, reservation)
            : await Open(tx, owner, (KeyAnswer.Accepted)answer, arrival, reservation);
    }

    // The key is looked for again behind the lock on its owner: it may have been removed meanwhile.
    private static async Task<Owner?> Lock(Transaction tx, byte[] credentialId)
    {
        var seen = await tx.SecurityKeys.FindByCredential(credentialId);
        var user = await tx.Users.Lock(seen?.UserId ?? "");
        var key = await tx.SecurityKeys.FindByCredential(credentialId);
        return user is null || key?.UserId != user.Id ? null : new Owner(user, (await tx.Accounts.Find(user.AccountId))!, key);
    }

    private static string? ReasonToRefuse(Transaction tx, User user, Policy policy, Account? page)
    {
        if (!user.MaySignIn)
            return Words.Snake(user.Status);
        if (!policy.PasskeySignIn)
            return "passkeys_not_allowed";
        // One account's page signs that account's people in, and nobody else's.
        if (page is not null && page.Id != user.AccountId)
            return "other_account";
        if (!user.IsOpen(Door.Portal))
            return "door_closed";
        return AddressList.Admits(user.PortalAddresses, tx.Caller.Origin.Address) ? null : "wrong_address";
    }

    private async Task<SignInAnswer> Open(
        Transaction tx,
        Owner owner,
        KeyAnswer.Accepted accepted,
        Arrival arrival,
        Reservation reservation
    )
    {
        var (user, account) = (owner.User, owner.Account);
        var methods = SignInMethods.Key(accepted.Key.BackupEligible, accepted.UserVerified);
        await limits.Forgive(tx, reservation);
        // It is stronger than both, and whoever guessed at them did not have it (SIGN-7).
        await limits.Reopen(tx, AttemptKind.Password, user.Id);
        await limits.Reopen(tx, AttemptKind.SecondFactor, user.Id);
        tx.Audit(About(user, null).With("methods", methods).With("key", accepted.Key.Id));
        return new SignInAnswer.Opened(await sessions.Open(tx, user, account, methods, arrival));
    }

    // Nonsense from an address that has sent too much of it is told to wait, and costs no row.
    private SignInAnswer.Refused Refuse(Transaction tx, User? user, Account? page, string reason, Reservation reservation)
    {
        if (reservation.WrongUntil is not null)
            limits.CountRefusalOfAddress(tx);
        else
            tx.Audit(About(user, page).Refused(reason));
        return new SignInAnswer.Refused();
    }

    private static AuditEvent About(User? user, Account? page) =>
        AuditEvent.Of(AuditAction.PasskeyChecked, user?.AccountId ?? page?.Id, user?.Id ?? "", user?.Login ?? "");

    private sealed record Owner(User User, Account Account, SecurityKey Key);
}
