using System.Globalization;

namespace Sallyport.Measure;

/// <summary>Start-up and idle memory beside a bare ASP.NET Core server, alternating in one run.</summary>
internal static class StartUp
{
    private const int Rounds = 9;
    private const double MostRatio = 1.5;
    private const long MostMebibytes = 130;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);

    public static async Task<int> Run(string published, string bare)
    {
        var data = Directory.CreateTempSubdirectory("sallyport-bench-").FullName;
        var ours = new List<TimeSpan>();
        var theirs = new List<TimeSpan>();
        var memory = 0L;
        // The first round fills the database and the page cache, and is not counted.
        for (var round = 0; round <= Rounds; round++)
        {
            using (var server = await ServerProcess.Start(bare, "/", ServerProcess.FreeAddress(), null))
                theirs.Add(server.UntilFirstAnswer);
            using (var server = await ServerProcess.Start(published, "/sign-in", ServerProcess.FreeAddress(), data))
            {
                ours.Add(server.UntilFirstAnswer);
                if (round == Rounds)
                {
                    await Task.Delay(Idle);
                    memory = server.ResidentMebibytes;
                }
            }
        }
        Directory.Delete(data, recursive: true);
        var (mine, other) = (Median(ours.Skip(1)), Median(theirs.Skip(1)));
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"first page: {mine.TotalMilliseconds:F0} ms, bare server {other.TotalMilliseconds:F0} ms, ratio {mine / other:F2} (at most {MostRatio}); idle memory {memory} MiB (below {MostMebibytes})"
            )
        );
        return mine / other <= MostRatio && memory < MostMebibytes ? 0 : 1;
    }

    private static TimeSpan Median(IEnumerable<TimeSpan> times) => times.Order().ElementAt(Rounds / 2);
}
