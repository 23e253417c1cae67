using System.Globalization;
using Microsoft.Extensions.Localization;
using Sallyport.Core.SignIn;

namespace Sallyport.Server.SignIn;

/// <summary>Turns the answers of signing in into pages and words: one set for every step.</summary>
public sealed class StepAnswers(SessionCookies cookies, TimeProvider clock, IStringLocalizer<Texts> texts)
{
    /// <summary>Where to go next, cookies set; null where the page stays and says why.</summary>
    public string? NextPage(HttpResponse response, SignInAnswer answer)
    {
        switch (answer)
        {
            case SignInAnswer.NeedsSecondFactor { Step: var step }:
                cookies.AddPending(response, step.Token);
                return SecondFactorPage.Path + FindPending.QueryOf(step.Id);
            case SignInAnswer.Opened { Session: var session }:
                cookies.SetOpened(response, session);
                return session.MustEnrol ? "/enrol" : PromptPage(session);
            case SignInAnswer.BeginAgain:
                return "/sign-in?ended=1";
            default:
                return null;
        }
    }

    /// <summary>What the person is told. It never says which part was wrong, and it always says what to do.</summary>
    public string Words(HttpResponse response, SignInAnswer answer, string? support, bool asksForCode)
    {
        switch (answer)
        {
            case SignInAnswer.TooMany { Until: { } until }:
                var wait = until - clock.GetUtcNow();
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds))
                    .ToString(CultureInfo.InvariantCulture);
                return texts["Too many attempts. Try again in {0}.", Duration(wait)];
            case SignInAnswer.TooMany closed:
                response.StatusCode = StatusCodes.Status429TooManyRequests;
                return texts[WordsOf(closed.Remedy), Contact(support)];
            case SignInAnswer.Busy:
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = "5";
                return texts["The server is very busy. Try again in a few seconds."];
            case SignInAnswer.ClockWrong:
                response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                response.Headers.RetryAfter = "60";
                return texts[
                    "The clock of this server is wrong, so it checks no codes of apps. Try again in a minute, or use a recovery code."
                ];
            case SignInAnswer.CodeAlreadyUsed:
                return texts["This code was used already. Wait for the next one."];
            default:
                return (
                    asksForCode
                        ? texts[
                            "That did not match. Check what you typed, use the newest code of your app, or ask {0}.",
                            Contact(support)
                        ]
                        : texts["Name or password is wrong. Check both, or ask {0}.", Contact(support)]
                ).Value;
        }
    }

    /// <summary>The words of the second page, where the password was right.</summary>
    public string WrongCode(string? support) =>
        texts[
            "This code is wrong. Use the newest code that your app shows. If it keeps failing, check that the phone sets its clock by itself, or ask {0}.",
            Contact(support)
        ];

    /// <summary>Of a key, after a right password: one sentence, whichever check failed (W-A10).</summary>
    public string WrongKey(string? support) =>
        texts["This key was not accepted. Try again, take another way, or ask {0}.", Contact(support)];

    /// <summary>Of a passkey alone, also where the account does not allow it or the person is shut out.</summary>
    public string WrongPasskey(string? support) =>
        texts["This passkey was not accepted. Try again, sign in with your password, or ask {0}.", Contact(support)];

    private static string WordsOf(Remedy remedy) =>
        remedy switch
        {
            Remedy.MailedLink =>
                "Too many attempts: this way in is closed. Use the browser that you usually sign in with, a link from \"Forgot your password?\", or ask {0}.",
            Remedy.SecurityKey =>
                "Too many attempts: codes of the app are no longer taken here. Use your security key, or ask {0}. Once it was accepted, codes are taken again.",
            Remedy.RecoveryCode =>
                "Too many attempts: codes of the app are no longer taken here. Use a recovery code or your backup code, or the browser that you usually sign in with, or ask {0}.",
            Remedy.SomebodyElse =>
                "Too many attempts: codes of the app are no longer taken here. Use the browser that you usually sign in with, or ask {0}: they can remove the app for you.",
        };

    private string Contact(string? support) => string.IsNullOrEmpty(support) ? texts["your administrator"] : support;

    private string Duration(TimeSpan wait) =>
        wait.TotalSeconds <= 1 ? texts["one second"]
        : wait.TotalSeconds < 90 ? texts["{0} seconds", (int)Math.Ceiling(wait.TotalSeconds)]
        : texts["{0} minutes", (int)Math.Ceiling(wait.TotalMinutes)];

    private static string PromptPage(OpenedSession session)
    {
        var back = "returnTo=" + Uri.EscapeDataString(session.ReturnTo);
        return session.Prompt switch
        {
            Prompt.Recover => "/me/security/lost?" + back,
            Prompt.SaveCodes => "/me/security/recovery-codes?prompt=save&" + back,
            Prompt.FewCodes => "/me/security/recovery-codes?prompt=few&" + back,
            Prompt.Enrol => "/enrol?" + back,
            _ => session.ReturnTo,
        };
    }
}
