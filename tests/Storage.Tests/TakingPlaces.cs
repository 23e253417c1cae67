using Sallyport.Storage.Budgets;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

[Keeps("V13.1.2")]
public sealed class TakingPlaces
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_crowd_of_strangers_leaves_places_for_the_known_and_they_come_first()
    {
        var places = new Places(all: 4, reserved: 1, longestQueue: 10);
        var strangers = Enumerable.Range(0, 6).Select(_ => new Guest(places, isKnown: false)).ToArray();
        foreach (var inside in strangers[..3])
            await inside.IsIn;
        Assert.All(strangers[3..], waiting => Assert.False(waiting.IsIn.IsCompleted));

        var (first, second) = (new Guest(places, isKnown: true), new Guest(places, isKnown: true));
        await first.IsIn;
        Assert.False(second.IsIn.IsCompleted);
        await strangers[0].Leave();
        await second.IsIn;
        Assert.False(strangers[3].IsIn.IsCompleted);
        await first.Leave();
        Assert.False(strangers[3].IsIn.IsCompleted);
        await second.Leave();

        await strangers[3].IsIn;
        Assert.False(strangers[4].IsIn.IsCompleted);
    }

    [Fact]
    public async Task The_queue_has_an_end_and_whoever_waits_too_long_is_let_go_without_taking_a_place()
    {
        var places = new Places(all: 1, reserved: 0, longestQueue: 2);
        var inside = new Guest(places, isKnown: false);
        await inside.IsIn;
        var patient = new Guest(places, isKnown: false);
        var hasty = new Guest(places, isKnown: false, TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAsync<DatabaseAwayException>(() => new Guest(places, isKnown: false).IsIn);

        await Assert.ThrowsAsync<DatabaseAwayException>(() => hasty.IsIn);
        // Its place in the queue is free a moment later.
        Guest next;
        do next = new Guest(places, isKnown: false);
        while (next.IsIn.IsFaulted);
        await inside.Leave();
        await patient.IsIn;
        await patient.Leave();

        await next.IsIn;
    }

    [Fact]
    public async Task However_many_come_and_give_up_at_once_no_place_is_lost()
    {
        var places = new Places(all: 3, reserved: 1, longestQueue: 10_000);
        await Parallel.ForAsync(
            0,
            3_000,
            TestContext.Current.CancellationToken,
            async (i, _) =>
            {
                var guest = new Guest(places, i % 3 == 0, i % 5 == 0 ? TimeSpan.FromTicks(1 + i) : Long);
                try
                {
                    await guest.IsIn;
                    await Task.Yield();
                }
                catch (DatabaseAwayException) { }
                await guest.Leave();
            }
        );

        var all = Enumerable.Range(0, 3).Select(_ => new Guest(places, isKnown: true)).ToArray();
        await Task.WhenAll(all.Select(one => one.IsIn)).WaitAsync(Long);
        Assert.False(new Guest(places, isKnown: true).IsIn.IsCompleted);
    }

    // Somebody with a turn, from coming to leaving.
    private sealed class Guest
    {
        private readonly TaskCompletionSource isIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource mayLeave = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task stay;

        public Guest(Places places, bool isKnown, TimeSpan? patience = null) => stay = Stay(places, isKnown, patience ?? Long);

        public Task IsIn => isIn.Task;

        public async Task Leave()
        {
            mayLeave.TrySetResult();
            await stay;
        }

        private async Task Stay(Places places, bool isKnown, TimeSpan patience)
        {
            using var budget = DatabaseBudget.Open(DatabaseWork.Request, patience);
            if (isKnown)
                budget.Know();
            try
            {
                await Turn.Take(
                    stretch: 1,
                    async turn =>
                    {
                        await places.Enter(turn, CancellationToken.None);
                        isIn.TrySetResult();
                        await mayLeave.Task;
                        return true;
                    }
                );
            }
            catch (DatabaseAwayException away)
            {
                isIn.TrySetException(away);
            }
        }
    }
}
