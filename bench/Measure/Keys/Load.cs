using System.Diagnostics;
using System.Globalization;

namespace Sallyport.Measure;

/// <summary>What one round of wrk, with 64 connections, has seen.</summary>
/// <param name="Each">Processor time of the server for one request.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Median">Of the times of an answer.</param>
/// <param name="Slowest">What 99 of 100 stay below.</param>
internal sealed record Load(TimeSpan Each, double Rate, TimeSpan Median, TimeSpan Slowest)
{
    // Each request has another line: wrk's own work is the same for all targets, because the bare one gets keys too.
    private const string Script = """
        -- At most a million of them, evenly spread: more are too many for this language, and too many for any cache already.
        local lines, most, seen = {}, tonumber(os.getenv("MOST")), 0
        local each = math.max(1, math.floor(most / 1000000))
        for line in io.lines(os.getenv("LINES")) do
            if seen % each == 0 then lines[#lines + 1] = line end
            seen = seen + 1
            if seen == most then break end
        end
        math.randomseed(42)
        local target, ending = os.getenv("TARGET"), os.getenv("ENDING")
        request = function()
            local line = lines[math.random(#lines)]
            if ending ~= "" then line = line:sub(1, -2) .. ending end
            return "GET " .. target .. " HTTP/1.1\r\nHost: app.test\r\nX-Original-URI: /a\r\nX-Forwarded-Proto: https\r\n" .. line .. "\r\n\r\n"
        end
        done = function(summary, latency)
            print(string.format("RESULT %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), summary.errors.status))
        end
        """;

    /// <param name="server">Whose processor time counts.</param>
    /// <param name="target">Path and query.</param>
    /// <param name="lines">A file with a header on each line.</param>
    /// <param name="most">From how many of them each request's is drawn.</param>
    /// <param name="seconds">How long.</param>
    /// <param name="ending">Spoils each line by another last symbol; empty: they are right.</param>
    public static async Task<Load> Put(
        ServerProcess server,
        string target,
        string lines,
        int most,
        int seconds,
        string ending = ""
    )
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, Script);
        var start = new ProcessStartInfo(
            "taskset",
            ["-c", "1", "wrk", "-t1", "-c64", $"-d{seconds}s", "-s", script, server.Address.ToString()]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["LINES"] = lines;
        start.Environment["MOST"] = most.ToString(CultureInfo.InvariantCulture);
        start.Environment["TARGET"] = target;
        start.Environment["ENDING"] = ending;
        var before = server.ProcessorTime;
        using var wrk = Process.Start(start)!;
        var said = await wrk.StandardOutput.ReadToEndAsync();
        await wrk.WaitForExitAsync();
        var used = server.ProcessorTime - before;
        File.Delete(script);
        var numbers = said.Split('\n')
            .First(line => line.StartsWith("RESULT", StringComparison.Ordinal))
            .Split(' ')
            .Skip(1)
            .Select(text => long.Parse(text, CultureInfo.InvariantCulture))
            .ToArray();
        if ((numbers[4] == 0) != (ending.Length == 0 || target == KeyServer.Bare))
            throw new InvalidOperationException($"{target}: {numbers[4]} of {numbers[0]} were refused.");
        return new Load(
            used / numbers[0],
            numbers[0] * 1e6 / numbers[1],
            TimeSpan.FromMicroseconds(numbers[2]),
            TimeSpan.FromMicroseconds(numbers[3])
        );
    }

    /// <summary>The round in the middle by processor time.</summary>
    public static Load MiddleOf(IReadOnlyList<Load> rounds) => rounds.OrderBy(round => round.Each).ElementAt(rounds.Count / 2);
}
