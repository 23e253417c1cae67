using System.Diagnostics;
using System.Globalization;
using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Measure;

/// <summary>
/// Whether the time of an answer tells who exists (SIGN-6): 2,000 sign-ins that fail, 500 of each kind, in random order, over many users and loopback addresses
/// so that no throttle speaks; the distributions are compared in pairs by the Mann–Whitney test.
/// </summary>
internal static class Timing
{
    private const int OfEach = 500;

    // Six pairs are compared: 0.01 for all of them together.
    private const double LowestChance = 0.01 / 6;
    private static readonly string[] Kinds = ["unknown", "wrong", "locked", "deactivated"];

    public static async Task<int> Run(string published)
    {
        await using var installation = new Installation();
        await installation.Fill("numbering", Users());
        using var server = await ServerProcess.Start(published, "/sign-in", ServerProcess.FreeAddress(), installation.Folder);
        var times = Kinds.ToDictionary(kind => kind, _ => new List<double>(), StringComparer.Ordinal);
        var sizes = new HashSet<(HttpStatusCode, int)>();
        var tries = Kinds.SelectMany(kind => Enumerable.Range(0, OfEach).Select(number => (kind, number))).ToArray();
        Random.Shared.Shuffle(tries);
        await WarmUp(server);
        for (var i = 0; i < tries.Length; i++)
        {
            var (kind, number) = tries[i];
            var (took, answer) = await Try(server, kind, number, $"127.{1 + i / 60_000}.{i / 200 % 250}.{1 + i % 200}");
            times[kind].Add(took);
            sizes.Add((answer.Status, answer.Text.Length));
        }
        return Report(times, sizes);
    }

    private static IEnumerable<(string, UserStatus)> Users() =>
        Enumerable
            .Range(0, OfEach)
            .SelectMany(n =>
                new[]
                {
                    ($"wrong{n:D4}", UserStatus.Active),
                    ($"lockd{n:D4}", UserStatus.Locked),
                    ($"deact{n:D4}", UserStatus.Deactivated),
                }
            );

    private static async Task WarmUp(ServerProcess server)
    {
        for (var i = 0; i < 60; i++)
            await Try(server, "unknown", 100_000 + i, $"127.200.0.{i + 1}");
    }

    private static async Task<(double Milliseconds, Page Answer)> Try(ServerProcess server, string kind, int number, string from)
    {
        using var browser = new Browser(server.Address, IPAddress.Parse(from));
        var (name, password) = kind switch
        {
            "unknown" => ($"nobod{number:D4}@acme.test", Installation.Password),
            "wrong" => ($"wrong{number:D4}@acme.test", Installation.Password + "!"),
            "locked" => ($"lockd{number:D4}@acme.test", Installation.Password),
            _ => ($"deact{number:D4}@acme.test", Installation.Password),
        };
        var form = await browser.Fill("/sign-in", ("login", name), ("password", password));
        var watch = Stopwatch.StartNew();
        var answer = await browser.Send(form);
        return (watch.Elapsed.TotalMilliseconds, answer);
    }

    private static int Report(Dictionary<string, List<double>> times, HashSet<(HttpStatusCode, int)> sizes)
    {
        foreach (var (kind, list) in times)
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{kind, -12} n {list.Count}, median {MannWhitney.Median(list):F2} ms"
                )
            );
        var worst = 1.0;
        foreach (var (a, b) in Kinds.SelectMany((a, i) => Kinds.Skip(i + 1).Select(b => (a, b))))
        {
            var chance = MannWhitney.Chance(times[a], times[b]);
            worst = Math.Min(worst, chance);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{a} against {b}: p = {chance:F4}"));
        }
        Console.WriteLine($"answers: {string.Join("; ", sizes.Select(s => $"{(int)s.Item1}, {s.Item2} characters"))}");
        return worst > LowestChance && sizes.Count == 1 ? 0 : 1;
    }
}
