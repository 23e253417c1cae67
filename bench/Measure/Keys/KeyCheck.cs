using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Sallyport.Measure;

/// <summary>
/// The check of a key by forward-auth beside an endpoint of the same server that answers 204: one core for the server, one for the load, rounds in turn. The ratio is
/// the bare endpoint's processor time for a request by the check's.
/// </summary>
internal static class KeyCheck
{
    private const string Verify = "/auth/verify?access=API&permission=VIEW_USER";
    private const string Session = "/auth/verify?permission=VIEW_USER";
    private const int Hot = 1000;
    private const int Rounds = 3;
    private const int Seconds = 3;
    private const int WarmUp = 10;

    // It reads the database a hundred times a second and not for each request, and what reads it becomes good code that much later.
    private const int WarmUpOfSessions = 60;
    private static readonly int[] Sizes = [1_000, 100_000, 1_000_000, 10_000_000];

    public static async Task<int> Run(string typed)
    {
        if (!int.TryParse(typed, CultureInfo.InvariantCulture, out var most) || most < Sizes[0] || most > Sizes[^1])
        {
            Console.Error.WriteLine(
                $"keys: {typed} is no number of keys from {Sizes[0]} to {Sizes[^1]}. Measured are those of {string.Join(", ", Sizes)} that are not above it."
            );
            return 2;
        }
        Console.WriteLine(
            "database | keys | load | ratio | requests/s, of bare | p50, p99 | p99 to bare's | MiB | first check after start"
        );
        foreach (var postgres in new[] { null, Environment.GetEnvironmentVariable("SALLYPORT_TEST_POSTGRES") }.Distinct())
        {
            await using var database = postgres is null ? null : await Database.Create(postgres);
            await using var installation = new Installation(database?.ConnectionString);
            using var keys = new ManyKeys(installation);
            await keys.Begin();
            foreach (var size in Sizes.Where(size => size <= most))
            {
                await keys.FillUp(size);
                await Measure(installation, database?.ConnectionString, keys, size);
            }
            await MeasureCold(installation, database?.ConnectionString, keys, Sizes.Last(size => size <= most));
        }
        return 0;
    }

    private static async Task Measure(Installation installation, string? postgres, ManyKeys keys, int size)
    {
        using var server = await Start(installation, postgres);
        var first = await FirstCheck(server.Address, File.ReadLines(keys.File).Last());
        await Task.Delay(TimeSpan.FromSeconds(2 + (size / 100_000)));
        Asked[] loads =
        [
            new Asked("bare", KeyServer.Bare, keys.File, size, ""),
            new Asked("hot set", Verify, keys.File, Math.Min(Hot, size), ""),
            new Asked("uniform", Verify, keys.File, size, ""),
            new Asked("wrong", Verify, keys.File, size, "!"),
            new Asked("session", Session, keys.Cookies, size, ""),
        ];
        await Measure(server, postgres, size, loads, first);
    }

    // Each check by the database.
    private static async Task MeasureCold(Installation installation, string? postgres, ManyKeys keys, int size)
    {
        using var server = await Start(installation, postgres, KeyServer.Cold);
        var first = await FirstCheck(server.Address, File.ReadLines(keys.File).Last());
        // The memory counts for a second after it was told the last time.
        await Task.Delay(TimeSpan.FromSeconds(2));
        await Measure(
            server,
            postgres,
            size,
            [new Asked("bare", KeyServer.Bare, keys.File, size, ""), new Asked("cold", Verify, keys.File, size, "")],
            first
        );
    }

    private static async Task Measure(ServerProcess server, string? postgres, int size, Asked[] loads, TimeSpan first)
    {
        // The compiler makes better code of what runs often, beside it and for a while: on the one core that is part of what is measured.
        foreach (var load in loads)
            await Put(server, load, load.Target == Session ? WarmUpOfSessions : WarmUp);
        var seen = loads.ToDictionary(load => load.Name, _ => new List<Load>());
        for (var round = 0; round < Rounds; round++)
            foreach (var load in loads)
                seen[load.Name].Add(await Put(server, load, Seconds));
        var bare = Load.MiddleOf(seen["bare"]);
        foreach (var load in loads)
            Print(
                postgres is null ? "SQLite" : "PostgreSQL",
                size,
                load.Name,
                Load.MiddleOf(seen[load.Name]),
                bare,
                server,
                first
            );
    }

    private static Task<Load> Put(ServerProcess server, Asked load, int seconds) =>
        Load.Put(server, load.Target, load.Lines, load.Most, seconds, load.Ending);

    private static async Task<ServerProcess> Start(Installation installation, string? postgres, params string[] how)
    {
        Environment.SetEnvironmentVariable("SALLYPORT_DATABASE", postgres);
        var address = ServerProcess.FreeAddress();
        return await ServerProcess.Start(
            "taskset",
            KeyServer.Bare,
            address,
            installation.Folder,
            ["-c", "0", Environment.ProcessPath!, KeyServer.Word, address.ToString(), .. how]
        );
    }

    private static void Print(
        string database,
        int size,
        string name,
        Load load,
        Load bare,
        ServerProcess server,
        TimeSpan first
    ) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{database} | {size} | {name} | {bare.Each / load.Each:F2} | {load.Rate:F0}, {load.Rate / bare.Rate:F2} | {load.Median.TotalMilliseconds:F1} ms, {load.Slowest.TotalMilliseconds:F1} ms | {load.Slowest / bare.Slowest:F2} | {server.ResidentMebibytes} | {first.TotalMilliseconds:F0} ms"
            )
        );

    // Nothing has been read into memory yet: the database is asked.
    private static async Task<TimeSpan> FirstCheck(Uri address, string line)
    {
        using var client = new HttpClient { BaseAddress = address };
        using var request = new HttpRequestMessage(HttpMethod.Get, Verify);
        request.Headers.Add("X-Original-URI", "/a");
        request.Headers.TryAddWithoutValidation("Authorization", line["Authorization: ".Length..]);
        var watch = Stopwatch.StartNew();
        using var answer = await client.SendAsync(request);
        return answer.StatusCode == HttpStatusCode.OK
            ? watch.Elapsed
            : throw new InvalidOperationException(
                $"The first check was answered {answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}"
            );
    }

    /// <param name="Name">In the table.</param>
    /// <param name="Target">What is asked.</param>
    /// <param name="Lines">The file of headers.</param>
    /// <param name="Most">From how many of them each request's is drawn.</param>
    /// <param name="Ending">Spoils them; empty: they are right.</param>
    private sealed record Asked(string Name, string Target, string Lines, int Most, string Ending);
}
