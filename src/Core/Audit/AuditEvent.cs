using Sallyport.Core.Common;

namespace Sallyport.Core.Audit;

/// <summary>How it ended.</summary>
public enum AuditOutcome
{
    Success,
    Refused,
}

/// <summary>One thing that happened, as a verb reports it. Time, place in the chain and digest are added when it is written.</summary>
public sealed record AuditEvent
{
    public required AuditAction Action { get; init; }
    public AuditOutcome Outcome { get; init; }

    /// <summary>The exact reason, a snake_case word: <c>wrong_password</c>. Empty where there is nothing to say.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whose chain it belongs to; null: the installation's.</summary>
    public string? AccountId { get; init; }

    /// <summary>Whom or what it was done to: an id, and the name at that time.</summary>
    public string TargetId { get; init; } = "";
    public string TargetName { get; init; } = "";

    /// <summary>Named details; never a secret, never a mail's text.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Where it came from, where that is not the caller's own place: what a job writes down for others. Null: the caller's.</summary>
    public Origin? From { get; init; }

    public static AuditEvent Of(AuditAction action, string? accountId, string targetId, string targetName, string reason = "") =>
        new()
        {
            Action = action,
            AccountId = accountId,
            TargetId = targetId,
            TargetName = targetName,
            Reason = reason,
        };

    public AuditEvent Refused(string reason) => this with { Outcome = AuditOutcome.Refused, Reason = reason };

    public AuditEvent At(Origin origin) => this with { From = origin };

    public AuditEvent With(string name, string value) =>
        this with
        {
            Fields = new Dictionary<string, string>(Fields, StringComparer.Ordinal) { [name] = value },
        };
}
