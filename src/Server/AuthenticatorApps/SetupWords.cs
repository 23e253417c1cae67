using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What a person is told whose first code did not count.</summary>
public sealed class SetupWords(IStringLocalizer<Texts> texts)
{
    public string Of(EnrolledApp answer) =>
        answer switch
        {
            EnrolledApp.Unreadable => texts["Enter the six digits that your app shows."],
            EnrolledApp.Wrong { ClockOff: { } off } => Clock(off),
            EnrolledApp.OtherCodes => texts[
                "This page was open twice, and the recovery codes on the older one do not work: throw them away. Your app is not active yet: save the codes that you are shown, and enter a new code."
            ],
            EnrolledApp.ClockWrong => texts[
                "The clock of this server is wrong, so it checks no codes of apps. Try again in a minute."
            ],
            EnrolledApp.Busy => texts["The server is very busy. Try again in a few seconds."],
            _ => texts["This code is wrong. Use the newest code that your app shows for this key; the key has not changed."],
        };

    /// <summary>Said on a page that was opened anew, because the key that it had shown no longer waits.</summary>
    public string KeyRanOut => texts["That key no longer waits for a code. This is a new one: scan it again."];

    private string Clock(TimeSpan off)
    {
        var minutes = Math.Abs(off.TotalMinutes).ToString("0.#", CultureInfo.CurrentCulture);
        return off > TimeSpan.Zero
            ? texts[
                "This code is wrong now: the clock of your device seems to be {0} min ahead. Let it set its time by itself, then enter a new code.",
                minutes
            ]
            : texts[
                "This code is wrong now: the clock of your device seems to be {0} min behind. Let it set its time by itself, then enter a new code.",
                minutes
            ];
    }
}
