using System.Data.Common;
using Sallyport.Storage.Tables;

namespace Sallyport.Storage;

/// <summary>A key as it stands in the database at this moment.</summary>
/// <param name="Row">The key.</param>
/// <param name="UserState">All that its check asks of its user, as one text: who remembers the user by the same text remembers what is.</param>
public sealed record FoundKey(KnownKey Row, string UserState);

/// <summary>
/// Looks single keys up for a node that does not remember them. A way of its own, beside transactions: a connection and a statement made for the occasion cost
/// many times what the look-up itself does.
/// </summary>
public abstract class KeyReader : IAsyncDisposable
{
    /// <summary>By the digest of its text, or of the one before the last rotation. Deleted ones are found too, to be named so.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    /// <exception cref="TimeoutException">It has not answered for as long as one may wait.</exception>
    public abstract ValueTask<FoundKey?> Find(byte[] digest);

    public abstract ValueTask DisposeAsync();

    // In the order of KnownKeyTable.Columns, from the given column on, and the user's state behind.
    private protected static FoundKey Read(DbDataReader row, int first) =>
        new(
            new KnownKey
            {
                Number = row.GetInt64(first),
                UserId = row.GetString(first + 1),
                Accesses = row.GetString(first + 2),
                Permissions = row.GetString(first + 3),
                Addresses = row.GetString(first + 4),
                Digest = row.GetFieldValue<byte[]>(first + 5),
                FormerDigest = row.IsDBNull(first + 6) ? null : row.GetFieldValue<byte[]>(first + 6),
                FormerEndsAt = Time(row, first + 7),
                ExpiresAt = Time(row, first + 8),
                DeletedAt = Time(row, first + 9),
                LastUsedAt = Time(row, first + 10),
                LastUsedAddress = row.GetString(first + 11),
                LastUsedDoor = row.IsDBNull(first + 12)
                    ? null
                    : Enum.Parse<Core.Common.Door>(row.GetString(first + 12), ignoreCase: true),
            },
            row.GetString(first + 13)
        );

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
