using System.Text;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.SignIn;

/// <summary>The first step of signing in: name and password, and on a single page the token beside them.</summary>
public sealed class CheckPassword(
    Database database,
    Sealer sealer,
    AttemptLimits limits,
    PasswordHashing hashing,
    CheckSecondFactor secondFactor,
    OpenSession sessions,
    BeginSecondStep secondStep
)
{
    /// <summary>Unknown, wrong, locked and deactivated get one answer and cost the same: one reservation, one hash, one audit event (SIGN-6).</summary>
    public async Task<SignInAnswer> Check(SignInRequest request, Caller caller, CancellationToken cancel)
    {
        var (user, reservation) = await database.Write(caller, tx => Reserve(tx, request), cancel);
        if (!reservation.IsGranted)
            return new SignInAnswer.TooMany((reservation.Admission as Admission.Wait)?.Until);
        var check = await hashing.Check(request.Password, PasswordPlace.HashOf(sealer, user), cancel);
        if (check == PasswordCheck.Busy)
            return await GiveBack(caller, reservation, cancel);
        var rehashed =
            check == PasswordCheck.RightButOlder ? await hashing.Hash(request.Password, cancel) as HashedPassword.Done : null;
        var isRight = check is PasswordCheck.Right or PasswordCheck.RightButOlder;
        var passed = await database.Write(caller, tx => Decide(tx, request, user, isRight, rehashed?.Hash, reservation), cancel);
        return passed.Needs is { } account
            ? await secondFactor.CheckToken(user!, account, request, caller, cancel)
            : passed.Answer ?? new SignInAnswer.Refused();
    }

    private async Task<(User? User, Reservation Reservation)> Reserve(Transaction tx, SignInRequest request)
    {
        var user = await FindSigner.Find(tx, request.Login, request.Account);
        if (user is null)
            await tx.Users.FindDecoy();
        var reservation = await limits.Reserve(
            tx,
            AttemptKind.Password,
            user?.Id,
            FindSigner.NameOf(request.Login, request.Account),
            request.Arrival.BrowserId
        );
        if (!reservation.IsGranted)
            tx.Audit(About(AuditAction.AttemptRefused, request, user).Refused("too_many"));
        return (user, reservation);
    }

    private async Task<SignInAnswer> GiveBack(Caller caller, Reservation reservation, CancellationToken cancel)
    {
        await database.Write(caller, tx => limits.GiveBack(tx, reservation), cancel);
        return new SignInAnswer.Busy();
    }

    // Everything that was read before the hash was computed is read again: it may have changed meanwhile.
    private async Task<Passed> Decide(
        Transaction tx,
        SignInRequest request,
        User? seen,
        bool isRight,
        string? rehashed,
        Reservation reservation
    )
    {
        // Nobody's row is looked for where there is no user, so that both cost the same.
        var user = await tx.Users.Lock(seen?.Id ?? "");
        if (user is null)
            await tx.Users.FindDecoy();
        if (ReasonToRefuse(tx, user, seen, isRight) is { } reason)
        {
            tx.Audit(About(AuditAction.PasswordChecked, request, user).Refused(reason));
            return new Passed(new SignInAnswer.Refused(), null);
        }
        await limits.Forgive(tx, reservation);
        if (rehashed is not null)
            await tx.Users.Rehash(
                user!.Id,
                seen!.SealedPasswordHash!,
                tx.Sealer.Seal(Encoding.UTF8.GetBytes(rehashed), PasswordPlace.Of(user.Id))
            );
        tx.Audit(About(AuditAction.PasswordChecked, request, user));
        return await GoOn(tx, request, user!);
    }

    private async Task<Passed> GoOn(Transaction tx, SignInRequest request, User user)
    {
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var state = await MfaState.Read(tx, user, account);
        if (PasswordText.CodePoints(PasswordText.Normal(request.Password)) < PasswordRule.MinimumFor(state.Demand.IsRequired))
            await tx.Users.DemandPasswordChange(user.Id, tx.Now);
        var trust = await tx.KnownBrowsers.TrustIn(request.Arrival.BrowserId, user.Id, tx.Now);
        var isTrusted = trust is not null && trust.Counts(state.Policy, state.Demand, tx.Now);
        return SecondStep.After(state.Policy.SignInForm, state.Demand.IsRequired, state.Factors, isTrusted, request.Token) switch
        {
            SecondStep.Step.None => await Open(tx, request, user, account, SignInMethods.Password),
            SecondStep.Step.TrustedBrowser => await Open(tx, request, user, account, SignInMethods.TrustedBrowser),
            SecondStep.Step.OwnPage => new Passed(
                new SignInAnswer.NeedsSecondFactor(await secondStep.Begin(tx, user, request.Arrival)),
                null
            ),
            SecondStep.Step.TypedToken => new Passed(null, account),
            SecondStep.Step.Refused => Missing(tx, request, user),
        };
    }

    private async Task<Passed> Open(Transaction tx, SignInRequest request, User user, Account account, string methods) =>
        new(new SignInAnswer.Opened(await sessions.Open(tx, user, account, methods, request.Arrival)), null);

    private static Passed Missing(Transaction tx, SignInRequest request, User user)
    {
        var reason = string.IsNullOrEmpty(request.Token) ? "token_missing" : "token_without_factor";
        tx.Audit(About(AuditAction.SecondFactorChecked, request, user).Refused(reason));
        return new Passed(new SignInAnswer.Refused(), null);
    }

    private static string? ReasonToRefuse(Transaction tx, User? user, User? seen, bool isRight)
    {
        if (user is null)
            return "unknown_user";
        if (!isRight || user.PasswordChangedAt != seen!.PasswordChangedAt)
            return "wrong_password";
        if (!user.MaySignIn)
            return Words.Snake(user.Status);
        if (!user.IsOpen(Door.Portal))
            return "door_closed";
        return AddressList.Admits(user.PortalAddresses, tx.Caller.Origin.Address) ? null : "wrong_address";
    }

    // A typed name that is nobody's may be a password in the wrong field: it is not written down.
    private static AuditEvent About(AuditAction action, SignInRequest request, User? user) =>
        AuditEvent.Of(action, user?.AccountId ?? request.Account?.Id, user?.Id ?? "", user?.Login ?? "");

    /// <param name="Answer">What to tell the browser, or null where the typed token decides.</param>
    /// <param name="Needs">The user's account, where the token in the form must be checked next.</param>
    private sealed record Passed(SignInAnswer? Answer, Account? Needs);
}
