using System.Diagnostics;
using System.Runtime;
using Sallyport.Server.Web.Loops;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// Hears what others change, in a thread of its own, so that no burst of requests keeps it waiting; and reads all keys, behind the first checks. A node that
/// has not heard its database for a second knows nothing.
/// </summary>
public sealed class FollowKeys(Database database, KeyMemory memory, BackgroundLoops loops, ILogger<FollowKeys> log)
    : IHostedService,
        IDisposable
{
    /// <summary>For so long what is remembered may be taken for what is.</summary>
    public static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(1);

    // A machine that stands still for a moment is nothing that an operator mends.
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(5);

    // Many signs of life in the time in which one is needed.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromMilliseconds(250);
    private const int Batch = 5_000;
    private const int Many = 100_000;
    private readonly CancellationTokenSource stopping = new();
    private Task following = Task.CompletedTask;
    private Task filling = Task.CompletedTask;
    private int round;
    private long heardAt = long.MinValue;
    private volatile string? trouble = "the database was not heard yet";

    /// <summary>Whether the memory may be asked at this moment. By the machine's own clock, which nobody sets.</summary>
    public bool IsHeard =>
        Volatile.Read(ref heardAt) is var at && at != long.MinValue && Stopwatch.GetElapsedTime(at) < LongestSilence;

    /// <summary>What is remembered is what the database had at this moment or later, by <see cref="Stopwatch.GetTimestamp"/>.</summary>
    public long HeardAt => Volatile.Read(ref heardAt);

    /// <summary>Why the memory is not used, for an operator to read; null: it is. Keys are then looked up in the database one by one, which is slower and never wrong.</summary>
    public string? Trouble =>
        IsHeard ? null
        : trouble is { } why ? why
        : Stopwatch.GetElapsedTime(HeardAt) >= LongestStall ? "the database is not heard"
        : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        // What this node changes itself it forgets before anybody is answered.
        database.WhenKeysChange = memory.Forget;
        following = loops.Keep("key news", _ => OwnThread.Run(Follow), stopping.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await following;
        // However it ended.
        await Task.WhenAny(filling);
    }

    public void Dispose() => stopping.Dispose();

    private void Follow()
    {
        while (!stopping.IsCancellationRequested)
            try
            {
                using var feed = database.Engine.OpenKeyFeed();
                for (var isTrusted = false; !stopping.IsCancellationRequested; )
                    isTrusted = Hear(feed, isTrusted);
            }
            // Whatever it is: a node that hears nothing asks the database for each key.
            catch (Exception fault)
            {
                // Once, and not four times a second.
                if (trouble is not { } known || known != fault.Message)
                    log.LogWarning("The database is not heard: {Fault}. Until it is, it is asked for every key.", fault.Message);
                trouble = fault.Message;
                stopping.Token.WaitHandle.WaitOne(BeforeNextTry);
            }
    }

    // The time before the question counts: what was committed later is not in the answer.
    private bool Hear(KeyFeed feed, bool wasTrusted)
    {
        var (asked, commits) = (Stopwatch.GetTimestamp(), feed.Commits);
        var news = feed.Hear(Patience);
        if (feed.Commits != commits)
            database.NoteChange();
        var deafness = feed.Deafness;
        trouble = deafness;
        // What happened before there was a feed that hears was not heard.
        Learn(wasTrusted || deafness is not null ? news : [new KeyNews.Everything()]);
        if (deafness is not null)
            return wasTrusted;
        Volatile.Write(ref heardAt, asked);
        return true;
    }

    // Who has forgotten everything reads everything anew; a reading that is under way then has read in vain.
    private void Learn(IReadOnlyList<KeyNews> heard)
    {
        memory.Forget(heard);
        if (!heard.OfType<KeyNews.Everything>().Any())
            return;
        var (mine, before) = (Interlocked.Increment(ref round), filling);
        filling = OwnThread.Run(() =>
        {
            // However it ended.
            Task.WhenAny(before).Wait();
            Fill(mine);
        });
    }

    // What is not remembered yet is asked of the database. A part during which something changed is read again.
    private void Fill(int mine)
    {
        using var budget = database.Allow(DatabaseWork.Batch);
        try
        {
            var users = new Dictionary<string, Core.ApiKeys.KeyUser?>(StringComparer.Ordinal);
            var count = 0;
            for (long last = 0; !stopping.IsCancellationRequested && mine == Volatile.Read(ref round); )
            {
                var seen = memory.News;
                var part = database.Read(tx => ReadPart(tx, last, users), stopping.Token).GetAwaiter().GetResult();
                if (part.Count == 0)
                {
                    TidyUp(count);
                    return;
                }
                count += part.Count;
                foreach (var row in part)
                    if (users[row.UserId] is { } user)
                        memory.Remember(row, user, seen);
                if (memory.News == seen)
                    last = part[^1].Number;
                else
                    users.Clear();
            }
        }
        // Keys are remembered as they come, and the next reading must not find that this one failed.
        catch (Exception fault)
        {
            log.LogInformation("Keys are read as they are used: {Fault}", fault.Message);
        }
    }

    // Reading very many rows leaves twice as much behind as is remembered of them, which would not be given back for days.
    private static void TidyUp(int count)
    {
        if (count < Many)
            return;
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static async Task<IReadOnlyList<KnownKey>> ReadPart(
        Transaction tx,
        long last,
        Dictionary<string, Core.ApiKeys.KeyUser?> users
    )
    {
        var part = await tx.KnownKeys.After(last, Batch);
        foreach (var id in part.Select(row => row.UserId).Where(id => !users.ContainsKey(id)).Distinct(StringComparer.Ordinal))
            users[id] = await tx.KnownKeys.User(id);
        return part;
    }
}
