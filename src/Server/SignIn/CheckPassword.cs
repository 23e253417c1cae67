using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>The first step of signing in: name and password, and on a single page the token beside them.</summary>
public sealed class CheckPassword(
    AttemptPassword password,
    CheckSecondFactor secondFactor,
    OpenSession sessions,
    BeginSecondStep secondStep
)
{
    /// <summary>Unknown, wrong, locked and deactivated get one answer and cost the same: one reservation, one hash, one audit event (SIGN-6).</summary>
    public async Task<SignInAnswer> Check(SignInRequest request, Caller caller, CancellationToken cancel)
    {
        var typed = new TypedPassword(request.Login, request.Password, request.Account, request.Arrival.BrowserId, Deny);
        return await password.Attempt(typed, caller, (tx, user) => GoOn(tx, request, user), cancel) switch
        {
            AttemptedPassword<Passed>.TooMany tooMany => new SignInAnswer.TooMany(tooMany.Until),
            AttemptedPassword<Passed>.Busy => new SignInAnswer.Busy(),
            AttemptedPassword<Passed>.Passed { Outcome.Needs: { } account } passed => await secondFactor.CheckToken(
                passed.User,
                account,
                request,
                caller,
                cancel
            ),
            AttemptedPassword<Passed>.Passed { Outcome.Answer: { } answer } => answer,
            _ => new SignInAnswer.Refused(),
        };
    }

    private static Task<string?> Deny(Transaction tx, User user) => Task.FromResult(ReasonToDeny(tx, user));

    private static string? ReasonToDeny(Transaction tx, User user)
    {
        if (!user.IsOpen(Door.Portal))
            return "door_closed";
        return AddressList.Admits(user.PortalAddresses, tx.Caller.Origin.Address) ? null : "wrong_address";
    }

    private async Task<Passed> GoOn(Transaction tx, SignInRequest request, User user)
    {
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var state = await MfaState.Read(tx, user, account);
        if (PasswordText.CodePoints(PasswordText.Normal(request.Password)) < PasswordRule.MinimumFor(state.Demand.IsRequired))
            await tx.Users.DemandPasswordChange(user.Id, tx.Now);
        var trust = await tx.KnownBrowsers.TrustIn(request.Arrival.BrowserId, user.Id);
        if (trust?.IsOver(tx.Now) == true)
            tx.KnownBrowsers.StaysOver(trust, user.Id);
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
        tx.Audit(AuditEvent.Of(AuditAction.SecondFactorChecked, user.AccountId, user.Id, user.Login).Refused(reason));
        return new Passed(new SignInAnswer.Refused(), null);
    }

    /// <param name="Answer">What to tell the browser, or null where the typed token decides.</param>
    /// <param name="Needs">The user's account, where the token in the form must be checked next.</param>
    private sealed record Passed(SignInAnswer? Answer, Account? Needs);
}
