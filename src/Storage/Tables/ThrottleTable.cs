using Sallyport.Core.Common;
using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

/// <summary>Counters of failures. A row is locked from its reading to the end of the transaction, so that parallel attempts are counted one by one.</summary>
public sealed class ThrottleTable(Transaction tx)
{
    public async Task<Admission> Reserve(string id, ThrottleLimits limits, DateTimeOffset now)
    {
        var row = await Locked<Row>(
            "SELECT failures, blocked_until FROM throttles WHERE id = @id",
            "INSERT INTO throttles (id, failures, touched_at) VALUES (@id, 0, @now) ON CONFLICT (id) DO NOTHING",
            new { id, now }
        );
        var (next, admission) = new Throttle(row.Failures, row.BlockedUntil).Reserve(limits, now);
        if (admission is Admission.Granted)
            await Write(id, next, now);
        return admission;
    }

    /// <summary>Success forgives everything. The row stays: were it taken away, all who wait for it would have to make it anew.</summary>
    public Task<int> Reset(string id) =>
        tx.Execute("UPDATE throttles SET failures = 0, blocked_until = NULL WHERE id = @id", new { id });

    /// <summary>Opens what guessing has closed for the user, on the known browsers too.</summary>
    public async Task ResetOf(AttemptKind kind, string userId)
    {
        await Reset(AttemptCounter.OfUser(kind, userId));
        foreach (var browserId in await tx.KnownBrowsers.Of(userId))
            await Reset(AttemptCounter.OfBrowser(kind, browserId, userId));
    }

    /// <summary>A browser has a new secret: what was guessed in it stays counted.</summary>
    public async Task MoveBrowser(string oldId, string newId, string userId)
    {
        foreach (var kind in Enum.GetValues<AttemptKind>())
            await tx.Execute(
                "UPDATE throttles SET id = @newCounter WHERE id = @oldCounter",
                new
                {
                    oldCounter = AttemptCounter.OfBrowser(kind, oldId, userId),
                    newCounter = AttemptCounter.OfBrowser(kind, newId, userId),
                }
            );
    }

    /// <summary>Gives one reservation back: what was tried turned out to be no guess.</summary>
    public Task<int> Refund(string id) =>
        tx.Execute(
            "UPDATE throttles SET failures = failures - 1, blocked_until = NULL WHERE id = @id AND failures > 0",
            new { id }
        );

    public async Task<DateTimeOffset?> ReserveAddress(string id, DateTimeOffset now)
    {
        var row = await Locked<BudgetRow>(
            "SELECT tokens, at, hour_count, hour_start FROM address_budgets WHERE id = @id",
            "INSERT INTO address_budgets (id, tokens, at, hour_count, hour_start) VALUES (@id, @tokens, @now, 0, @now) ON CONFLICT (id) DO NOTHING",
            new
            {
                id,
                tokens = (double)AddressBudget.Burst,
                now,
            }
        );
        var (next, waitUntil) = new AddressBudget(row.Tokens, row.At, row.HourCount, row.HourStart).Reserve(now);
        if (waitUntil is null)
            await Write(id, next);
        return waitUntil;
    }

    public async Task RefundAddress(string id)
    {
        var row = await tx.One<BudgetRow>(
            "SELECT tokens, at, hour_count, hour_start FROM address_budgets WHERE id = @id" + tx.ForUpdate,
            new { id }
        );
        if (row is not null)
            await Write(id, new AddressBudget(row.Tokens, row.At, row.HourCount, row.HourStart).Refund());
    }

    /// <summary>Budgets that are full again, and counters that count nothing. Failures are never forgotten by time.</summary>
    public async Task Forget(DateTimeOffset before)
    {
        await tx.Execute("DELETE FROM address_budgets WHERE at < @before", new { before });
        await tx.Execute("DELETE FROM throttles WHERE failures = 0 AND touched_at < @before", new { before });
    }

    // Looked for first: those who wait for a row stand in a queue, those who try to make it all run at once. It may be gone again after it was made
    // (Forget), hence the loop.
    private async Task<T> Locked<T>(string find, string make, object parameters)
        where T : class
    {
        T? row;
        while ((row = await tx.One<T>(find + tx.ForUpdate, parameters)) is null)
            await tx.Execute(make, parameters);
        return row;
    }

    private Task<int> Write(string id, Throttle state, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE throttles SET failures = @Failures, blocked_until = @BlockedUntil, touched_at = @now WHERE id = @id",
            new
            {
                id,
                state.Failures,
                state.BlockedUntil,
                now,
            }
        );

    private Task<int> Write(string id, AddressBudget budget) =>
        tx.Execute(
            "UPDATE address_budgets SET tokens = @Tokens, at = @At, hour_count = @HourCount, hour_start = @HourStart WHERE id = @id",
            new
            {
                id,
                budget.Tokens,
                budget.At,
                budget.HourCount,
                budget.HourStart,
            }
        );

    private sealed class Row
    {
        public int Failures { get; init; }
        public DateTimeOffset? BlockedUntil { get; init; }
    }

    private sealed class BudgetRow
    {
        public double Tokens { get; init; }
        public DateTimeOffset At { get; init; }
        public int HourCount { get; init; }
        public DateTimeOffset HourStart { get; init; }
    }
}
