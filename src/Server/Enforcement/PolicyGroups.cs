namespace Sallyport.Server.Enforcement;

/// <summary>The settings as the page shows them: grouped by what a person decides, not in the order of the table.</summary>
public static class PolicyGroups
{
    private static readonly PolicyGroup Requirement = new(
        "Requirement",
        "Who must use multi-factor authentication, and from when.",
        [
            new(
                "requirement",
                PolicyControl.Radio,
                "Multi-factor authentication",
                null,
                new("off", "Off", "Nobody is asked. Whoever wants it sets it up."),
                new("advised", "Advised", "A prompt at each sign-in that can be skipped."),
                new("required", "Required", "For all users in this account.")
            ),
            new(
                "bites",
                PolicyControl.Radio,
                "A requirement takes effect",
                null,
                new("everyRequest", "At every request", "Running sessions are held at their next click."),
                new("nextSignIn", "At the next sign-in", "Running sessions are left alone.")
            ),
            new(
                "graceDays",
                PolicyControl.Typed,
                "Days of grace",
                "How long users who exist when the requirement is switched on may wait. Users made later set it up at once. 0 to 90."
            ),
            new(
                "requiredStrength",
                PolicyControl.Select,
                "What satisfies the requirement",
                null,
                new("any", "Any method"),
                new("phishingResistant", "Security keys and passkeys alone")
            ),
            new("userMayOptOut", PolicyControl.Box, "Users may opt out", "Never out of what the installation requires."),
            new(
                "ownRemoval",
                PolicyControl.Select,
                "When a required user removes the last method",
                null,
                new("blocked", "It is refused"),
                new("enrolNow", "A new one is set up at once"),
                new("enrolNext", "A new one is set up at the next sign-in")
            ),
            new("administratorNeedsMfa", PolicyControl.Box, "Only administrators who use it themselves may require it", null),
            new(
                "mailUnenrolled",
                PolicyControl.Select,
                "Mail users without it when it becomes required",
                null,
                new("ask", "Ask the administrator"),
                new("always", "Always"),
                new("never", "Not unless the administrator chooses to")
            ),
        ]
    );

    private static readonly PolicyGroup Methods = new(
        "Methods",
        "What counts as a second factor, and how it is set up.",
        [
            new(
                "methods",
                PolicyControl.Select,
                "Methods, in the order in which they are offered",
                null,
                new("securityKey,app", "Security key, then authenticator app"),
                new("app,securityKey", "Authenticator app, then security key"),
                new("app", "Authenticator app alone"),
                new("securityKey", "Security key alone")
            ),
            new(
                "appActivation",
                PolicyControl.Select,
                "An authenticator app counts",
                null,
                new("verified", "Once a code of it was entered"),
                new("trial", "After a trial: from its first successful sign-in on")
            ),
            new(
                "showHexSeed",
                PolicyControl.Box,
                "Show the setup key in hexadecimal too",
                "For hardware tokens that are programmed by hand."
            ),
            new("enrolForOthers", PolicyControl.Box, "Administrators may set up an app for another user", null),
        ]
    );

    private static readonly PolicyGroup Recovery = new(
        "Recovery",
        "What helps when a phone is lost.",
        [
            new(
                "recovery",
                PolicyControl.Select,
                "Recovery",
                null,
                new("codes", "Ten recovery codes, each for one sign-in"),
                new("resetCode", "One backup code that removes all methods"),
                new("both", "Recovery codes and a backup code"),
                new("none", "None: an administrator or the operator helps")
            ),
            new(
                "codesShown",
                PolicyControl.Select,
                "Codes are shown",
                null,
                new("beforePairing", "Before the app is paired"),
                new("afterVerification", "After the app's code was verified")
            ),
            new(
                "codesSaved",
                PolicyControl.Select,
                "Going on after the codes needs",
                null,
                new("ticked", "The box “I have saved these codes”"),
                new("copiedOrDownloaded", "Copying, downloading or printing them")
            ),
            new(
                "administratorRescue",
                PolicyControl.Box,
                "Administrators may remove another user's methods",
                "For somebody who lost everything. Without it the operator alone can."
            ),
        ]
    );

    private static readonly PolicyGroup SignIn = new(
        "Signing in",
        "The sign-in page and how long a session lasts.",
        [
            new(
                "signInForm",
                PolicyControl.Select,
                "The second factor is asked",
                null,
                new("twoStep", "On a page of its own, after the password"),
                new("singlePage", "Beside the password, in an optional box")
            ),
            new(
                "loginName",
                PolicyControl.Select,
                "Users type as their name",
                null,
                new("email", "E-mail address"),
                new("login", "Login name"),
                new("handleLogin", "Account and login name: acme/ben")
            ),
            new("sessionIdleMinutes", PolicyControl.Typed, "Minutes without activity until a session ends", "5 to 1440."),
            new(
                "sessionTotalHours",
                PolicyControl.Typed,
                "Hours until a session ends in any case",
                "1 to 720. Applies to sessions that begin after the change."
            ),
            new(
                "trustedBrowserDays",
                PolicyControl.Typed,
                "Days for which a browser can be trusted",
                "A trusted browser is not asked for the second factor. 0: never trusted. 0 to 90."
            ),
        ]
    );

    private static readonly PolicyGroup Keys = new(
        "Security keys and passkeys",
        "What is asked of security keys when they are registered. Keys that are there already go on working; user verification is asked of them too.",
        [
            new("passkeySignIn", PolicyControl.Box, "A passkey signs in alone, without a password", null),
            new(
                "userVerification",
                PolicyControl.Select,
                "The key checks who holds it, by PIN or fingerprint",
                null,
                new("required", "Required"),
                new("preferred", "Where it can"),
                new("discouraged", "Not asked")
            ),
            new("hardwareBound", PolicyControl.Box, "Only keys that cannot be copied or synchronised", null),
            new(
                "attestation",
                PolicyControl.Select,
                "Proof of the key's make",
                null,
                new("none", "Not asked"),
                new("verified", "Verified by the FIDO metadata")
            ),
            new(
                "models",
                PolicyControl.Typed,
                "Models",
                "all, or allow: or deny: and model ids (AAGUID) with commas. Keys name their model themselves: the list means something only together with a verified make."
            ),
            new(
                "sharedRelyingParty",
                PolicyControl.Box,
                "One key works on all host names of this installation",
                "Applies to keys that are registered from now on. Without it each host name has its own keys."
            ),
        ]
    );

    private static readonly PolicyGroup Programs = new(
        "Programs",
        "API keys, and whether passwords open the API.",
        [
            new(
                "apiKeysBy",
                PolicyControl.Select,
                "API keys are made by",
                null,
                new("nobody", "Nobody"),
                new("user", "Users, for themselves"),
                new("administrator", "Administrators, for their users"),
                new("both", "Users and administrators")
            ),
            new(
                "keyExpiryDays",
                PolicyControl.Typed,
                "Days until a new API key expires",
                "Offered when a key is made. 0: no expiry. 0 to 3650."
            ),
            new(
                "passwordOnApi",
                PolicyControl.Select,
                "Passwords on API and IsProxy",
                null,
                new("never", "Never"),
                new("untilKeyOrMfa", "Until the user has a key or a second factor"),
                new("always", "Also beside keys, until there is a second factor"),
                new("withToken", "Also with a second factor, given with its token")
            ),
        ]
    );

    public static IReadOnlyList<PolicyGroup> All { get; } = [Requirement, Methods, Recovery, SignIn, Keys, Programs];
}
