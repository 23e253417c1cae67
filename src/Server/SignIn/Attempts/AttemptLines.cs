using System.Diagnostics;

namespace Sallyport.Server.SignIn.Attempts;

/// <summary>
/// Where requests wait whose counter is undecided: all its free tries are taken, but by attempts that are being evaluated at this moment, and each of these may
/// be right and open it. One line for each counter, first come, first served; only its front asks the database. Nobody here holds a connection or transaction.
/// </summary>
public sealed class AttemptLines
{
    /// <summary>With a hash in 50 ms and five at once all of them are served within the patience of the last.</summary>
    public const int MostInLine = 100;

    /// <summary>Over all lines. A waiting request is memory and an open connection.</summary>
    public const int MostInAll = 1_000;

    /// <summary>Proxies and programs usually wait for 10 seconds or longer; behind it a granted attempt may wait for a processor for 3 more.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);

    // What this node evaluates wakes its own line at once; only the outcomes of other nodes are found by asking again.
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(160);

    private readonly Lock sharing = new();
    private readonly Dictionary<string, Line> lines = new(StringComparer.Ordinal);
    private int inAll;

    /// <summary>For how long a request waits, all lines together.</summary>
    public TimeSpan Patience { get; set; } = UsualPatience;

    /// <summary>Somebody waits for this counter already: whoever comes now stands behind.</summary>
    public bool IsWaitedFor(string counterId)
    {
        lock (sharing)
            return lines.ContainsKey(counterId);
    }

    /// <summary>How many wait for it.</summary>
    public int LengthOf(string counterId)
    {
        lock (sharing)
            return lines.GetValueOrDefault(counterId)?.Waiting ?? 0;
    }

    /// <summary>An attempt has ended: the front of its line asks again at once.</summary>
    public void Wake(string counterId)
    {
        lock (sharing)
            if (lines.TryGetValue(counterId, out var line) && line.News.CurrentCount == 0)
                line.News.Release();
    }

    /// <summary>Asks for a reservation until it is decided, or patience is over.</summary>
    /// <param name="ask">Asks in a transaction of its own, and says which counter is undecided; null: it is decided.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<T> Ask<T>(Func<Turn, Task<(T Answer, string? Undecided)>> ask, CancellationToken cancel)
    {
        var since = Stopwatch.GetTimestamp();
        var (answer, undecided) = await ask(Turn.First);
        // A different counter may hold it up at the front of the first line; then it changes lines, and holds up nobody there.
        while (undecided is { } counterId)
        {
            if (TakePlace(counterId) is not { } line)
                return (await ask(Turn.Last)).Answer;
            try
            {
                if (!await line.Front.WaitAsync(Left(since), cancel))
                    return (await ask(Turn.Last)).Answer;
                try
                {
                    (answer, undecided) = await AskAtFront(line, counterId, ask, since, cancel);
                }
                finally
                {
                    line.Front.Release();
                }
            }
            finally
            {
                Leave(counterId, line);
            }
        }
        return answer;
    }

    private async Task<(T Answer, string? Undecided)> AskAtFront<T>(
        Line line,
        string counterId,
        Func<Turn, Task<(T Answer, string? Undecided)>> ask,
        long since,
        CancellationToken cancel
    )
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var left = Left(since);
            var asked = await ask(left > TimeSpan.Zero ? Turn.AtFrontOf(counterId) : Turn.Last);
            if (asked.Undecided != counterId)
                return asked;
            await line.News.WaitAsync(pause < left ? pause : left, cancel);
        }
    }

    private TimeSpan Left(long since) => Patience - Stopwatch.GetElapsedTime(since) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private Line? TakePlace(string counterId)
    {
        lock (sharing)
        {
            var line = lines.GetValueOrDefault(counterId);
            if (inAll >= MostInAll || line?.Waiting >= MostInLine)
                return null;
            line ??= lines[counterId] = new Line();
            line.Waiting++;
            inAll++;
            return line;
        }
    }

    private void Leave(string counterId, Line line)
    {
        lock (sharing)
        {
            inAll--;
            if (--line.Waiting == 0)
                lines.Remove(counterId);
        }
    }

    // Its semaphores have no handle to close: nobody takes their WaitHandle.
    private sealed class Line
    {
        public SemaphoreSlim Front { get; } = new(1);
        public SemaphoreSlim News { get; } = new(0);
        public int Waiting { get; set; }
    }
}
