namespace Sallyport.Storage;

/// <summary>Something that a node which holds keys in memory must read anew.</summary>
public abstract record KeyNews
{
    private KeyNews() { }

    public sealed record Key(long Number) : KeyNews;

    public sealed record User(string Id) : KeyNews;

    /// <summary>Something was missed: all of it.</summary>
    public sealed record Everything : KeyNews;
}

/// <summary>
/// Tells one node what others change about keys and their users. It is asked from a thread of its own, again and again: each answer, an empty one too, means
/// that nothing else had been committed when it was asked for.
/// </summary>
public abstract class KeyFeed : IDisposable
{
    /// <summary>What was committed since the last call, waiting for it a little.</summary>
    /// <exception cref="System.Data.Common.DbException">The database does not answer; the next feed begins anew.</exception>
    public abstract IReadOnlyList<KeyNews> Hear(TimeSpan patience);

    /// <summary>Why an answer proves nothing, for an operator to read: the news of others do not arrive here. Null: they do.</summary>
    public virtual string? Deafness => null;

    /// <summary>How often it has seen that somebody committed anything, where it sees that: SQLite.</summary>
    public virtual long Commits => 0;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);
}
