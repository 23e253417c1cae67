using Xunit;

namespace Sallyport.Server.Tests.Host;

/// <summary>
/// What happens behind an answer or in another process: looked at again and again. It ends as soon as it holds, so that patience costs a machine nothing that is
/// quick, and one that stalls for seconds is not taken for a fault. Where how soon is what is tested, the test measures it itself.
/// </summary>
internal static class Eventually
{
    private const int Seconds = 60;

    public static Task Holds(Func<bool> look) => Holds(() => Task.FromResult(look()));

    public static Task Holds(Func<Task<bool>> look) => Found(async () => await look() ? "" : null);

    /// <summary>What was looked for.</summary>
    public static async Task<T> Found<T>(Func<Task<T?>> look)
        where T : class
    {
        for (var since = Environment.TickCount64; ; )
        {
            if (await look() is { } found)
                return found;
            Assert.True(Environment.TickCount64 - since < Seconds * 1000, $"It did not happen in {Seconds} seconds.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
