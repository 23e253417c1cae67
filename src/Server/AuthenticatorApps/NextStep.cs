using Sallyport.Core.Enforcement;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.Web;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What would help a person's security most now (APP-10). The English texts are the keys of the translations.</summary>
/// <param name="Text">Why.</param>
/// <param name="Button">What to do.</param>
/// <param name="Address">Where.</param>
public sealed record NextStep(string Text, string Button, string Address)
{
    private const string App = "/me/security/authenticator-app";
    private const string Key = "/me/security/security-keys";

    private static readonly NextStep FirstApp = new(
        "A password alone can be guessed or stolen. An app on your phone stops that.",
        "Activate authenticator app",
        App
    );

    private static readonly NextStep FirstKey = new(
        "A password alone can be guessed or stolen. A security key stops that.",
        "Setup security key",
        Key
    );

    private static readonly NextStep Codes = new(
        "Without recovery codes a lost device shuts you out.",
        "Create recovery codes",
        "/me/security/recovery-codes"
    );

    private static readonly NextStep SecondApp = new(
        "A second device lets you in when the first one is lost or broken.",
        "Add another app",
        App
    );

    private static readonly NextStep SecondKey = new(
        "A second method lets you in when the first one is lost or broken.",
        "Add a security key",
        Key
    );

    /// <summary>Null where nothing is missing.</summary>
    /// <param name="person">Whose page it is.</param>
    /// <param name="overview">What there is.</param>
    /// <param name="isJustDone">Something was set up a moment ago: a second factor is then the next thing to offer.</param>
    public static NextStep? For(SignedIn person, SecurityOverview overview, bool isJustDone)
    {
        var methods = person.Policy.Methods;
        if (!person.Factors.MfaOn)
            return overview.Apps.Count > 0 || methods.Count == 0 ? null
                : person.Demand.Accepts(methods[0]) && methods[0] == Method.App ? FirstApp
                : FirstKey;
        if (PrepareRecoveryCodes.KindsOf(person.Policy).Count > 0 && overview.Codes.Count == 0)
            return Codes;
        if (person.Factors.Count != 1 || !isJustDone)
            return null;
        return methods.Contains(Method.SecurityKey) ? SecondKey
            : methods.Contains(Method.App) ? SecondApp
            : null;
    }
}
