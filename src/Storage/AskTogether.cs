using System.Diagnostics;
using Sallyport.Storage.Budgets;

namespace Sallyport.Storage;

/// <summary>
/// Answers by one reading what is asked at the same time: what comes while an answer is under way goes together next. For questions of which a hundred together
/// cost the database little more than one.
/// </summary>
/// <param name="answer">Reads the answers, in the order of the questions; told since when the first of them waits (<see cref="Stopwatch.GetTimestamp"/>). A fault is everybody's who asked.</param>
/// <param name="most">Of them in one reading.</param>
/// <param name="longestQueue">More than so many do not wait: the next one is told at once.</param>
public sealed class AskTogether<TQuestion, TAnswer>(
    Func<IReadOnlyList<TQuestion>, long, Task<IReadOnlyList<TAnswer>>> answer,
    int most,
    int longestQueue
) : IAsyncDisposable
{
    private readonly Lock sharing = new();
    private readonly Queue<Asked> waiting = [];
    private Task answering = Task.CompletedTask;
    private bool isAnswering;
    private bool isOver;

    /// <exception cref="DatabaseAwayException">Too many wait.</exception>
    public Task<TAnswer> Ask(TQuestion question)
    {
        var one = new Asked(question);
        lock (sharing)
        {
            ObjectDisposedException.ThrowIf(isOver, this);
            if (waiting.Count >= longestQueue)
                throw new DatabaseAwayException("Too many requests wait for one answer of the database.");
            waiting.Enqueue(one);
            if (!isAnswering)
                answering = Begin();
            isAnswering = true;
        }
        return one.Task;
    }

    /// <summary>Comes back when everybody is answered who has asked.</summary>
    public async ValueTask DisposeAsync()
    {
        Task last;
        lock (sharing)
            (isOver, last) = (true, answering);
        await last;
    }

    // What belongs to whoever asks first (whose request it is, what its log lines bear) is not the others'.
    private Task Begin()
    {
        using var alone = ExecutionContext.SuppressFlow();
        return Task.Run(AnswerAll);
    }

    private async Task AnswerAll()
    {
        while (Next() is { Count: > 0 } together)
        {
            var answered = await Answer(together);
            // Elsewhere, while the next are asked for; and in one go, because a change of threads for each costs as much as its answer.
            ThreadPool.UnsafeQueueUserWorkItem(static what => what.Tell(), answered, preferLocal: false);
        }
    }

    private List<Asked> Next()
    {
        var together = new List<Asked>();
        lock (sharing)
        {
            while (together.Count < most && waiting.TryDequeue(out var one))
                together.Add(one);
            isAnswering = together.Count > 0;
        }
        return together;
    }

    private async Task<Answered> Answer(List<Asked> together)
    {
        try
        {
            var answers = await answer([.. together.Select(one => one.Question)], together[0].Since);
            // Telling them happens in a thread of the pool, where a fault would end the process.
            return answers.Count == together.Count
                ? new Answered(together, answers, null)
                : throw new InvalidOperationException($"{together.Count} questions got {answers.Count} answers.");
        }
        // Whatever it is: whoever waits must hear of it.
        catch (Exception fault)
        {
            return new Answered(together, [], fault);
        }
    }

    private sealed class Asked(TQuestion question) : TaskCompletionSource<TAnswer>
    {
        public TQuestion Question => question;
        public long Since { get; } = Stopwatch.GetTimestamp();
    }

    private sealed record Answered(List<Asked> Together, IReadOnlyList<TAnswer> Answers, Exception? Fault)
    {
        public void Tell()
        {
            for (var i = 0; i < Together.Count; i++)
                if (Fault is null)
                    Together[i].SetResult(Answers[i]);
                else
                    Together[i].SetException(Fault);
        }
    }
}
