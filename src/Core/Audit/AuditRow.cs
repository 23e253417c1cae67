namespace Sallyport.Core.Audit;

/// <summary>An event as it is kept. Rows are only ever added.</summary>
public sealed record AuditRow
{
    /// <summary>The account's id, or <see cref="AuditChain.Installation"/>.</summary>
    public required string Chain { get; init; }

    /// <summary>1, 2, 3 … within the chain, without a gap.</summary>
    public required long Position { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string Action { get; init; }
    public required string Outcome { get; init; }
    public required string Reason { get; init; }

    /// <summary>Who did it: the user's id, empty where nobody was signed in.</summary>
    public required string ActorId { get; init; }
    public required string ActorName { get; init; }
    public required string TargetId { get; init; }
    public required string TargetName { get; init; }
    public required string Door { get; init; }
    public required string Address { get; init; }
    public required string UserAgent { get; init; }
    public required string RequestId { get; init; }

    /// <summary>By which session, or by which API key, it was done; empty: neither.</summary>
    public required string SessionId { get; init; }

    /// <summary>The named details as a JSON object with sorted names.</summary>
    public required string Fields { get; init; }

    /// <summary>The digest of the row before in the same chain; empty at position 1.</summary>
    public required string PreviousDigest { get; init; }
    public string Digest { get; init; } = "";

    /// <summary>The plain texts of a row in their order, for digest, table and exports alike: adding one here adds it everywhere.</summary>
    public static IReadOnlyList<(string Name, Func<AuditRow, string> Of)> Texts { get; } =
    [
        ("action", row => row.Action),
        ("outcome", row => row.Outcome),
        ("reason", row => row.Reason),
        ("actorId", row => row.ActorId),
        ("actorName", row => row.ActorName),
        ("targetId", row => row.TargetId),
        ("targetName", row => row.TargetName),
        ("door", row => row.Door),
        ("address", row => row.Address),
        ("userAgent", row => row.UserAgent),
        ("requestId", row => row.RequestId),
        ("sessionId", row => row.SessionId),
    ];
}
