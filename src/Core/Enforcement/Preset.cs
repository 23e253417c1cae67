namespace Sallyport.Core.Enforcement;

/// <summary>Named starting points for a policy. They fill the record once; nothing asks for their names afterwards.</summary>
public static class Preset
{
    private static readonly Policy Strict = new()
    {
        Requirement = Requirement.Required,
        Bites = Bites.EveryRequest,
        GraceDays = 14,
        PasskeySignIn = true,
        UserVerification = UserVerification.Preferred,
        SignInForm = SignInForm.TwoStep,
        LoginName = LoginName.Email,
        AppActivation = AppActivation.Verified,
        Recovery = RecoveryKind.Codes,
        CodesShown = CodesShown.AfterVerification,
        CodesSaved = CodesSaved.Ticked,
        OwnRemoval = OwnRemoval.Blocked,
        AdministratorRescue = true,
        AdministratorNeedsMfa = true,
        MailUnenrolled = MailUnenrolled.Ask,
        ApiKeysBy = ApiKeysBy.Both,
        KeyExpiryDays = 365,
        PasswordOnApi = PasswordOnApi.Never,
    };

    private static readonly Policy Registrar = Strict with
    {
        Requirement = Requirement.Advised,
        GraceDays = 0,
        Methods = [Method.App, Method.SecurityKey],
        PasskeySignIn = false,
        UserVerification = UserVerification.Discouraged,
        LoginName = LoginName.HandleLogin,
        CodesShown = CodesShown.BeforePairing,
        CodesSaved = CodesSaved.CopiedOrDownloaded,
        AdministratorRescue = false,
        AdministratorNeedsMfa = false,
        MailUnenrolled = MailUnenrolled.Never,
        ApiKeysBy = ApiKeysBy.Administrator,
        KeyExpiryDays = 0,
        PasswordOnApi = PasswordOnApi.UntilKeyOrMfa,
    };

    private static readonly Policy Numbering = new()
    {
        Requirement = Requirement.Off,
        Bites = Bites.NextSignIn,
        Methods = [Method.App],
        UserVerification = UserVerification.Discouraged,
        LoginName = LoginName.Login,
        Recovery = RecoveryKind.None,
        CodesShown = CodesShown.AfterVerification,
        OwnRemoval = OwnRemoval.EnrolNext,
        AdministratorRescue = true,
        MailUnenrolled = MailUnenrolled.Never,
        ApiKeysBy = ApiKeysBy.Nobody,
        PasswordOnApi = PasswordOnApi.Never,
    };

    private static readonly Policy Console = Numbering with
    {
        LoginName = LoginName.Email,
        Recovery = RecoveryKind.ResetCode,
        OwnRemoval = OwnRemoval.Blocked,
        AdministratorNeedsMfa = true,
        MailUnenrolled = MailUnenrolled.Ask,
    };

    private static readonly Policy Hosting = Numbering with
    {
        UserMayOptOut = true,
        SignInForm = SignInForm.SinglePage,
        LoginName = LoginName.Email,
        AppActivation = AppActivation.Trial,
        ShowHexSeed = true,
        EnrolForOthers = true,
        AdministratorRescue = false,
        ApiKeysBy = ApiKeysBy.User,
        PasswordOnApi = PasswordOnApi.WithToken,
    };

    public const string DefaultName = "strict";

    public static Policy Default => Strict;

    public static IReadOnlyDictionary<string, Policy> All { get; } =
        new Dictionary<string, Policy>(StringComparer.Ordinal)
        {
            [DefaultName] = Strict,
            ["registrar"] = Registrar,
            ["numbering"] = Numbering,
            ["console"] = Console,
            ["hosting"] = Hosting,
        };
}
