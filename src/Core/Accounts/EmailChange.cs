namespace Sallyport.Core.Accounts;

/// <summary>A change of a user's mail address: asked for, and confirmed by whoever reads the new one.</summary>
public sealed record EmailChange
{
    /// <summary>How long the link to the new address works. Short, because a mistyped address may be a stranger's.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    public required string Id { get; init; }
    public required string UserId { get; init; }

    /// <summary>The new address as typed.</summary>
    public required string Email { get; init; }

    /// <summary>The address that it takes the place of.</summary>
    public required string FormerEmail { get; init; }

    /// <summary>Who asked for it, by the id; null: the command line, or the former mailbox, which took the address back.</summary>
    public string? AskedBy { get; init; }
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Of the link that confirms it; null: it needed none.</summary>
    public string? TokenDigest { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The user's own doing, or that of a thief in the user's session: the former mailbox may undo it.</summary>
    public bool IsOwn => AskedBy == UserId;

    /// <summary>
    /// The change that the reader of a former mailbox may undo; null where there is none, or where somebody else had a hand in what came of it: that is for an
    /// administrator to judge.
    /// </summary>
    /// <param name="confirmed">The user's confirmed changes, the newest last.</param>
    /// <param name="mailbox">The canonical address that the mailbox stands for.</param>
    public static EmailChange? UndoneBy(IReadOnlyList<EmailChange> confirmed, string mailbox)
    {
        var first = confirmed
            .Select((change, place) => (change, place))
            .LastOrDefault(pair => CanonicalName.Email(pair.change.FormerEmail) == mailbox);
        return first.change is { } change && confirmed.Skip(first.place).All(one => one.IsOwn) ? change : null;
    }
}
