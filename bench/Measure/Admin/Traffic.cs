using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Measure;

/// <summary>People who sign in one after another, and people who click, until they are stopped.</summary>
internal sealed class Traffic : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly Uri server;
    private readonly IReadOnlyList<string> people;
    private readonly Task[] loops;
    private ConcurrentBag<double> signIns = [];
    private ConcurrentBag<double> clicks = [];
    private int faults;
    private int came;

    public Traffic(Uri server, IReadOnlyList<string> people)
    {
        (this.server, this.people) = (server, people);
        loops = [Task.Run(SignIn), Task.Run(SignIn), Task.Run(Click)];
    }

    /// <summary>Since the last time this was asked: what half and 99 of 100 sign-ins and clicks stay below, and how many answers were faults.</summary>
    public string Take()
    {
        var (taken, clicked) = (Interlocked.Exchange(ref signIns, []), Interlocked.Exchange(ref clicks, []));
        return $"{taken.Count} sign-ins p50 {Below(taken, 50)}, p99 {Below(taken, 99)}; {clicked.Count} clicks p50 {Below(clicked, 50)}, p99 {Below(clicked, 99)}; faults {Interlocked.Exchange(ref faults, 0)}";
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        stop.Dispose();
    }

    // From another address each time: nobody is slowed as a guesser.
    private async Task SignIn()
    {
        while (!stop.IsCancellationRequested)
        {
            var number = Interlocked.Increment(ref came);
            using var browser = new Browser(
                server,
                IPAddress.Parse($"127.{1 + (number / 60_000)}.{number / 240 % 250}.{1 + (number % 240)}")
            );
            await Measure(
                signIns,
                async () =>
                {
                    var form = await browser.Fill(
                        "/sign-in",
                        ("login", people[1 + (number % (people.Count - 1))]),
                        ("password", Installation.Password)
                    );
                    return await browser.Send(form);
                }
            );
        }
    }

    private async Task Click()
    {
        using var browser = new Browser(server, IPAddress.Loopback);
        await browser.Submit("/sign-in", ("login", people[0]), ("password", Installation.Password));
        while (!stop.IsCancellationRequested)
        {
            await Measure(clicks, () => browser.Get("/me"));
            await Task.Delay(20);
        }
    }

    private async Task Measure(ConcurrentBag<double> times, Func<Task<Page>> act)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            if ((await act()).Status >= HttpStatusCode.InternalServerError)
                Interlocked.Increment(ref faults);
        }
        catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException or InvalidOperationException)
        {
            Interlocked.Increment(ref faults);
        }
        times.Add(watch.Elapsed.TotalMilliseconds);
    }

    private static string Below(IEnumerable<double> times, int percent)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length == 0 ? "–" : $"{sorted[(sorted.Length - 1) * percent / 100]:F0} ms";
    }
}
