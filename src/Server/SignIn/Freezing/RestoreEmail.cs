using System.Data.Common;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts.Emails;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn.Freezing;

/// <summary>What came of taking an address back.</summary>
public abstract record RestoredEmail
{
    private RestoredEmail() { }

    /// <summary>The address is the user's again, and a link to choose a password is on its way there.</summary>
    public sealed record Done : RestoredEmail;

    /// <summary>The link offers nothing of the kind at this moment.</summary>
    public sealed record NotOffered : RestoredEmail;

    /// <summary>Somebody else has the address by now.</summary>
    public sealed record Taken : RestoredEmail;

    /// <summary>The factor did not pass.</summary>
    public sealed record Refused(SignInAnswer Why) : RestoredEmail;
}

/// <summary>
/// The reader of a former mailbox, whose link froze the account, takes the address back where the change was made in the user's own session: with the user's factor, where
/// there is one. The account stays frozen until a password is chosen by the link that goes there.
/// </summary>
public sealed class RestoreEmail(Database database, AttemptLimits limits, SecondFactor factor, AskForKey ask, ChangeEmail emails)
{
    // PostgreSQL's word for it: somebody took the address in the same moment.
    private const string NotUnique = "23505";

    /// <summary>A question for one of the user's keys; null where none answers to this host.</summary>
    public Task<AskedKey?> Ask(Caller caller, FreezeLinkState.Used found, string host, CancellationToken cancel) =>
        found.Offer is not { State: var state, HolderId: var holder } || state.Factors.SecurityKeys == 0
            ? Task.FromResult<AskedKey?>(null)
            : database.Write(
                caller,
                tx => ask.Ask(tx, ChallengePurpose.SecondFactor, holder, found.User, state.Policy, host),
                cancel
            );

    /// <param name="caller">Nobody.</param>
    /// <param name="token">Of the link that froze the account.</param>
    /// <param name="given">The factor; null: nothing was given.</param>
    /// <param name="browserId">The browser's cookie, if it sent one.</param>
    /// <param name="cancel">The browser went away.</param>
    public async Task<RestoredEmail> Restore(
        Caller caller,
        string token,
        SecondProof? given,
        string? browserId,
        CancellationToken cancel
    )
    {
        if (await database.Read(tx => Find(tx, token), cancel) is not { Offer: { } offer, User: var user })
            return new RestoredEmail.NotOffered();
        try
        {
            return !offer.State.Factors.MfaOn ? await database.Write(caller, tx => Act(tx, token, null, null, null), cancel)
                : given is null ? new RestoredEmail.Refused(new SignInAnswer.Refused())
                : await ByFactor(caller, token, user, given, browserId, cancel);
        }
        catch (DbException taken) when (taken.SqlState == NotUnique)
        {
            return new RestoredEmail.Taken();
        }
    }

    private async Task<RestoredEmail> ByFactor(
        Caller caller,
        string token,
        User user,
        SecondProof given,
        string? browserId,
        CancellationToken cancel
    )
    {
        var reservation = await limits.Ask(
            caller,
            (tx, turn) => Reserve(tx, user, given, browserId, turn),
            asked => asked,
            cancel
        );
        if (!reservation.IsGranted)
            return new RestoredEmail.Refused(
                new SignInAnswer.TooMany((reservation.Admission as Admission.Wait)?.Until, Remedy.SomebodyElse)
            );
        // What is reserved is evaluated to its end, though the client may have gone.
        var found = await factor.Look(user.Id, given, CancellationToken.None);
        if (found is RecoveryCodeAnswer.Busy)
            return await GiveBack(caller, reservation, new RestoredEmail.Refused(new SignInAnswer.Busy()));
        try
        {
            return await database.Write(caller, tx => Act(tx, token, given, found, reservation), CancellationToken.None);
        }
        catch (DbException taken) when (taken.SqlState == NotUnique)
        {
            return await GiveBack(caller, reservation, new RestoredEmail.Taken());
        }
    }

    private async Task<Reservation> Reserve(Transaction tx, User user, SecondProof given, string? browserId, Turn turn) =>
        given is SecondProof.ByKey
            ? await limits.ReserveKey(tx)
            : await limits.Reserve(tx, new Guess(AttemptKind.SecondFactor, user.Id, "", browserId), turn);

    private async Task<RestoredEmail> GiveBack(Caller caller, Reservation reservation, RestoredEmail answer)
    {
        await database.Write(caller, tx => limits.GiveBack(tx, reservation), CancellationToken.None);
        return answer;
    }

    private async Task<RestoredEmail> Act(
        Transaction tx,
        string token,
        SecondProof? given,
        RecoveryCodeAnswer? found,
        Reservation? reservation
    )
    {
        if (await Find(tx, token) is { } seen)
            await tx.Users.Lock(seen.User.Id);
        if (await Find(tx, token) is not { Offer: { } offer, User: var user, Account: var account })
        {
            if (reservation is not null)
                await limits.GiveBack(tx, reservation);
            return new RestoredEmail.NotOffered();
        }
        if (reservation is null)
            return offer.State.Factors.MfaOn
                ? new RestoredEmail.Refused(new SignInAnswer.Refused())
                : await Restore(tx, user, offer);
        return await Spend(tx, user, account, offer, given!, found) switch
        {
            null => await Pass(tx, user, offer, reservation),
            var why and (SignInAnswer.CodeAlreadyUsed or SignInAnswer.ClockWrong) => await GiveBack(tx, why, reservation),
            var why => await Fail(tx, why, reservation),
        };
    }

    private async Task<RestoredEmail> Pass(Transaction tx, User user, RestoreOffer offer, Reservation reservation)
    {
        await limits.Forgive(tx, reservation);
        return await Restore(tx, user, offer);
    }

    private async Task<RestoredEmail> Fail(Transaction tx, SignInAnswer why, Reservation reservation)
    {
        await limits.Fail(tx, reservation);
        return new RestoredEmail.Refused(why);
    }

    private async Task<RestoredEmail> GiveBack(Transaction tx, SignInAnswer why, Reservation reservation)
    {
        await limits.GiveBack(tx, reservation);
        return new RestoredEmail.Refused(why);
    }

    private async Task<RestoredEmail> Restore(Transaction tx, User user, RestoreOffer offer) =>
        await emails.Restore(tx, user, offer.Change.FormerEmail) ? new RestoredEmail.Done() : new RestoredEmail.Taken();

    // Null: it passed.
    private async Task<SignInAnswer?> Spend(
        Transaction tx,
        User user,
        Account account,
        RestoreOffer offer,
        SecondProof given,
        RecoveryCodeAnswer? found
    )
    {
        // The backup code takes every factor away: it is for the sign-in that follows, and is not spent here.
        var counts = found is RecoveryCodeAnswer.Found { Code.Kind: RecoverySetKind.BackupCode } ? null : found;
        var answer = await factor.Spend(tx, user, account, given, counts, offer.HolderId);
        var what = AuditEvent.Of(AuditAction.SecondFactorChecked, account.Id, user.Id, user.Login);
        tx.Audit(
            answer switch
            {
                FactorAnswer.Accepted accepted => what.With("methods", accepted.Methods).With("key", accepted.KeyId),
                FactorAnswer.AlreadyUsed => what.Refused("code_already_used"),
                FactorAnswer.NotNow => what.Refused("clock_wrong"),
                FactorAnswer.Wrong wrong => what.Refused(wrong.Reason),
                _ => throw new System.Diagnostics.UnreachableException("No backup code is spent here."),
            }
        );
        return answer switch
        {
            FactorAnswer.Accepted => null,
            FactorAnswer.AlreadyUsed => new SignInAnswer.CodeAlreadyUsed(),
            FactorAnswer.NotNow => new SignInAnswer.ClockWrong(),
            _ => new SignInAnswer.Refused(),
        };
    }

    private static async Task<FreezeLinkState.Used?> Find(Transaction tx, string token) =>
        await ReadFreezeLink.Read(tx, token) is FreezeLinkState.Used { Offer: not null } used ? used : null;
}
