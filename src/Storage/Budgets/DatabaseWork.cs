namespace Sallyport.Storage.Budgets;

/// <summary>A kind of work, and how long the database may keep it waiting. Everything that may wait longer than a request is named here.</summary>
/// <param name="Name">In faults and logs.</param>
/// <param name="Longest">All database work together: the queue for a connection, opening it, every statement, the commit.</param>
public sealed record DatabaseWork(string Name, TimeSpan Longest)
{
    /// <summary>Of any budget, the part that opening a connection may take: what is left must do for the statements.</summary>
    public static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(3);

    /// <summary>Each transaction gets the whole time. Otherwise all transactions of the work share it.</summary>
    public bool IsForEach { get; private init; }

    /// <summary>A request, and whatever opens no budget. Proxies and load balancers commonly give up after ten seconds, people sooner.</summary>
    public static readonly DatabaseWork Request = new("request", TimeSpan.FromSeconds(5));

    /// <summary>The check of a key or session for a program or a proxy: it stands in front of every request of another system.</summary>
    public static readonly DatabaseWork Check = new("check", TimeSpan.FromSeconds(1));

    /// <summary>A trace of use (seen last). The answer does not depend on it, so it may hardly delay it.</summary>
    public static readonly DatabaseWork Mark = new("mark", TimeSpan.FromMilliseconds(250));

    /// <summary>One part of an export or of <c>audit verify</c>: thousands of rows, which nobody else waits for.</summary>
    public static readonly DatabaseWork Batch = new("batch", TimeSpan.FromSeconds(15)) { IsForEach = true };

    /// <summary>A job that runs behind requests. What fails is tried again in its next round.</summary>
    public static readonly DatabaseWork Job = new("job", TimeSpan.FromSeconds(20)) { IsForEach = true };

    /// <summary>What the command line does: an operator waits for it, and sees that it takes long.</summary>
    public static readonly DatabaseWork Command = new("command", TimeSpan.FromMinutes(1)) { IsForEach = true };

    /// <summary>A new index over millions of rows takes minutes, and a migration that is cut off would begin anew at the next start.</summary>
    public static readonly DatabaseWork Migration = new("migration", TimeSpan.FromHours(1)) { IsForEach = true };
}
