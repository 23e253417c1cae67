namespace Sallyport.Core.Notifications;

/// <summary>In which order mails leave when many wait: all of a lower number before any of a higher one. The numbers are stored.</summary>
public enum MailUrgency
{
    /// <summary>Somebody sits at a screen until it arrives.</summary>
    Awaited = 0,

    /// <summary>A one-time link that nobody has asked for at this moment.</summary>
    Invitation = 1,

    /// <summary>Tells one person what happened. Rows written by an older version count as these.</summary>
    Notice = 2,

    /// <summary>One decision that is told to many.</summary>
    Mass = 3,
}

public static class MailUrgencies
{
    public static MailUrgency Of(MailKind kind) =>
        kind switch
        {
            MailKind.PasswordResetLink => MailUrgency.Awaited,
            MailKind.Welcome => MailUrgency.Invitation,
            MailKind.MfaRequired => MailUrgency.Mass,
            _ => MailUrgency.Notice,
        };
}
