using Microsoft.Extensions.Localization;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>The confirmations on top of the overview: a closed list of words in its address, so that no link puts its own text there.</summary>
public sealed class DoneNotices(IStringLocalizer<Texts> texts)
{
    /// <param name="word">What was done; null where nothing was.</param>
    /// <param name="ended">How many sessions ended elsewhere.</param>
    /// <param name="person">Who looks.</param>
    /// <param name="overview">What is on now: the summary is read, not remembered.</param>
    public Banner? Of(string? word, int ended, SignedIn person, SecurityOverview overview) =>
        word switch
        {
            "added" when person.Factors.MfaOn => Good(texts["Your authenticator app is active."], Summary(ended, overview)),
            "changed" when person.Factors.MfaOn => Good(
                texts["Your device was changed. Codes of the old one no longer work."],
                Summary(ended, overview)
            ),
            "removed" when person.Factors.MfaOn => Good(texts["The app was deleted."], Summary(ended, overview)),
            "removed" => new Banner(
                Tone.Warn,
                texts["The app was deleted. MFA is off, and your recovery codes no longer work."],
                Sessions(ended)
            ),
            "keyAdded" when person.Factors.MfaOn => Good(texts["Your security key is active."], Summary(ended, overview)),
            "keyRemoved" when person.Factors.MfaOn => Good(texts["The security key was deleted."], Summary(ended, overview)),
            "keyRemoved" => new Banner(
                Tone.Warn,
                texts["The security key was deleted. MFA is off, and your recovery codes no longer work."],
                Sessions(ended)
            ),
            "renamed" or "keyRenamed" => Good(texts["The name was changed."], null),
            "codes" => Good(texts["Your new recovery codes are saved. The old ones no longer work."], null),
            "saved" => Good(texts["Your recovery codes are marked as saved."], null),
            "required" => Good(texts["Your token is now REQUIRED at each sign-in."], null),
            "optional" => Good(texts["Your token is no longer required."], null),
            _ => null,
        };

    private static Banner Good(string text, string? more) => new(Tone.Good, text, more);

    private string Summary(int ended, SecurityOverview overview)
    {
        var on = On(overview.Apps.Count(app => !app.IsOnTrial), overview.Keys.Count);
        var codes = overview.Codes.Sum(set => set.Left);
        return codes == 0 ? $"{on} {Sessions(ended)}"
            : codes == 1 ? $"{on} {texts["One code is ready for recovery."]} {Sessions(ended)}"
            : $"{on} {texts["{0} codes are ready for recovery.", codes]} {Sessions(ended)}";
    }

    private string On(int apps, int keys) =>
        (apps, keys) switch
        {
            (1, 0) => texts["MFA is on, with one app."],
            (_, 0) => texts["MFA is on, with {0} apps.", apps],
            (0, 1) => texts["MFA is on, with one security key."],
            (0, _) => texts["MFA is on, with {0} security keys.", keys],
            _ => texts["MFA is on, with apps ({0}) and security keys ({1}).", apps, keys],
        };

    private string Sessions(int ended) =>
        ended switch
        {
            <= 0 => texts["You were signed in nowhere else."],
            1 => texts["One other session was ended."],
            _ => texts["{0} other sessions were ended.", ended],
        };
}
