using System.Diagnostics;

namespace Sallyport.Storage.Budgets;

/// <summary>
/// How long the database may keep one request waiting, all its work together. Opened at the door for everything that runs below it. Only time spent on the
/// database counts, by the machine's monotonic clock: a client that sends its body slowly loses none of it.
/// </summary>
public sealed class DatabaseBudget : IDisposable
{
    private static readonly AsyncLocal<DatabaseBudget?> Opened = new();
    private readonly DatabaseBudget? before;
    private readonly DatabaseBudget? outer;
    private readonly DatabaseWork work;
    private readonly TimeSpan longest;
    private long spent;
    private volatile bool isKnown;

    private DatabaseBudget(DatabaseBudget? before, DatabaseWork work, TimeSpan longest)
    {
        (this.before, this.work, this.longest) = (before, work, longest);
        // What each transaction has to itself is an exception from the budget around it.
        outer = work.IsForEach ? null : before;
        isKnown = before?.isKnown ?? false;
    }

    /// <summary>Null: nobody has opened one, as for work behind requests.</summary>
    public static DatabaseBudget? Current => Opened.Value;

    /// <summary>Until it is disposed of, everything that this method calls shares it. Within another one it never has more than that one has left, unless each transaction has the time to itself.</summary>
    /// <param name="work">For which work.</param>
    /// <param name="longest">For how long.</param>
    public static DatabaseBudget Open(DatabaseWork work, TimeSpan longest) =>
        Opened.Value = new DatabaseBudget(Opened.Value, work, longest);

    /// <summary>The same where somebody has waited for a part of it already.</summary>
    /// <param name="work">For which work.</param>
    /// <param name="longest">For how long.</param>
    /// <param name="since">Since when (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public static DatabaseBudget OpenSince(DatabaseWork work, TimeSpan longest, long since)
    {
        var budget = Open(work, longest);
        budget.Spend(Stopwatch.GetElapsedTime(since));
        return budget;
    }

    public DatabaseWork Work => work;

    public TimeSpan Left
    {
        get
        {
            var left = longest - new TimeSpan(Interlocked.Read(ref spent));
            return outer is { Left: var most } && most < left ? most : left;
        }
    }

    /// <summary>The request comes from a person or program that this node saw signed in of late: a part of the connections is theirs.</summary>
    public bool IsKnown => isKnown;

    public void Know()
    {
        for (var each = this; each is not null; each = each.before)
            each.isKnown = true;
    }

    /// <summary>Waits for an answer that somebody else is fetching, at the cost of this budget.</summary>
    /// <exception cref="DatabaseAwayException">It did not come in time.</exception>
    public async Task<T> Await<T>(Task<T> answer, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            var left = Left;
            return await answer.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, cancel);
        }
        catch (TimeoutException)
        {
            if (answer.IsCompleted)
                return await answer;
            throw new DatabaseAwayException($"The database did not answer within the time of this {work.Name}.");
        }
        finally
        {
            Spend(Stopwatch.GetElapsedTime(since));
        }
    }

    internal void Spend(TimeSpan time)
    {
        if (!work.IsForEach)
            Interlocked.Add(ref spent, time.Ticks);
        outer?.Spend(time);
    }

    public void Dispose() => Opened.Value = before;
}
