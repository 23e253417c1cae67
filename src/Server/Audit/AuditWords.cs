using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;

namespace Sallyport.Server.Audit;

/// <summary>The trail's words for people. Files and programs get the words as they are kept.</summary>
public sealed class AuditWords(IStringLocalizer<Texts> texts)
{
    /// <summary>What happened; for an event of a newer version its own word.</summary>
    public string Of(string action) => Words.Parse<AuditAction>(action) is { } known ? texts[Phrase(known)] : action;

    public string Outcome(AuditRow row) => row.Outcome == Words.Snake(AuditOutcome.Success) ? texts["Done"] : texts["Refused"];

    /// <summary>The exact reason and the named details, each as it is kept: <c>left: 7</c>.</summary>
    public static IEnumerable<string> Details(AuditRow row)
    {
        if (row.Reason.Length > 0)
            yield return row.Reason;
        foreach (var (name, value) in JsonSerializer.Deserialize<SortedDictionary<string, string>>(row.Fields)!)
            if (value.Length > 0)
                yield return $"{name}: {value}";
    }

    // In the order of the list of actions.
    private static string Phrase(AuditAction action) =>
        action switch
        {
            AuditAction.InstallationSetUp => "Installation set up",
            AuditAction.InstallationChanged => "Installation changed",
            AuditAction.KeysRotated => "Keys rotated",
            AuditAction.FidoMetadataUpdated => "Metadata of security keys updated",
            AuditAction.AccountCreated => "Account created",
            AuditAction.AccountChanged => "Account changed",
            AuditAction.HostNameAdded => "Host name added",
            AuditAction.HostNameRemoved => "Host name removed",
            AuditAction.ApplicationAdded => "Application registered",
            AuditAction.ApplicationRemoved => "Application removed",
            AuditAction.PolicyChanged => "Policy changed",
            AuditAction.RequirementCarriedOut => "Requirement carried out",
            AuditAction.RoleCreated => "Role made",
            AuditAction.RoleChanged => "Role changed",
            AuditAction.RoleDeleted => "Role deleted",
            AuditAction.UserCreated => "User created",
            AuditAction.UserChanged => "User changed",
            AuditAction.UserLocked => "User locked",
            AuditAction.UserFrozen => "User frozen by own link",
            AuditAction.UserDeactivated => "User deactivated",
            AuditAction.UserReactivated => "User reactivated",
            AuditAction.UserRemoved => "User removed",
            AuditAction.UserRequirementChanged => "Requirement of a user changed",
            AuditAction.GraceExtended => "Time to enrol extended",
            AuditAction.PasswordChanged => "Password changed",
            AuditAction.PasswordSet => "Password set by somebody else",
            AuditAction.PasswordResetAsked => "Password link asked for",
            AuditAction.PasswordReset => "Password chosen by link",
            AuditAction.PasswordChecked => "Password checked",
            AuditAction.SecondFactorChecked => "Second factor checked",
            AuditAction.PasskeyChecked => "Passkey checked",
            AuditAction.AttemptRefused => "Attempt refused",
            AuditAction.SignedIn => "Signed in",
            AuditAction.SignedOut => "Signed out",
            AuditAction.ApplicationEntered => "Application entered",
            AuditAction.SessionEnded => "Session ended",
            AuditAction.SessionsEnded => "Sessions ended",
            AuditAction.ProofGiven => "Proved again",
            AuditAction.BrowserTrusted => "Browser trusted",
            AuditAction.BrowserTrustEnded => "Browser no longer trusted",
            >= AuditAction.AppSetupStarted and <= AuditAction.MfaRemoved => OfFactor(action),
            AuditAction.ApiKeyCreated
            or AuditAction.ApiKeyDeleted
            or AuditAction.ApiKeyRotated
            or AuditAction.ApiKeyRefused
            or AuditAction.ApiKeyExposed
            or AuditAction.ApiKeyFlagged
            or AuditAction.ApiPasswordBroughtBack => OfApiKey(action),
            AuditAction.MailQueued => "Mail queued",
            AuditAction.MailGivenUp => "Mail given up",
        };

    private static string OfFactor(AuditAction action) =>
        action switch
        {
            AuditAction.AppSetupStarted => "Set-up of an app begun",
            AuditAction.AppSetupCancelled => "Set-up of an app cancelled",
            AuditAction.AppAdded => "App added",
            AuditAction.AppGenerated => "App key generated",
            AuditAction.AppProved => "App proved",
            AuditAction.AppReplaced => "App replaced",
            AuditAction.AppRenamed => "App renamed",
            AuditAction.AppRemoved => "App removed",
            AuditAction.SecurityKeyAdded => "Security key added",
            AuditAction.SecurityKeyRenamed => "Security key renamed",
            AuditAction.SecurityKeyRemoved => "Security key removed",
            AuditAction.SecurityKeyAltered => "Security key altered by hand",
            AuditAction.RecoveryCodesIssued => "Recovery codes made",
            AuditAction.RecoveryCodesSaved => "Recovery codes saved",
            AuditAction.RecoveryCodeUsed => "Recovery code used",
            AuditAction.BackupCodeUsed => "Backup code used",
            AuditAction.MfaRemoved => "Second factors removed",
            _ => throw new UnreachableException("The other actions are not about factors."),
        };

    private static string OfApiKey(AuditAction action) =>
        action switch
        {
            AuditAction.ApiKeyCreated => "API-key created",
            AuditAction.ApiKeyDeleted => "API-key deleted",
            AuditAction.ApiKeyRotated => "API-key renewed",
            AuditAction.ApiKeyRefused => "API-key refused",
            AuditAction.ApiKeyExposed => "API-key exposed",
            AuditAction.ApiKeyFlagged => "API-key flagged",
            _ => "Password brought back for programs",
        };
}
