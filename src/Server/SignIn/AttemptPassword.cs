using System.Text;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.SignIn;

/// <summary>A name and a password as they were typed, at whatever door.</summary>
/// <param name="Login">The name.</param>
/// <param name="Password">The password.</param>
/// <param name="Account">The account on whose page it was typed; null: nobody's in particular.</param>
/// <param name="BrowserId">Digest of the browser's cookie; null where none came.</param>
/// <param name="Deny">Whether the door stays shut for a user whose password is right: the reason, or null.</param>
public sealed record TypedPassword(
    string Login,
    string Password,
    Account? Account,
    string? BrowserId,
    Func<Transaction, User, Task<string?>> Deny
);

/// <summary>What came of it.</summary>
public abstract record AttemptedPassword<T>
{
    private AttemptedPassword() { }

    /// <summary>Nobody there, wrong, locked, deactivated, not by this door, not from there. The audit trail has the reason.</summary>
    public sealed record Refused : AttemptedPassword<T>;

    /// <param name="Until">When to come back; null: time does not help.</param>
    public sealed record TooMany(DateTimeOffset? Until) : AttemptedPassword<T>;

    public sealed record Busy : AttemptedPassword<T>;

    public sealed record Passed(User User, T Outcome) : AttemptedPassword<T>;
}

/// <summary>The one way in which a password is tried, behind every door: one throttle, one hash, one event, whether or not anybody has that name (SIGN-6, SIGN-7).</summary>
public sealed class AttemptPassword(
    Database database,
    Sealer sealer,
    AttemptLimits limits,
    SharedChecks checks,
    PasswordHashing hashing
)
{
    /// <summary>With a right password it goes on by <paramref name="goOn"/>, in the transaction that forgives the attempt.</summary>
    public async Task<AttemptedPassword<T>> Attempt<T>(
        TypedPassword typed,
        Caller caller,
        Func<Transaction, User, Task<T>> goOn,
        CancellationToken cancel
    )
    {
        var (user, reservation) = await limits.Ask(
            caller,
            (tx, turn) => Reserve(tx, typed, turn),
            asked => asked.Reservation,
            cancel
        );
        if (!reservation.IsGranted)
            return new AttemptedPassword<T>.TooMany((reservation.Admission as Admission.Wait)?.Until);
        return await Evaluate(typed, caller, user, reservation, goOn);
    }

    // What is reserved is evaluated to its end, though the client may have gone: a right password would count as a failure.
    private async Task<AttemptedPassword<T>> Evaluate<T>(
        TypedPassword typed,
        Caller caller,
        User? user,
        Reservation reservation,
        Func<Transaction, User, Task<T>> goOn
    )
    {
        var check = await checks.Check(reservation.CounterId!, typed.Password, PasswordPlace.HashOf(sealer, user));
        if (check == PasswordCheck.Busy)
        {
            await database.Write(caller, tx => limits.GiveBack(tx, reservation), CancellationToken.None);
            return new AttemptedPassword<T>.Busy();
        }
        var rehashed =
            check == PasswordCheck.RightButOlder
                ? await hashing.Hash(typed.Password, CancellationToken.None) as HashedPassword.Done
                : null;
        var checkedPassword = new Checked(
            user,
            check is PasswordCheck.Right or PasswordCheck.RightButOlder,
            rehashed?.Hash,
            reservation
        );
        return await database.Write(caller, tx => Decide(tx, typed, checkedPassword, goOn), CancellationToken.None);
    }

    private async Task<(User? User, Reservation Reservation)> Reserve(Transaction tx, TypedPassword typed, Turn turn)
    {
        var user = await FindSigner.Find(tx, typed.Login, typed.Account);
        if (user is null)
            await tx.Users.FindDecoy();
        var name = FindSigner.NameOf(typed.Login, typed.Account);
        var reservation = await limits.Reserve(tx, new Guess(AttemptKind.Password, user?.Id, name, typed.BrowserId), turn);
        return (user, reservation);
    }

    // Everything that was read before the hash was computed is read again: it may have changed meanwhile.
    private async Task<AttemptedPassword<T>> Decide<T>(
        Transaction tx,
        TypedPassword typed,
        Checked seen,
        Func<Transaction, User, Task<T>> goOn
    )
    {
        // Nobody's row is looked for where there is no user, so that both cost the same.
        var user = await tx.Users.Lock(seen.User?.Id ?? "");
        if (user is null)
            await tx.Users.FindDecoy();
        if (await ReasonToRefuse(tx, typed, user, seen) is { } reason)
        {
            tx.Audit(About(AuditAction.PasswordChecked, typed, user).Refused(reason));
            await limits.Fail(tx, seen.Reservation);
            return new AttemptedPassword<T>.Refused();
        }
        await limits.Forgive(tx, seen.Reservation);
        if (seen.Rehashed is { } hash)
            await tx.Users.Rehash(
                user!.Id,
                seen.User!.SealedPasswordHash!,
                tx.Sealer.Seal(Encoding.UTF8.GetBytes(hash), PasswordPlace.Of(user.Id))
            );
        tx.Audit(About(AuditAction.PasswordChecked, typed, user));
        return new AttemptedPassword<T>.Passed(user!, await goOn(tx, user!));
    }

    private static async Task<string?> ReasonToRefuse(Transaction tx, TypedPassword typed, User? user, Checked seen)
    {
        if (user is null)
            return "unknown_user";
        if (!seen.IsRight || user.PasswordChangedAt != seen.User!.PasswordChangedAt)
            return "wrong_password";
        return user.MaySignIn ? await typed.Deny(tx, user) : user.StatusWord;
    }

    // A typed name that is nobody's may be a password in the wrong field: it is not written down.
    private static AuditEvent About(AuditAction action, TypedPassword typed, User? user) =>
        AuditEvent.Of(action, user?.AccountId ?? typed.Account?.Id, user?.Id ?? "", user?.Login ?? "");

    private sealed record Checked(User? User, bool IsRight, string? Rehashed, Reservation Reservation);
}
