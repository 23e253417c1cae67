using System.Diagnostics;
using Xunit;

namespace Sallyport.Storage.Tests;

public sealed class AskingTogether
{
    private readonly List<int[]> readings = [];
    private readonly List<long> sinces = [];
    private readonly SemaphoreSlim begun = new(0);
    private readonly SemaphoreSlim mayEnd = new(0);
    private Exception? fault;

    [Fact]
    public async Task An_answer_that_lacks_somebody_s_is_everybody_s_fault_and_the_next_are_asked_for()
    {
        var isShort = true;
        await using var together = new AskTogether<int, int>(
            (questions, _) => Task.FromResult<IReadOnlyList<int>>(isShort ? [] : [.. questions]),
            most: 3,
            longestQueue: 10_000
        );

        await Assert.ThrowsAsync<InvalidOperationException>(() => together.Ask(1));
        isShort = false;

        Assert.Equal(2, await together.Ask(2));
    }

    [Fact]
    public async Task What_comes_while_an_answer_is_under_way_goes_together_next_and_each_gets_its_own()
    {
        await using var together = new AskTogether<int, string>(Read, most: 3, longestQueue: 10_000);
        var first = together.Ask(0);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var begin = Stopwatch.GetTimestamp();
        var others = Enumerable.Range(1, 5).Select(together.Ask).ToArray();
        var end = Stopwatch.GetTimestamp();
        mayEnd.Release(3);

        Assert.Equal("of 0", await first);
        Assert.Equal(["of 1", "of 2", "of 3", "of 4", "of 5"], await Task.WhenAll(others));
        Assert.Equal<int[]>(
            [
                [0],
                [1, 2, 3],
                [4, 5],
            ],
            readings
        );
        // Since they asked, and not since their turn came.
        Assert.True(sinces[0] < begin);
        Assert.InRange(sinces[1], begin, end);
        Assert.InRange(sinces[2], sinces[1], end);
    }

    [Fact]
    public async Task A_fault_is_heard_by_all_who_asked_and_by_nobody_after_them()
    {
        await using var together = new AskTogether<int, string>(Read, most: 3, longestQueue: 10_000);
        fault = new TimeoutException();
        var failing = together.Ask(0);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var alsoFailing = Enumerable.Range(1, 2).Select(together.Ask).ToArray();
        mayEnd.Release(2);
        foreach (var one in alsoFailing.Prepend(failing))
            await Assert.ThrowsAsync<TimeoutException>(() => one);

        fault = null;
        mayEnd.Release();
        Assert.Equal("of 7", await together.Ask(7));
    }

    [Fact]
    public async Task Whoever_asked_before_the_end_is_answered_and_whoever_asks_after_it_is_told()
    {
        var together = new AskTogether<int, string>(Read, most: 3, longestQueue: 10_000);
        var asked = together.Ask(0);
        await begun.WaitAsync(TestContext.Current.CancellationToken);
        var over = together.DisposeAsync().AsTask();
        Assert.False(over.IsCompleted);
        Assert.Throws<ObjectDisposedException>(() => together.Ask(1).Wait(0));
        mayEnd.Release();

        await over;
        Assert.Equal("of 0", await asked);
    }

    [Fact]
    public async Task However_many_ask_at_once_nobody_is_forgotten()
    {
        mayEnd.Release(100_000);
        await using var together = new AskTogether<int, string>(Read, most: 7, longestQueue: 10_000);

        await Parallel.ForAsync(
            0,
            5_000,
            TestContext.Current.CancellationToken,
            async (i, _) => Assert.Equal($"of {i}", await together.Ask(i))
        );

        Assert.Equal(Enumerable.Range(0, 5_000), readings.SelectMany(one => one).Order());
    }

    [Fact]
    public async Task What_belongs_to_whoever_asks_first_is_not_the_others()
    {
        var whose = new AsyncLocal<string?> { Value = "the first's" };
        await using var together = new AskTogether<int, string?>(
            (questions, _) => Task.FromResult<IReadOnlyList<string?>>([.. questions.Select(_ => whose.Value)]),
            most: 3,
            longestQueue: 10_000
        );

        Assert.Null(await together.Ask(0));
        Task<string?> alone;
        using (ExecutionContext.SuppressFlow())
            alone = together.Ask(1);
        Assert.Null(await alone);
    }

    private async Task<IReadOnlyList<string>> Read(IReadOnlyList<int> questions, long since)
    {
        sinces.Add(since);
        readings.Add([.. questions]);
        begun.Release();
        await mayEnd.WaitAsync();
        return fault is null ? [.. questions.Select(i => $"of {i}")] : throw fault;
    }
}
