namespace Sallyport.Core.Enforcement;

// The closed choices of a policy. Their camelCase names are the words outside: see behaviours, "Settings of an account".

/// <summary>Whether a second factor is asked of the account's users.</summary>
public enum Requirement
{
    Off,
    Advised,
    Required,
}

/// <summary>When a requirement reaches sessions that are already running.</summary>
public enum Bites
{
    EveryRequest,
    NextSignIn,
}

/// <summary>Which factors satisfy the requirement.</summary>
public enum RequiredStrength
{
    Any,
    PhishingResistant,
}

/// <summary>A kind of factor.</summary>
public enum Method
{
    SecurityKey,
    App,
}

/// <summary>Whether a security key must also check who holds it.</summary>
public enum UserVerification
{
    Required,
    Preferred,
    Discouraged,
}

/// <summary>Whether a security key must prove its make.</summary>
public enum Attestation
{
    None,
    Verified,
}

/// <summary>Whether the second factor has a page of its own.</summary>
public enum SignInForm
{
    TwoStep,
    SinglePage,
}

/// <summary>What people type as their name.</summary>
public enum LoginName
{
    Email,
    Login,
    HandleLogin,
}

/// <summary>Whether an authenticator app counts from its first code on, or is tried out first.</summary>
public enum AppActivation
{
    Verified,
    Trial,
}

/// <summary>What helps when the factor is lost.</summary>
public enum RecoveryKind
{
    Codes,
    ResetCode,
    Both,
    None,
}

/// <summary>When recovery codes are shown during enrolment.</summary>
public enum CodesShown
{
    BeforePairing,
    AfterVerification,
}

/// <summary>What makes "Next" possible on the page with the codes.</summary>
public enum CodesSaved
{
    Ticked,
    CopiedOrDownloaded,
}

/// <summary>What happens when a required user removes the last factor.</summary>
public enum OwnRemoval
{
    Blocked,
    EnrolNow,
    EnrolNext,
}

/// <summary>Whether users without MFA are mailed when the requirement is switched on.</summary>
public enum MailUnenrolled
{
    Ask,
    Always,
    Never,
}

/// <summary>Who makes API keys.</summary>
public enum ApiKeysBy
{
    Nobody,
    User,
    Administrator,
    Both,
}

/// <summary>Whether a password still works at API and IsProxy.</summary>
public enum PasswordOnApi
{
    Never,
    UntilKeyOrMfa,
    Always,
    WithToken,
}
