using System.Globalization;

namespace Sallyport.Core.Common;

/// <summary>
/// Attempts that a counter has granted and whose outcome nobody has reported yet. While there are any, a refusal is not final: if one of them succeeds, the
/// counter opens. An attempt that is not reported in time, because its node crashed, leaves the list and stays counted as a failure.
/// </summary>
/// <param name="Ends">The id of each attempt and when it leaves the list by time.</param>
public sealed record InFlight(IReadOnlyList<(string Attempt, DateTimeOffset EndsAt)> Ends)
{
    /// <summary>Longer than any evaluation: a place among those who hash (3 seconds), the hash, and the time limit of the database.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);

    public static readonly InFlight None = new([]);

    /// <summary>How many are still being evaluated. An end beyond the longest comes from a clock that has jumped, and does not count.</summary>
    public int Count(DateTimeOffset now) => Ends.Count(end => IsOpen(end.EndsAt, now));

    public bool Any(DateTimeOffset now) => Count(now) > 0;

    public bool Has(string attempt) => Ends.Any(end => end.Attempt == attempt);

    public InFlight With(string attempt, DateTimeOffset now) =>
        new([.. Ends.Where(end => IsOpen(end.EndsAt, now)), (attempt, now + Longest)]);

    public InFlight Without(string attempt) => new([.. Ends.Where(end => end.Attempt != attempt)]);

    /// <summary>As it is stored: <c>id@milliseconds</c>, separated by spaces.</summary>
    public string Write() =>
        string.Join(
            ' ',
            Ends.Select(end =>
                string.Create(CultureInfo.InvariantCulture, $"{end.Attempt}@{end.EndsAt.ToUnixTimeMilliseconds()}")
            )
        );

    /// <summary>The opposite of <see cref="Write"/>.</summary>
    public static InFlight Read(string written) =>
        written.Length == 0
            ? None
            : new([
                .. written
                    .Split(' ')
                    .Select(end => end.Split('@'))
                    .Select(end =>
                        (end[0], DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(end[1], CultureInfo.InvariantCulture)))
                    ),
            ]);

    private static bool IsOpen(DateTimeOffset endsAt, DateTimeOffset now) =>
        now < endsAt && !StoredTime.IsFuture(endsAt - Longest, now);
}
