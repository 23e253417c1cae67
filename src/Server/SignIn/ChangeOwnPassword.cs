using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.SignIn;

/// <summary>What came of changing one's own password.</summary>
public abstract record ChangedPassword
{
    private ChangedPassword() { }

    /// <param name="Token">The session's new secret.</param>
    /// <param name="SessionsEnded">How many other sessions ended.</param>
    public sealed record Done(string Token, int SessionsEnded) : ChangedPassword;

    public sealed record OldOneWrong : ChangedPassword;

    public sealed record SameAsBefore : ChangedPassword;

    public sealed record Unfit(PasswordVerdict Why) : ChangedPassword;

    /// <param name="Until">When to come back; null: time does not help.</param>
    public sealed record TooMany(DateTimeOffset? Until) : ChangedPassword;

    public sealed record Busy : ChangedPassword;
}

/// <summary>Changes one's own password with the old one (SIGN-15). The old one is guessed at under the same limits as at sign-in.</summary>
public sealed class ChangeOwnPassword(
    Database database,
    Sealer sealer,
    AttemptLimits limits,
    PasswordHashing hashing,
    ChoosePassword passwords,
    QueueMail mail
)
{
    public async Task<ChangedPassword> Change(
        Caller caller,
        string old,
        string wanted,
        string? browserId,
        CancellationToken cancel
    )
    {
        var (user, reservation) = await limits.Ask(
            caller,
            (tx, turn) => Reserve(tx, browserId, turn),
            asked => asked.Reservation,
            cancel
        );
        if (!reservation.IsGranted)
            return new ChangedPassword.TooMany((reservation.Admission as Admission.Wait)?.Until);
        // What is reserved is evaluated to its end, though the browser may have gone: a right password would count as a failure.
        var check = await hashing.Check(old, PasswordPlace.HashOf(sealer, user), CancellationToken.None);
        if (check == PasswordCheck.Busy)
            return await GiveBack(caller, reservation, new ChangedPassword.Busy());
        if (check is not (PasswordCheck.Right or PasswordCheck.RightButOlder))
            return await Refuse(caller, user, reservation);
        if (PasswordText.Normal(old) == PasswordText.Normal(wanted))
            return await GiveBack(caller, reservation, new ChangedPassword.SameAsBefore());
        return await Choose(caller, user, wanted, reservation);
    }

    private async Task<(User User, Reservation Reservation)> Reserve(Transaction tx, string? browserId, Turn turn)
    {
        var user = (await tx.Users.Find(tx.Caller.UserId!))!;
        var reservation = await limits.Reserve(tx, new Guess(AttemptKind.Password, user.Id, "", browserId), turn);
        return (user, reservation);
    }

    private async Task<ChangedPassword> GiveBack(Caller caller, Reservation reservation, ChangedPassword answer)
    {
        await database.Write(caller, tx => limits.GiveBack(tx, reservation), CancellationToken.None);
        return answer;
    }

    private async Task<ChangedPassword> Refuse(Caller caller, User user, Reservation reservation)
    {
        await database.Write(
            caller,
            tx =>
            {
                tx.Audit(About(AuditAction.PasswordChanged, user).Refused("wrong_password"));
                return limits.Fail(tx, reservation);
            },
            CancellationToken.None
        );
        return new ChangedPassword.OldOneWrong();
    }

    private async Task<ChangedPassword> Choose(Caller caller, User user, string wanted, Reservation reservation)
    {
        var owner = await database.Read(
            async tx => await OwnerOfPassword.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!),
            CancellationToken.None
        );
        return await passwords.Choose(wanted, owner, CancellationToken.None) switch
        {
            ChosenPassword.Hashed hashed => await database.Write(
                caller,
                tx => Keep(tx, user, hashed, reservation),
                CancellationToken.None
            ),
            ChosenPassword.Unfit unfit => await GiveBack(caller, reservation, new ChangedPassword.Unfit(unfit.Why)),
            _ => await GiveBack(caller, reservation, new ChangedPassword.Busy()),
        };
    }

    private async Task<ChangedPassword> Keep(Transaction tx, User seen, ChosenPassword.Hashed hashed, Reservation reservation)
    {
        var user = (await tx.Users.Lock(seen.Id))!;
        // Changed by somebody else while this one was hashed: what was typed is no longer the old one.
        if (user.PasswordChangedAt != seen.PasswordChangedAt || !await tx.Sessions.CallersIsRunning())
        {
            await limits.Fail(tx, reservation);
            return new ChangedPassword.OldOneWrong();
        }
        await tx.Users.ChangePassword(user.Id, ChoosePassword.Seal(tx, user.Id, hashed), changeDueAt: null, tx.Now);
        var ended = await EndWhatPasswordOpened.End(tx, user.Id, butSession: tx.Caller.SessionId);
        var token = await RaiseSession.Renew(tx);
        await limits.Forgive(tx, reservation);
        tx.Audit(About(AuditAction.PasswordChanged, user).With("sessionsEnded", $"{ended}"));
        var account = (await tx.Accounts.Find(user.AccountId))!;
        await mail.Queue(tx, MailKind.PasswordChanged, user, account, new MailFacts { Count = ended });
        return new ChangedPassword.Done(token, ended);
    }

    private static AuditEvent About(AuditAction action, User user) => AuditEvent.Of(action, user.AccountId, user.Id, user.Login);
}
