using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.SignIn;

/// <summary>What comes of proving again.</summary>
public abstract record ProofAnswer
{
    private ProofAnswer() { }

    /// <param name="Token">The session's new secret; the old one is dead.</param>
    public sealed record Proved(string Token) : ProofAnswer;

    public sealed record Wrong : ProofAnswer;

    public sealed record AlreadyUsed : ProofAnswer;

    public sealed record TooMany(DateTimeOffset? Until) : ProofAnswer;

    public sealed record Busy : ProofAnswer;
}

/// <summary>A fresh proof in a running session: a factor when the person has one, else the password. The same limits as at sign-in.</summary>
public sealed class ProveAgain(Database database, Sealer sealer, AttemptLimits limits, MatchAppCode apps, PasswordHashing hashing)
{
    public async Task<ProofAnswer> Prove(Caller caller, string typed, string? browserId, CancellationToken cancel)
    {
        var (user, hasFactor) = await database.Read(tx => Look(tx, caller.UserId!), cancel);
        var kind = hasFactor ? AttemptKind.SecondFactor : AttemptKind.Password;
        var reservation = await database.Write(caller, tx => Reserve(tx, kind, user, browserId), cancel);
        if (!reservation.IsGranted)
            return new ProofAnswer.TooMany((reservation.Admission as Admission.Wait)?.Until);
        var check = hasFactor ? PasswordCheck.Wrong : await hashing.Check(typed, PasswordPlace.HashOf(sealer, user), cancel);
        if (check == PasswordCheck.Busy)
            return await GiveBack(caller, reservation, cancel);
        var password = check is PasswordCheck.Right or PasswordCheck.RightButOlder;
        return await database.Write(caller, tx => Decide(tx, user, hasFactor, password, typed, reservation), cancel);
    }

    private static async Task<(User User, bool HasFactor)> Look(Transaction tx, string userId) =>
        ((await tx.Users.Find(userId))!, (await tx.Factors.Of(userId)).MfaOn);

    private async Task<Reservation> Reserve(Transaction tx, AttemptKind kind, User user, string? browserId)
    {
        var reservation = await limits.Reserve(tx, kind, user.Id, "", browserId);
        if (!reservation.IsGranted)
            tx.Audit(AuditEvent.Of(AuditAction.AttemptRefused, user.AccountId, user.Id, user.Login).Refused("too_many"));
        return reservation;
    }

    private async Task<ProofAnswer> GiveBack(Caller caller, Reservation reservation, CancellationToken cancel)
    {
        await database.Write(caller, tx => limits.GiveBack(tx, reservation), cancel);
        return new ProofAnswer.Busy();
    }

    private async Task<ProofAnswer> Decide(
        Transaction tx,
        User seen,
        bool hasFactor,
        bool password,
        string typed,
        Reservation reservation
    )
    {
        var user = (await tx.Users.Lock(seen.Id))!;
        // A factor that came or went since the page was shown changes what counts as a proof: ask again.
        var stillAsAsked =
            (await tx.Factors.Of(user.Id)).MfaOn == hasFactor
            && user.PasswordChangedAt == seen.PasswordChangedAt
            && await tx.Sessions.CallersIsRunning();
        var answer =
            !stillAsAsked ? new AppCodeAnswer.Wrong()
            : hasFactor ? await Spend(tx, user.Id, typed)
            : null;
        var what = AuditEvent.Of(AuditAction.ProofGiven, user.AccountId, user.Id, user.Login);
        if (answer is AppCodeAnswer.AlreadyUsed)
        {
            tx.Audit(what.Refused("code_already_used"));
            await limits.GiveBack(tx, reservation);
            return new ProofAnswer.AlreadyUsed();
        }
        if (answer is AppCodeAnswer.Wrong || (answer is null && !password))
        {
            tx.Audit(what.Refused("wrong_proof"));
            return new ProofAnswer.Wrong();
        }
        tx.Audit(what.With("methods", hasFactor ? SignInMethods.App : SignInMethods.Password));
        await limits.Forgive(tx, reservation);
        return new ProofAnswer.Proved(await RaiseSession.Proved(tx));
    }

    // Not a recovery code: those pass one sign-in in place of a lost factor, and nothing else.
    private async Task<AppCodeAnswer> Spend(Transaction tx, string userId, string typed) =>
        TypedCode.Parse(typed) is { } code ? await apps.Spend(tx, userId, code) : new AppCodeAnswer.Wrong();
}
