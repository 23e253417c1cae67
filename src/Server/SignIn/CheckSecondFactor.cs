using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Core.SignIn;
using Sallyport.Server.Notifications;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>The second step of signing in: a security key, a code of the app, or a recovery code.</summary>
public sealed class CheckSecondFactor(
    Database database,
    AttemptLimits limits,
    SecondFactor factor,
    OpenSession sessions,
    QueueMail mail
)
{
    /// <summary>A right password with a wrong second factor is told by mail, at most once an hour (SIGN-14).</summary>
    private static readonly TimeSpan BetweenMails = TimeSpan.FromHours(1);

    /// <summary>On its own page.</summary>
    /// <param name="token">The cookie of the pending sign-in.</param>
    /// <param name="given">What was typed, or what a key answered.</param>
    /// <param name="arrival">The browser; where it was going is kept since the first step.</param>
    /// <param name="caller">Nobody yet.</param>
    /// <param name="cancel">The browser went away.</param>
    public async Task<SignInAnswer> Check(
        string token,
        SecondProof given,
        Arrival arrival,
        Caller caller,
        CancellationToken cancel
    )
    {
        var pending = await database.Read(tx => tx.PendingSignIns.Find(TokenDigest.Of(token)), cancel);
        if (pending is null)
            return new SignInAnswer.BeginAgain();
        var way = arrival with { ReturnTo = pending.ReturnTo, Host = pending.Host };
        return await Check(new Attempt(pending.UserId, pending, given, way, null), caller, cancel);
    }

    /// <summary>On the single page, beside a right password.</summary>
    public Task<SignInAnswer> CheckToken(
        User user,
        Account account,
        SignInRequest request,
        Caller caller,
        CancellationToken cancel
    ) =>
        Check(
            new Attempt(user.Id, null, new SecondProof.Typed(request.Token!), request.Arrival, user.PasswordChangedAt),
            caller,
            cancel
        );

    private async Task<SignInAnswer> Check(Attempt attempt, Caller caller, CancellationToken cancel)
    {
        var reserved = await limits.Ask(caller, (tx, turn) => Reserve(tx, attempt, turn), asked => asked, cancel);
        if (reserved is not { } reservation)
            return new SignInAnswer.BeginAgain();
        if (!reservation.IsGranted)
            return new SignInAnswer.TooMany(
                (reservation.Admission as Admission.Wait)?.Until,
                await Remedy(attempt.UserId, cancel)
            );
        // What is reserved is evaluated to its end, though the client may have gone: a right code would count as a failure.
        var found = await factor.Look(attempt.UserId, attempt.Given, CancellationToken.None);
        if (found is RecoveryCodeAnswer.Busy)
            return await database.Write(
                caller,
                tx => GiveBack(tx, attempt, reservation, new SignInAnswer.Busy()),
                CancellationToken.None
            );
        var answer = await database.Write(caller, tx => Decide(tx, attempt, found, reservation), CancellationToken.None);
        return answer is SignInAnswer.Refused && reservation.WrongUntil is { } until ? new SignInAnswer.TooMany(until) : answer;
    }

    private Task<Remedy> Remedy(string userId, CancellationToken cancel) =>
        database.Read(
            async tx =>
                (await tx.Factors.Of(userId)).SecurityKeys > 0 ? SignIn.Remedy.SecurityKey
                : (await tx.Policies.Of((await tx.Users.Find(userId))!.AccountId)).Policy
                    is { OffersCodes: false, OffersBackupCode: false }
                    ? SignIn.Remedy.SomebodyElse
                : SignIn.Remedy.RecoveryCode,
            cancel
        );

    private async Task<Reservation?> Reserve(Transaction tx, Attempt attempt, Turn turn)
    {
        if (attempt.Pending is { } pending && (!pending.IsOpen(tx.Now) || !await tx.PendingSignIns.Reserve(pending.Id)))
            return null;
        var reservation = attempt.Given is SecondProof.Typed typed
            ? await limits.Reserve(tx, GuessOf(attempt, typed.Text), turn)
            : await limits.ReserveKey(tx);
        // A refusal for another's guesses is no failure of this sign-in.
        if (!reservation.IsGranted && attempt.Pending is { } refused)
            await tx.PendingSignIns.Refund(refused.Id);
        return reservation;
    }

    private static Guess GuessOf(Attempt attempt, string typed) =>
        new(AttemptKind.SecondFactor, attempt.UserId, "", attempt.Arrival.BrowserId)
        {
            IsRecoveryCode = RecoveryCode.Parse(typed) is not null,
        };

    private async Task<SignInAnswer> Decide(Transaction tx, Attempt attempt, RecoveryCodeAnswer? found, Reservation reservation)
    {
        var user = (await tx.Users.Lock(attempt.UserId))!;
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var seen = AuditEvent.Of(AuditAction.SecondFactorChecked, account.Id, user.Id, user.Login);
        if (!user.MaySignIn)
        {
            tx.Audit(seen.Refused(Words.Snake(user.Status)));
            await limits.Fail(tx, reservation);
            return new SignInAnswer.Refused();
        }
        // On the single page the password was checked in a transaction before this one; a change of it ends half sign-ins by itself.
        if (attempt.Pending is null && user.PasswordChangedAt != attempt.PasswordChangedAt)
        {
            tx.Audit(seen.Refused("wrong_password"));
            await limits.Fail(tx, reservation);
            return new SignInAnswer.Refused();
        }
        // Of all requests that hold the same pending sign-in one opens a session.
        if (attempt.Pending is { } pending && (await tx.PendingSignIns.Find(pending.TokenDigest))?.EndedAt is not null)
        {
            await limits.Fail(tx, reservation);
            return new SignInAnswer.BeginAgain();
        }
        switch (await factor.Spend(tx, user, account, attempt.Given, found, attempt.Pending?.Id ?? ""))
        {
            case FactorAnswer.Accepted accepted:
                tx.Audit(seen.With("methods", accepted.Methods).With("key", accepted.KeyId));
                return await Open(tx, attempt, user, account, accepted.Methods, reservation);
            case FactorAnswer.FactorsRemoved:
                return await Open(tx, attempt, user, account, SignInMethods.Password, reservation);
            case FactorAnswer.AlreadyUsed:
                tx.Audit(seen.Refused("code_already_used"));
                return await GiveBack(tx, attempt, reservation, new SignInAnswer.CodeAlreadyUsed());
            case FactorAnswer.NotNow:
                tx.Audit(seen.Refused("clock_wrong"));
                return await GiveBack(tx, attempt, reservation, new SignInAnswer.ClockWrong());
            case FactorAnswer.Wrong wrong:
                tx.Audit(seen.Refused(wrong.Reason));
                await limits.Fail(tx, reservation);
                await TellOwner(tx, user, account, reservation);
                return new SignInAnswer.Refused();
            default:
                throw new UnreachableException("The family is closed.");
        }
    }

    private async Task<SignInAnswer> Open(
        Transaction tx,
        Attempt attempt,
        User user,
        Account account,
        string methods,
        Reservation reservation
    )
    {
        if (attempt.Pending is { } pending && !await tx.PendingSignIns.End(pending.Id, tx.Now))
            throw new UnreachableException("The user is locked, and it was open a moment ago in this transaction.");
        await limits.Forgive(tx, reservation);
        if (SignInMethods.ResistPhishing(methods))
            await limits.Reopen(tx, AttemptKind.SecondFactor, user.Id);
        return new SignInAnswer.Opened(await sessions.Open(tx, user, account, methods, attempt.Arrival));
    }

    private async Task<SignInAnswer> GiveBack(Transaction tx, Attempt attempt, Reservation reservation, SignInAnswer answer)
    {
        if (attempt.Pending is { } pending)
            await tx.PendingSignIns.Refund(pending.Id);
        await limits.GiveBack(tx, reservation);
        return answer;
    }

    private async Task TellOwner(Transaction tx, User user, Account account, Reservation reservation)
    {
        var failures = ((Admission.Granted)reservation.Admission).Failures;
        if (failures is 10 or 25 or 50)
            await mail.Queue(tx, MailKind.ManyFailures, user, account, new MailFacts { Count = failures });
        else if (
            await tx.Outbox.LastOf(user.Id, MailKind.WrongSecondFactor) is not { } last
            || StoredTime.HasPassed(last, BetweenMails, tx.Now)
        )
            await mail.Queue(tx, MailKind.WrongSecondFactor, user, account, new MailFacts());
    }

    /// <param name="UserId">Whose password was right.</param>
    /// <param name="Pending">The half sign-in; null on the single page.</param>
    /// <param name="Given">What was typed, or what a key answered.</param>
    /// <param name="Arrival">The browser.</param>
    /// <param name="PasswordChangedAt">Of the password that was right; only on the single page.</param>
    private sealed record Attempt(
        string UserId,
        PendingSignIn? Pending,
        SecondProof Given,
        Arrival Arrival,
        DateTimeOffset? PasswordChangedAt
    );
}
