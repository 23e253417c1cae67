using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;

namespace Sallyport.Core.SignIn;

/// <summary>What follows a right password (SIGN-2, SIGN-3).</summary>
public static class SecondStep
{
    public enum Step
    {
        /// <summary>Nothing: the session is opened.</summary>
        None,

        /// <summary>The browser is trusted: the session is opened, and claims no second factor.</summary>
        TrustedBrowser,

        /// <summary>A page of its own asks for the factor.</summary>
        OwnPage,

        /// <summary>The token that was typed beside the password is checked.</summary>
        TypedToken,

        /// <summary>A required token was left empty, or a token came from somebody who has none. Told like a wrong password.</summary>
        Refused,
    }

    /// <param name="form">The account's form.</param>
    /// <param name="isRequired">Whether a second factor is required of the user.</param>
    /// <param name="factors">What the user has.</param>
    /// <param name="isTrusted">Whether the browser stands in for the factor.</param>
    /// <param name="token">What stood in the optional box; null where the form had none.</param>
    public static Step After(SignInForm form, bool isRequired, Factors factors, bool isTrusted, string? token)
    {
        var hasApp = factors.Apps + factors.TrialApps > 0;
        if (!string.IsNullOrWhiteSpace(token))
            return hasApp ? Step.TypedToken : Step.Refused;
        if (!factors.MfaOn)
            return Step.None;
        if (isTrusted)
            return Step.TrustedBrowser;
        // A key cannot be typed, and a form without the box could not take a token: the second page asks.
        if (form == SignInForm.TwoStep || factors.SecurityKeys > 0 || token is null)
            return Step.OwnPage;
        return isRequired ? Step.Refused : Step.None;
    }

    /// <summary>
    /// The same for a program at <c>POST /api/v1/session</c>, which can show no page: the token comes beside the password, or never (APIKEY-6). It may be left
    /// out where the sign-in page would open without it too; else this door would be a way around a second factor that is on (ALWAYS-5).
    /// </summary>
    public static Step ForProgram(SignInForm form, bool isRequired, Factors factors, string? token)
    {
        var step = After(form, isRequired, factors, isTrusted: false, token);
        // A session that must enrol first is for people: a program could do nothing with it.
        return step == Step.OwnPage || (step == Step.None && isRequired) ? Step.Refused : step;
    }
}
