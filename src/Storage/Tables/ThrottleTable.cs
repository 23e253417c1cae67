using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

/// <summary>Counters of failures. A row is locked from its reading to the end of the transaction, so that parallel attempts are counted one by one.</summary>
public sealed class ThrottleTable(Transaction tx)
{
    public async Task<Admission> Reserve(string id, ThrottleLimits limits, DateTimeOffset now)
    {
        // Made, locked and read by one statement: between two of them a success elsewhere could take the row away.
        var row = await tx.One<Row>(
            """
            INSERT INTO throttles (id, failures, touched_at) VALUES (@id, 0, @now)
            ON CONFLICT (id) DO UPDATE SET touched_at = @now RETURNING failures, blocked_until
            """,
            new { id, now }
        );
        var (next, admission) = new Throttle(row!.Failures, row.BlockedUntil).Reserve(limits, now);
        if (admission is Admission.Granted)
            await Write(id, next, now);
        return admission;
    }

    /// <summary>Success forgives everything. The row stays: were it taken away, all who wait for it would make it anew at once.</summary>
    public Task<int> Reset(string id) =>
        tx.Execute("UPDATE throttles SET failures = 0, blocked_until = NULL WHERE id = @id", new { id });

    /// <summary>Gives one reservation back: what was tried turned out to be no guess.</summary>
    public Task<int> Refund(string id) =>
        tx.Execute(
            "UPDATE throttles SET failures = failures - 1, blocked_until = NULL WHERE id = @id AND failures > 0",
            new { id }
        );

    public async Task<DateTimeOffset?> ReserveAddress(string id, DateTimeOffset now)
    {
        var row = await tx.One<BudgetRow>(
            """
            INSERT INTO address_budgets (id, tokens, at, hour_count, hour_start) VALUES (@id, @tokens, @now, 0, @now)
            ON CONFLICT (id) DO UPDATE SET hour_count = address_budgets.hour_count RETURNING tokens, at, hour_count, hour_start
            """,
            new
            {
                id,
                tokens = (double)AddressBudget.Burst,
                now,
            }
        );
        var (next, waitUntil) = new AddressBudget(row!.Tokens, row.At, row.HourCount, row.HourStart).Reserve(now);
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

    public Task<int> ForgetAddresses(DateTimeOffset before) =>
        tx.Execute("DELETE FROM address_budgets WHERE at < @before", new { before });

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
