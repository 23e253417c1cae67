namespace Sallyport.Core.Notifications;

/// <summary>A mail that is written and waits to be sent.</summary>
public sealed record Mail
{
    public required MailKind Kind { get; init; }
    public required string To { get; init; }
    public string? AccountId { get; init; }
    public string? UserId { get; init; }
    public required string Subject { get; init; }
    public required string Text { get; init; }
    public required string Html { get; init; }

    /// <summary>Two mails with the same key are one: the second is not queued. Null: always queued.</summary>
    public string? OnceKey { get; init; }

    /// <summary>When the link that the mail is about expires. It is not sent after that. Null: it has no such link.</summary>
    public DateTimeOffset? GoodUntil { get; init; }
}
