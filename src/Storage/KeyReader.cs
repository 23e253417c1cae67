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
    /// <exception cref="DbException">The database does not answer, or not for as long as one may wait.</exception>
    public abstract ValueTask<FoundKey?> Find(byte[] digest);

    /// <summary>Opens what <see cref="Find"/> needs, before anybody waits for it.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public abstract Task Prepare();

    public abstract ValueTask DisposeAsync();
}
