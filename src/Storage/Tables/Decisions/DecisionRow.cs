namespace Sallyport.Storage.Tables.Decisions;

/// <summary>A decision about a requirement of which something is left to do: mails to queue, ends of passwords to write.</summary>
public sealed record DecisionRow
{
    public required string Id { get; init; }

    /// <summary>Null: the installation's, for all accounts.</summary>
    public string? AccountId { get; init; }

    /// <summary>The policy's that it made; 0: the installation's.</summary>
    public long Version { get; init; }
    public required DateTimeOffset DecidedAt { get; init; }

    /// <summary>Who decided, by name.</summary>
    public required string DecidedBy { get; init; }

    /// <summary>Those who are asked to enrol are mailed.</summary>
    public bool Mails { get; init; }

    /// <summary>How far it is done: behind this account, and behind this user of the next one.</summary>
    public string NextAccount { get; init; } = "";
    public string NextUser { get; init; } = "";

    /// <summary>Of the account at hand.</summary>
    public long Mailed { get; init; }
    public long PasswordsEnded { get; init; }

    /// <summary>When all was done, or a later decision took its place.</summary>
    public DateTimeOffset? EndedAt { get; init; }
}
