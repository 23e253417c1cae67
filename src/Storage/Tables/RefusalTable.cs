using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>How often the same was refused in one minute.</summary>
public sealed record RefusalCount
{
    public required DateTimeOffset Minute { get; init; }
    public required string Address { get; init; }

    /// <summary>The id of the key or user that it concerns; empty: none that is known.</summary>
    public required string About { get; init; }
    public required string Reason { get; init; }
    public required Door Door { get; init; }
    public required long Count { get; init; }
}

/// <summary>Refusals of the running minute, of all nodes. When it is over, each row becomes one audit event.</summary>
/// <param name="tx">The transaction.</param>
/// <param name="table">Which refusals.</param>
/// <param name="about">Its column with the id of what was refused.</param>
public sealed class RefusalTable(Transaction tx, string table, string about)
{
    /// <summary>Added to what this and other nodes have counted in the same minute.</summary>
    public Task<int> Add(IEnumerable<RefusalCount> counts) =>
        tx.ExecuteMany(
            $"""
            INSERT INTO {table} (minute, address, {about}, reason, door, count) VALUES (@Minute, @Address, @About, @Reason, @door, @Count)
            ON CONFLICT (minute, address, {about}, reason, door) DO UPDATE SET count = {table}.count + @Count
            """,
            // In one order, so that two nodes do not wait for each other in a circle.
            counts
                .OrderBy(count => count.Minute)
                .ThenBy(count => count.Address, StringComparer.Ordinal)
                .ThenBy(count => count.About, StringComparer.Ordinal)
                .ThenBy(count => count.Reason, StringComparer.Ordinal)
                .ThenBy(count => count.Door)
                .Select(count => new
                {
                    count.Minute,
                    count.Address,
                    count.About,
                    count.Reason,
                    door = Words.Camel(count.Door),
                    count.Count,
                })
        );

    /// <summary>The first minute that somebody still has to write down; null: none.</summary>
    public async Task<DateTimeOffset?> Oldest() =>
        await tx.Scalar<long?>($"SELECT MIN(minute) FROM {table}") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Whether there are minutes that are over, or of a clock that ran ahead.</summary>
    public async Task<bool> HasOver(DateTimeOffset minute) =>
        await tx.Scalar<long>(
            $"SELECT COUNT(*) FROM {table} WHERE minute < @minute OR minute > @next",
            new { minute, next = minute.AddMinutes(1) }
        ) > 0;

    /// <summary>Takes the minutes that are over, and those of a clock that ran ahead: each row goes to one caller, who writes it down.</summary>
    public Task<IReadOnlyList<RefusalCount>> TakeBefore(DateTimeOffset minute, int most) =>
        tx.Many<RefusalCount>(
            $"""
            DELETE FROM {table} WHERE (minute, address, {about}, reason, door) IN
                (SELECT minute, address, {about}, reason, door FROM {table} WHERE minute < @minute OR minute > @next LIMIT @most)
            RETURNING minute, address, {about} AS about, reason, door, count
            """,
            new
            {
                minute,
                next = minute.AddMinutes(1),
                most,
            }
        );
}
