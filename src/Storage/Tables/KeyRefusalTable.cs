using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>How often one key was refused for one reason from one address in one minute.</summary>
public sealed record KeyRefusalCount
{
    public required DateTimeOffset Minute { get; init; }
    public required string Address { get; init; }

    /// <summary>Empty: no known key.</summary>
    public required string KeyId { get; init; }
    public required string Reason { get; init; }
    public required Door Door { get; init; }
    public required long Count { get; init; }
}

public sealed class KeyRefusalTable(Transaction tx)
{
    /// <summary>Added to what this and other nodes have counted in the same minute.</summary>
    public Task<int> Add(IEnumerable<KeyRefusalCount> counts) =>
        tx.ExecuteMany(
            """
            INSERT INTO key_refusals (minute, address, key_id, reason, door, count) VALUES (@Minute, @Address, @KeyId, @Reason, @door, @Count)
            ON CONFLICT (minute, address, key_id, reason, door) DO UPDATE SET count = key_refusals.count + @Count
            """,
            // In one order, so that two nodes do not wait for each other in a circle.
            counts
                .OrderBy(count => count.Address, StringComparer.Ordinal)
                .ThenBy(count => count.KeyId, StringComparer.Ordinal)
                .ThenBy(count => count.Reason, StringComparer.Ordinal)
                .ThenBy(count => count.Door)
                .Select(count => new
                {
                    count.Minute,
                    count.Address,
                    count.KeyId,
                    count.Reason,
                    door = Words.Camel(count.Door),
                    count.Count,
                })
        );

    /// <summary>The first minute that somebody still has to write down; null: none.</summary>
    public async Task<DateTimeOffset?> Oldest() =>
        await tx.Scalar<long?>("SELECT MIN(minute) FROM key_refusals") is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    /// <summary>Takes the minutes that are over: each row goes to one caller, who writes it down.</summary>
    public Task<IReadOnlyList<KeyRefusalCount>> TakeBefore(DateTimeOffset minute, int most) =>
        tx.Many<KeyRefusalCount>(
            """
            DELETE FROM key_refusals WHERE (minute, address, key_id, reason, door) IN
                (SELECT minute, address, key_id, reason, door FROM key_refusals WHERE minute < @minute LIMIT @most)
            RETURNING *
            """,
            new { minute, most }
        );
}
