namespace Sallyport.Core.IsProxy;

/// <summary>
/// What registries have said lately, of a bounded number of names. Two halves: when the young one is full it becomes the old one, and the old one is
/// forgotten. Not for several threads at once.
/// </summary>
public sealed class AnswerCache(int names)
{
    /// <summary>A name that was free may be taken at any moment: the answer is for those who ask many times in one run.</summary>
    public static readonly TimeSpan LifeOfAvailable = TimeSpan.FromSeconds(15);

    /// <summary>Names seldom become free, and then at a time that their hunters know.</summary>
    public static readonly TimeSpan LifeOfTaken = TimeSpan.FromSeconds(60);

    private Dictionary<string, (Availability Answer, DateTimeOffset KeptAt)> young = new(StringComparer.Ordinal);
    private Dictionary<string, (Availability Answer, DateTimeOffset KeptAt)> old = new(StringComparer.Ordinal);

    /// <summary>How many are kept at this moment.</summary>
    public int Count => young.Count + old.Count;

    /// <summary>Nothing of what was kept at a time that has not come yet: the clock was put back since, and nobody knows how old it is.</summary>
    public Availability? Find(string name, DateTimeOffset now) =>
        (young.TryGetValue(name, out var kept) || old.TryGetValue(name, out kept))
        && kept.KeptAt <= now
        && now - kept.KeptAt < LifeOf(kept.Answer)
            ? kept.Answer
            : null;

    /// <summary>An error is not kept: whoever asks again may have more luck.</summary>
    public void Keep(string name, Availability answer, DateTimeOffset now)
    {
        if (answer is not (Availability.Available or Availability.Taken))
            return;
        if (young.Count >= names / 2)
            (old, young) = (young, new(StringComparer.Ordinal));
        young[name] = (answer, now);
    }

    private static TimeSpan LifeOf(Availability answer) => answer == Availability.Available ? LifeOfAvailable : LifeOfTaken;
}
