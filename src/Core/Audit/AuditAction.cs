namespace Sallyport.Core.Audit;

/// <summary>Everything that the audit trail can say. A closed list: docs/audit-events.md names each with its fields.</summary>
public enum AuditAction
{
    // The installation
    InstallationSetUp,
    InstallationChanged,
    KeysRotated,
    FidoMetadataUpdated,

    // Accounts and users
    AccountCreated,
    AccountChanged,
    HostNameAdded,
    HostNameRemoved,
    ApplicationAdded,
    ApplicationRemoved,
    PolicyChanged,
    RequirementCarriedOut,
    RoleCreated,
    RoleChanged,
    RoleDeleted,
    UserCreated,
    UserChanged,
    UserLocked,
    UserFrozen,
    UserDeactivated,
    UserReactivated,
    UserRemoved,
    UserRequirementChanged,
    GraceExtended,

    // Passwords
    PasswordChanged,
    PasswordSet,
    PasswordResetAsked,
    PasswordReset,

    // Signing in
    PasswordChecked,
    SecondFactorChecked,
    PasskeyChecked,
    AttemptRefused,
    SignedIn,
    SignedOut,
    ApplicationEntered,
    SessionEnded,
    SessionsEnded,
    ProofGiven,
    BrowserTrusted,
    BrowserTrustEnded,

    // Authenticator apps
    AppSetupStarted,
    AppSetupCancelled,
    AppAdded,
    AppGenerated,
    AppProved,
    AppReplaced,
    AppRenamed,
    AppRemoved,

    // Security keys
    SecurityKeyAdded,
    SecurityKeyRenamed,
    SecurityKeyRemoved,
    SecurityKeyAltered,

    // Recovery
    RecoveryCodesIssued,
    RecoveryCodesSaved,
    RecoveryCodeUsed,
    BackupCodeUsed,
    MfaRemoved,

    // API keys
    ApiKeyCreated,
    ApiKeyDeleted,
    ApiKeyRotated,
    ApiKeyRefused,
    ApiKeyExposed,
    ApiKeyFlagged,
    ApiPasswordBroughtBack,

    // Mail
    MailQueued,
    MailGivenUp,
}
