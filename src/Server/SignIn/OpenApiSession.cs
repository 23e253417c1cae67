using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>What a program sends to have a session.</summary>
/// <param name="Login">The name, read as at the sign-in page.</param>
/// <param name="Password">The password.</param>
/// <param name="Token">The code of the authenticator app; null or empty: none.</param>
/// <param name="Host">The host name by which the program came.</param>
public sealed record ApiSignIn(string Login, Secret Password, string? Token, string Host);

/// <summary>
/// Gives a program a session of 30 minutes for a user's name, password and, where one is configured, token (APIKEY-6). Guesses count with those at the sign-in
/// page, and there is one answer for whatever was wrong.
/// </summary>
public sealed class OpenApiSession(AttemptPassword password, CheckSecondFactor secondFactor, OpenSession sessions)
{
    public async Task<SignInAnswer> Open(ApiSignIn asked, Caller caller, CancellationToken cancel)
    {
        var request = new SignInRequest
        {
            Login = asked.Login,
            Password = asked.Password.RevealText(),
            Token = asked.Token,
            Arrival = new Arrival(asked.Host, ReturnAddress.Home, BrowserId: null),
        };
        var typed = new TypedPassword(request.Login, request.Password, Account: null, BrowserId: null, Deny);
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

    private static Task<string?> Deny(Transaction tx, User user) => CheckPasswordOnApi.Deny(tx, user, opensSession: true);

    private async Task<Passed> GoOn(Transaction tx, SignInRequest request, User user)
    {
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var state = await MfaState.Read(tx, user, account);
        return SecondStep.ForProgram(state.Policy.SignInForm, state.Demand.IsRequired, state.Factors, request.Token ?? "") switch
        {
            SecondStep.Step.None => new Passed(
                new SignInAnswer.Opened(await sessions.Open(tx, user, account, SignInMethods.Password, request.Arrival)),
                null
            ),
            // A recovery code is a person's: no program spends one, nor takes all factors away by a backup code.
            SecondStep.Step.TypedToken when TypedCode.Parse(request.Token!) is not null => new Passed(null, account),
            _ => Refuse(tx, request, user),
        };
    }

    private static Passed Refuse(Transaction tx, SignInRequest request, User user)
    {
        var reason = string.IsNullOrWhiteSpace(request.Token) ? "token_missing" : "wrong_code";
        tx.Audit(AuditEvent.Of(AuditAction.SecondFactorChecked, user.AccountId, user.Id, user.Login).Refused(reason));
        return new Passed(new SignInAnswer.Refused(), null);
    }

    /// <param name="Answer">What to tell the program, or null where the token decides.</param>
    /// <param name="Needs">The user's account, where the token must be checked next.</param>
    private sealed record Passed(SignInAnswer? Answer, Account? Needs);
}
