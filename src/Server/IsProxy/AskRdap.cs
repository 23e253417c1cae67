using System.Net;
using Sallyport.Core.IsProxy;

namespace Sallyport.Server.IsProxy;

/// <summary>
/// Asks registries whether names are taken (RFC 9082, 3.1.3; RFC 9083): 200 is yes, 404 is no, anything else, and no answer in time, is an error. Only the
/// status is looked at. Redirects are not followed: they would take the question wherever the answerer likes.
/// </summary>
public sealed class AskRdap(RdapServices services, TimeProvider clock, ILogger<AskRdap> log) : IDisposable
{
    /// <summary>How many questions are out at a time, so that one client's run does not make a registry shut us out.</summary>
    public const int AtOnce = 32;

    /// <summary>The wait for a turn included: a client waits for its line.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    /// <summary>How many names are asked for or wait for their turn. More could not be asked within <see cref="Patience"/>, however quick the registry is.</summary>
    public const int MostAsked = 5_000;

    private const int NamesKept = 100_000;

    // What is known and what is being asked are looked at together: between two looks, an answer would go from the one to the other.
    private readonly Lock sharing = new();
    private readonly Dictionary<string, Task<Availability>> asked = new(StringComparer.Ordinal);
    private readonly AnswerCache cache = new(NamesKept);
    private readonly SemaphoreSlim turns = new(AtOnce);
    private readonly HttpClient http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = AtOnce,
            MaxResponseHeadersLength = 16,
            // A body is read to keep the connection, and no further than a usual one is long.
            MaxResponseDrainSize = 64 * 1024,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "Accept", "application/rdap+json" }, { "User-Agent", "Sallyport" } },
    };
    private bool isAway;

    /// <summary>Never throws. Several who ask for the same name at once share one question.</summary>
    /// <param name="name">Lower case, A-labels.</param>
    /// <param name="cancel">Who asked has gone.</param>
    public async Task<Availability> Ask(string name, CancellationToken cancel)
    {
        Task<Availability>? answer;
        lock (sharing)
        {
            if (cache.Find(name, clock.GetUtcNow()) is { } kept)
                return kept;
            if (!asked.TryGetValue(name, out answer))
            {
                if (asked.Count >= MostAsked)
                    return Availability.Error;
                asked.Add(name, answer = AskOnce(name));
            }
        }
        try
        {
            return await answer.WaitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return Availability.Error;
        }
    }

    public void Dispose()
    {
        http.Dispose();
        turns.Dispose();
    }

    private async Task<Availability> AskOnce(string name)
    {
        // Nothing is asked behind the lock, and the task is in the list before it takes itself out.
        await Task.Yield();
        using var patience = new CancellationTokenSource(Patience);
        var answer = Availability.Error;
        try
        {
            return answer = await AskInTurn(name, patience.Token);
        }
        finally
        {
            lock (sharing)
            {
                cache.Keep(name, answer, clock.GetUtcNow());
                asked.Remove(name);
            }
        }
    }

    private async Task<Availability> AskInTurn(string name, CancellationToken patience)
    {
        try
        {
            await turns.WaitAsync(patience);
        }
        catch (OperationCanceledException)
        {
            return Availability.Error;
        }
        try
        {
            return await AskService(name, patience);
        }
        finally
        {
            turns.Release();
        }
    }

    private async Task<Availability> AskService(string name, CancellationToken patience)
    {
        if (services.AddressOf(name) is not { } address)
            return Away("No RDAP service is known for it.", name, fault: null);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, patience);
            return response.StatusCode switch
            {
                HttpStatusCode.OK => Answered(Availability.Taken),
                HttpStatusCode.NotFound => Answered(Availability.Available),
                var status => Away($"It answered {(int)status}.", name, fault: null),
            };
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            return Away("It did not answer.", name, fault);
        }
    }

    // A registry that is away is told of once, not for each line.
    private Availability Away(string why, string name, Exception? fault)
    {
        if (!Interlocked.Exchange(ref isAway, true))
            log.LogWarning(
                fault,
                "RDAP has no answer about {Name}: {Why} Further ones are not told of until one is answered.",
                name,
                why
            );
        return Availability.Error;
    }

    private Availability Answered(Availability answer)
    {
        Volatile.Write(ref isAway, false);
        return answer;
    }
}
