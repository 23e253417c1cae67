namespace Sallyport.Core.Notifications;

/// <summary>Every mail that is ever sent; docs/mails.md has a line for each.</summary>
public enum MailKind
{
    /// <summary>A one-time link to choose a new password, asked for at the sign-in page.</summary>
    PasswordResetLink,

    /// <summary>A one-time link to choose the first password, sent to a new user.</summary>
    Welcome,
    PasswordChanged,
    WrongSecondFactor,
    ManyFailures,
    NewBrowser,
    BrowserTrusted,
    AppAdded,
    AppReplaced,
    AppRemoved,
    SecurityKeyAdded,
    SecurityKeyRemoved,
    SecurityKeyCopied,
    RecoveryCodesIssued,
    RecoveryCodeUsed,
    BackupCodeUsed,
    MfaRemoved,

    /// <summary>To the account's administrators, when the command line removed somebody's MFA.</summary>
    MfaRemovedByOperator,

    /// <summary>To a new address: a one-time link that makes it the user's.</summary>
    ConfirmEmail,

    /// <summary>To the present address: another one was asked for, and nothing has changed yet.</summary>
    EmailChangeAsked,
    EmailChanged,

    /// <summary>The user froze the own account by the link in a notice.</summary>
    AccountFrozen,

    /// <summary>The link in a mail to a former address froze the account. To that address and to the present one.</summary>
    FrozenFromFormer,

    /// <summary>To users without MFA, when an administrator switched the requirement on and chose to tell them.</summary>
    MfaRequired,
    ApiKeyCreated,
    ApiKeyDeleted,
    ApiKeyRotated,
    ApiKeyExposed,
    ApiKeyFlagged,
    ApiPasswordBroughtBack,

    /// <summary>To the other administrators: somebody got power over people or over the account.</summary>
    AdministrationGranted,

    /// <summary>To the other administrators: a role that people have allows more administration than before.</summary>
    RoleWidened,

    /// <summary>To the other administrators: a user's address was moved, or will be once the new one is confirmed.</summary>
    UserEmailMoved,

    /// <summary>To the other administrators: what people are told about the company, and whom to ask, was changed.</summary>
    AccountWordsChanged,
}
