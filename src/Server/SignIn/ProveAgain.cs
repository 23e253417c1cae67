using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

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

    /// <summary>This node's clock is wrong, so that it checks no codes of apps. Nothing was counted.</summary>
    public sealed record ClockWrong : ProofAnswer;
}

/// <summary>A fresh proof in a running session: a factor when the person has one, else the password. The same limits as at sign-in.</summary>
public sealed class ProveAgain(
    Database database,
    Sealer sealer,
    AttemptLimits limits,
    MatchAppCode apps,
    CheckKeyAnswer keys,
    PasswordHashing hashing
)
{
    public async Task<ProofAnswer> Prove(Caller caller, SecondProof given, string? browserId, CancellationToken cancel)
    {
        var seen = await database.Read(tx => Look(tx, caller.UserId!), cancel);
        var reservation = await limits.Ask(
            caller,
            (tx, turn) => Reserve(tx, seen, given, browserId, turn),
            asked => asked,
            cancel
        );
        if (!reservation.IsGranted)
            return new ProofAnswer.TooMany((reservation.Admission as Admission.Wait)?.Until);
        // What is reserved is evaluated to its end, though the client may have gone: a right proof would count as a failure.
        var check =
            given is SecondProof.Typed typed && !seen.HasFactor
                ? await hashing.Check(typed.Text, PasswordPlace.HashOf(sealer, seen.User), CancellationToken.None)
                : PasswordCheck.Wrong;
        if (check == PasswordCheck.Busy)
            return await GiveBack(caller, reservation);
        var password = check is PasswordCheck.Right or PasswordCheck.RightButOlder;
        var answer = await database.Write(caller, tx => Decide(tx, seen, given, password, reservation), CancellationToken.None);
        return answer is ProofAnswer.Wrong && reservation.WrongUntil is { } until ? new ProofAnswer.TooMany(until) : answer;
    }

    private static async Task<Seen> Look(Transaction tx, string userId) =>
        new((await tx.Users.Find(userId))!, (await tx.Factors.Of(userId)).MfaOn);

    private async Task<Reservation> Reserve(Transaction tx, Seen seen, SecondProof given, string? browserId, Turn turn)
    {
        var (user, kind) = (seen.User, seen.HasFactor ? AttemptKind.SecondFactor : AttemptKind.Password);
        var reservation =
            given is SecondProof.ByKey
                ? await limits.ReserveKey(tx)
                : await limits.Reserve(tx, new Guess(kind, user.Id, "", browserId), turn);
        return reservation;
    }

    private async Task<ProofAnswer> GiveBack(Caller caller, Reservation reservation)
    {
        await database.Write(caller, tx => limits.GiveBack(tx, reservation), CancellationToken.None);
        return new ProofAnswer.Busy();
    }

    private async Task<ProofAnswer> Decide(
        Transaction tx,
        Seen seen,
        SecondProof given,
        bool isPasswordRight,
        Reservation reservation
    )
    {
        var user = (await tx.Users.Lock(seen.User.Id))!;
        // A factor that came or went since the page was shown changes what counts as a proof: ask again.
        var stillAsAsked =
            (await tx.Factors.Of(user.Id)).MfaOn == seen.HasFactor
            && user.PasswordChangedAt == seen.User.PasswordChangedAt
            && await tx.Sessions.CallersIsRunning();
        var answer = stillAsAsked
            ? await Spend(tx, user, seen.HasFactor, given, isPasswordRight)
            : new FactorAnswer.Wrong("wrong_proof");
        var what = AuditEvent.Of(AuditAction.ProofGiven, user.AccountId, user.Id, user.Login);
        switch (answer)
        {
            case FactorAnswer.Accepted accepted:
                tx.Audit(what.With("methods", accepted.Methods).With("key", accepted.KeyId));
                await limits.Forgive(tx, reservation);
                if (given is SecondProof.ByKey)
                    await tx.Sessions.NoteKey(tx.Caller.SessionId!, accepted.Methods);
                return new ProofAnswer.Proved(await RaiseSession.Proved(tx));
            case FactorAnswer.AlreadyUsed:
                tx.Audit(what.Refused("code_already_used"));
                await limits.GiveBack(tx, reservation);
                return new ProofAnswer.AlreadyUsed();
            case FactorAnswer.NotNow:
                tx.Audit(what.Refused("clock_wrong"));
                await limits.GiveBack(tx, reservation);
                return new ProofAnswer.ClockWrong();
            case FactorAnswer.Wrong wrong:
                tx.Audit(what.Refused(wrong.Reason));
                await limits.Fail(tx, reservation);
                return new ProofAnswer.Wrong();
            default:
                throw new UnreachableException("A recovery code is no proof, so that no backup code is spent.");
        }
    }

    private async Task<FactorAnswer> Spend(Transaction tx, User user, bool hasFactor, SecondProof given, bool isPasswordRight) =>
        given switch
        {
            SecondProof.ByKey key => await SpendKey(tx, user, key),
            SecondProof.Typed typed when hasFactor => await SpendCode(tx, user, typed.Text),
            _ => isPasswordRight ? new FactorAnswer.Accepted(SignInMethods.Password, "") : new FactorAnswer.Wrong("wrong_proof"),
        };

    private async Task<FactorAnswer> SpendKey(Transaction tx, User user, SecondProof.ByKey given)
    {
        var challenge = await tx.Challenges.Spend(given.CeremonyId, ChallengePurpose.FreshProof, tx.Caller.SessionId!);
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var policy = (await tx.Policies.Of(account.Id)).Policy;
        return await keys.Check(tx, user, account, policy, challenge, given.Answer) switch
        {
            KeyAnswer.Accepted { Key: var key, UserVerified: var verified } => new FactorAnswer.Accepted(
                SignInMethods.Key(key.BackupEligible, verified),
                key.Id
            ),
            KeyAnswer.Refused refused => new FactorAnswer.Wrong(refused.Reason),
            _ => throw new UnreachableException("The family is closed."),
        };
    }

    // Not a recovery code: those pass one sign-in in place of a lost factor, and nothing else.
    private async Task<FactorAnswer> SpendCode(Transaction tx, User user, string typed)
    {
        var state = await MfaState.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!);
        if (state.Demand.RefusesCodes(state.Factors, tx.Now))
            return new FactorAnswer.Wrong("security_key_demanded");
        if (TypedCode.Parse(typed) is not { } code)
            return new FactorAnswer.Wrong("wrong_proof");
        return await apps.Spend(tx, user.Id, code) switch
        {
            AppCodeAnswer.Accepted => new FactorAnswer.Accepted(SignInMethods.App, ""),
            AppCodeAnswer.AlreadyUsed => new FactorAnswer.AlreadyUsed(),
            AppCodeAnswer.ClockWrong => new FactorAnswer.NotNow(),
            _ => new FactorAnswer.Wrong("wrong_proof"),
        };
    }

    private sealed record Seen(User User, bool HasFactor);
}
