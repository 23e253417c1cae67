namespace Sallyport.Measure;

/// <summary>The Mann–Whitney U test, two-sided, by its normal approximation: good for the hundreds of values compared here.</summary>
internal static class MannWhitney
{
    /// <summary>The chance that two samples of one distribution differ as much as these do.</summary>
    public static double Chance(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        var ranked = a.Select(value => (value, isA: true))
            .Concat(b.Select(value => (value, isA: false)))
            .OrderBy(x => x.value)
            .ToList();
        var rankSum = ranked.Select((x, index) => x.isA ? index + 1.0 : 0).Sum();
        double n = a.Count,
            m = b.Count;
        var u = rankSum - n * (n + 1) / 2;
        var z = Math.Abs(u - n * m / 2) / Math.Sqrt(n * m * (n + m + 1) / 12);
        return 2 * (1 - Normal(z));
    }

    public static double Median(IReadOnlyList<double> values) => values.Order().ElementAt(values.Count / 2);

    // Abramowitz and Stegun, 7.1.26: exact to 1.5e-7.
    private static double Normal(double z)
    {
        var x = z / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        var polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        return 1 - polynomial * Math.Exp(-x * x) / 2;
    }
}
