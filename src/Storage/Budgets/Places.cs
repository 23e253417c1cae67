namespace Sallyport.Storage.Budgets;

/// <summary>
/// A bounded number of places, and a bounded queue in front of them. Some places are for those who are known, whatever crowd stands in front; among those who wait,
/// the known come first.
/// </summary>
/// <param name="all">How many.</param>
/// <param name="reserved">How many of them are for the known alone.</param>
/// <param name="longestQueue">Of the known, and as many of the others: nobody is queued behind more than can be served in time.</param>
public sealed class Places(int all, int reserved, int longestQueue)
{
    private readonly Lock one = new();
    private readonly LinkedList<TaskCompletionSource> known = [];
    private readonly LinkedList<TaskCompletionSource> others = [];
    private int free = all;

    /// <summary>Given back at the end of the turn.</summary>
    /// <exception cref="DatabaseAwayException">The queue is full, or the turn's time is over.</exception>
    public async ValueTask Enter(Turn turn, CancellationToken cancel)
    {
        if (Queue(turn) is { } waiting)
            await Wait(waiting, turn, cancel);
        turn.AtEnd(Leave);
    }

    // Null: there was a place.
    private LinkedListNode<TaskCompletionSource>? Queue(Turn turn)
    {
        lock (one)
        {
            if (free > (turn.IsKnown ? 0 : reserved))
            {
                free--;
                return null;
            }
            var queue = turn.IsKnown ? known : others;
            return queue.Count < longestQueue
                ? queue.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))
                : throw new DatabaseAwayException("Too many requests wait for the database.");
        }
    }

    private async Task Wait(LinkedListNode<TaskCompletionSource> waiting, Turn turn, CancellationToken cancel)
    {
        try
        {
            await waiting.Value.Task.WaitAsync(turn.Left > TimeSpan.Zero ? turn.Left : TimeSpan.Zero, cancel);
        }
        catch (TimeoutException)
        {
            GiveUp(waiting);
            throw turn.Late();
        }
        catch (OperationCanceledException)
        {
            GiveUp(waiting);
            throw;
        }
    }

    // A place that came at the last moment is the next one's.
    private void GiveUp(LinkedListNode<TaskCompletionSource> waiting)
    {
        lock (one)
            waiting.List?.Remove(waiting);
        if (waiting.Value.Task.IsCompleted)
            Leave();
    }

    private void Leave()
    {
        lock (one)
        {
            free++;
            while (free > 0 && known.First is { } first)
                Give(first, known);
            while (free > reserved && others.First is { } first)
                Give(first, others);
        }
    }

    private void Give(LinkedListNode<TaskCompletionSource> first, LinkedList<TaskCompletionSource> queue)
    {
        queue.Remove(first);
        free--;
        first.Value.SetResult();
    }
}
