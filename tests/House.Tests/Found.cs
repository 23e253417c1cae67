using Xunit;

namespace Sallyport.House.Tests;

/// <summary>Says all that was found, not the first five.</summary>
internal static class Found
{
    public static void Nothing(IEnumerable<string> places)
    {
        var all = places.ToList();
        Assert.True(all.Count == 0, string.Join('\n', all));
    }
}
