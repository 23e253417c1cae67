namespace Sallyport.Core.Enforcement;

/// <summary>Every setting of a policy, in the order of the table in the documentation.</summary>
public static class PolicySettings
{
    public static IReadOnlyList<PolicySetting> All { get; } =
    [
        PolicySetting.Choice("requirement", p => p.Requirement, (p, v) => p with { Requirement = v }),
        PolicySetting.Choice("bites", p => p.Bites, (p, v) => p with { Bites = v }),
        PolicySetting.Number("graceDays", 0, 90, p => p.GraceDays, (p, v) => p with { GraceDays = v }),
        PolicySetting.Choice("requiredStrength", p => p.RequiredStrength, (p, v) => p with { RequiredStrength = v }),
        PolicySetting.YesNo("userMayOptOut", p => p.UserMayOptOut, (p, v) => p with { UserMayOptOut = v }),
        PolicySetting.List("methods", p => p.Methods, (p, v) => p with { Methods = v }),
        PolicySetting.YesNo("passkeySignIn", p => p.PasskeySignIn, (p, v) => p with { PasskeySignIn = v }),
        PolicySetting.Choice("userVerification", p => p.UserVerification, (p, v) => p with { UserVerification = v }),
        PolicySetting.YesNo("hardwareBound", p => p.HardwareBound, (p, v) => p with { HardwareBound = v }),
        PolicySetting.Choice("attestation", p => p.Attestation, (p, v) => p with { Attestation = v }),
        PolicySetting.Text(
            "models",
            "all, allow:ID,… or deny:ID,…",
            ModelList.IsWellFormed,
            p => p.Models,
            (p, v) => p with { Models = v }
        ),
        PolicySetting.YesNo("sharedRelyingParty", p => p.SharedRelyingParty, (p, v) => p with { SharedRelyingParty = v }),
        PolicySetting.Choice("signInForm", p => p.SignInForm, (p, v) => p with { SignInForm = v }),
        PolicySetting.Choice("loginName", p => p.LoginName, (p, v) => p with { LoginName = v }),
        PolicySetting.Choice("appActivation", p => p.AppActivation, (p, v) => p with { AppActivation = v }),
        PolicySetting.YesNo("showHexSeed", p => p.ShowHexSeed, (p, v) => p with { ShowHexSeed = v }),
        PolicySetting.YesNo("enrolForOthers", p => p.EnrolForOthers, (p, v) => p with { EnrolForOthers = v }),
        PolicySetting.Choice("recovery", p => p.Recovery, (p, v) => p with { Recovery = v }),
        PolicySetting.Choice("codesShown", p => p.CodesShown, (p, v) => p with { CodesShown = v }),
        PolicySetting.Choice("codesSaved", p => p.CodesSaved, (p, v) => p with { CodesSaved = v }),
        PolicySetting.Choice("ownRemoval", p => p.OwnRemoval, (p, v) => p with { OwnRemoval = v }),
        PolicySetting.YesNo("administratorRescue", p => p.AdministratorRescue, (p, v) => p with { AdministratorRescue = v }),
        PolicySetting.YesNo(
            "administratorNeedsMfa",
            p => p.AdministratorNeedsMfa,
            (p, v) => p with { AdministratorNeedsMfa = v }
        ),
        PolicySetting.Choice("mailUnenrolled", p => p.MailUnenrolled, (p, v) => p with { MailUnenrolled = v }),
        PolicySetting.Number("trustedBrowserDays", 0, 90, p => p.TrustedBrowserDays, (p, v) => p with { TrustedBrowserDays = v }),
        PolicySetting.Choice("apiKeysBy", p => p.ApiKeysBy, (p, v) => p with { ApiKeysBy = v }),
        PolicySetting.Number("keyExpiryDays", 0, 3650, p => p.KeyExpiryDays, (p, v) => p with { KeyExpiryDays = v }),
        PolicySetting.Choice("passwordOnApi", p => p.PasswordOnApi, (p, v) => p with { PasswordOnApi = v }),
        PolicySetting.Number(
            "sessionIdleMinutes",
            5,
            1440,
            p => p.SessionIdleMinutes,
            (p, v) => p with { SessionIdleMinutes = v }
        ),
        PolicySetting.Number("sessionTotalHours", 1, 720, p => p.SessionTotalHours, (p, v) => p with { SessionTotalHours = v }),
    ];

    public static PolicySetting? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>The whole policy as the words outside: how it is stored, shown and compared.</summary>
    public static IReadOnlyDictionary<string, string> Write(Policy policy) =>
        All.ToDictionary(s => s.Name, s => s.Read(policy), StringComparer.Ordinal);

    /// <summary>Reads stored words over the default preset. A name that this version does not know is skipped; a word it does not know leaves the default.</summary>
    public static Policy Read(IReadOnlyDictionary<string, string> words) =>
        All.Aggregate(
            Preset.Default,
            (policy, s) => words.TryGetValue(s.Name, out var word) ? s.Write(policy, word) ?? policy : policy
        );
}
