using System.Diagnostics;

namespace Sallyport.Storage.Budgets;

/// <summary>
/// One conversation with the database, and how long it may take. Whoever waits for it is let go in time, whatever the conversation does: a socket whose other end
/// is silent cannot be asked to stop. What is left behind can change nothing any more (<see cref="BeginCommit"/>).
/// </summary>
public sealed class Turn
{
    private const int Talking = 0;
    private const int Committing = 1;
    private const int Abandoned = 2;
    private readonly long began = Stopwatch.GetTimestamp();
    private readonly CancellationTokenSource stop = new();
    private readonly DatabaseBudget? budget;
    private readonly DatabaseWork work;
    private readonly TimeSpan longest;
    private Action? atEnd;
    private int state;
    private volatile bool isOver;

    private Turn(DatabaseBudget? budget, DatabaseWork work, TimeSpan longest) =>
        (this.budget, this.work, this.longest) = (budget, work, longest);

    /// <summary>Work behind requests is the house's own.</summary>
    public bool IsKnown => budget?.IsKnown ?? true;

    public bool IsOver => isOver;

    public TimeSpan Left => longest - Stopwatch.GetElapsedTime(began);

    public TimeSpan LeftToConnect => Left is var left && left < LongestConnect ? left : LongestConnect;

    private TimeSpan LongestConnect { get; init; }

    /// <summary>Nobody waits for it any more.</summary>
    public bool IsAbandoned => Volatile.Read(ref state) == Abandoned;

    /// <summary>Set a moment later, to end what still runs.</summary>
    public CancellationToken Stopped => stop.Token;

    /// <summary>Has a conversation within the budget that is open, or within one of its own.</summary>
    /// <param name="stretch">How many times longer than usual everything may take.</param>
    /// <param name="conversation">What is said.</param>
    /// <param name="usual">For what it is where no budget is open; null: a request.</param>
    /// <exception cref="DatabaseAwayException">It lasts longer.</exception>
    public static Task<T> Take<T>(double stretch, Func<Turn, Task<T>> conversation, DatabaseWork? usual = null)
    {
        var open = DatabaseBudget.Current;
        var work = open?.Work ?? usual ?? DatabaseWork.Request;
        var turn = new Turn(open, work, open?.Left ?? work.Longest * stretch)
        {
            LongestConnect = DatabaseWork.LongestConnect * stretch,
        };
        return Take(turn, conversation);
    }

    /// <summary>The same for work that has its time to itself, whatever budget is open.</summary>
    /// <param name="work">Which.</param>
    /// <param name="longest">How much is left of its time.</param>
    /// <param name="conversation">What is said.</param>
    public static Task<T> Take<T>(DatabaseWork work, TimeSpan longest, Func<Turn, Task<T>> conversation) =>
        Take(new Turn(null, work, longest) { LongestConnect = DatabaseWork.LongestConnect }, conversation);

    private static async Task<T> Take<T>(Turn turn, Func<Turn, Task<T>> conversation)
    {
        if (turn.Left <= TimeSpan.Zero)
            throw turn.Late();
        var talk = turn.Talk(conversation);
        try
        {
            return talk.IsCompleted ? await talk : await talk.WaitAsync(AtLeastNothing(turn.Left));
        }
        catch (TimeoutException)
        {
            // It may have ended at that very moment.
            return talk.IsCompleted ? await talk : throw turn.Abandon(talk);
        }
        finally
        {
            turn.budget?.Spend(Stopwatch.GetElapsedTime(turn.began));
        }
    }

    private static TimeSpan AtLeastNothing(TimeSpan left) => left > TimeSpan.Zero ? left : TimeSpan.Zero;

    private async Task<T> Talk<T>(Func<Turn, Task<T>> conversation)
    {
        try
        {
            return await conversation(this);
        }
        finally
        {
            isOver = true;
            Interlocked.Exchange(ref atEnd, null)?.Invoke();
        }
    }

    /// <summary>Called by the conversation when it is really over, also where nobody waits for it any more.</summary>
    public void AtEnd(Action act) => atEnd += act;

    /// <summary>Said right before a commit. From here on nobody can tell what became of it.</summary>
    /// <exception cref="DatabaseAwayException">Whoever waited has been told that nothing was changed; so it stays.</exception>
    public void BeginCommit()
    {
        if (Interlocked.CompareExchange(ref state, Committing, Talking) != Talking)
            throw Late();
    }

    // Npgsql asks the server to stop, in the thread that cancels: where packets are lost, that blocks it for seconds. So no thread of the pool does it.
    private DatabaseAwayException Abandon(Task talk)
    {
        var isUnknown = Interlocked.CompareExchange(ref state, Abandoned, Talking) == Committing;
        _ = talk.ContinueWith(
            static left => _ = left.Exception,
            CancellationToken.None,
            TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        new Thread(Stop) { IsBackground = true, Name = "database left behind" }.Start();
        return isUnknown
            ? new DatabaseAwayException("The database did not say in time whether it committed.") { IsOutcomeUnknown = true }
            : Late();
    }

    private void Stop()
    {
        try
        {
            stop.Cancel();
        }
        // Nobody is there to hear what the driver says about a connection that is given up.
        catch (AggregateException) { }
    }

    /// <summary>What is said when the time is over.</summary>
    public DatabaseAwayException Late() => new($"The database did not answer within the time of this {work.Name}.");
}
