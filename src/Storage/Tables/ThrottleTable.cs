using Sallyport.Core.Common;
using Sallyport.Core.SignIn;

namespace Sallyport.Storage.Tables;

/// <summary>Counters of failures. A row is locked from its reading to the end of the transaction, so that parallel attempts are counted one by one.</summary>
public sealed class ThrottleTable(Transaction tx)
{
    /// <param name="id">The counter.</param>
    /// <param name="limits">Its limits.</param>
    /// <param name="now">The time.</param>
    /// <param name="attempt">The id under which the outcome is reported; empty: it counts as a failure at once.</param>
    public async Task<Admission> Reserve(string id, ThrottleLimits limits, DateTimeOffset now, string attempt = "")
    {
        var row = await Locked<Row>(
            FindThrottle,
            "INSERT INTO throttles (id, failures, touched_at) VALUES (@id, 0, @now) ON CONFLICT (id) DO NOTHING",
            new { id, now }
        );
        var (next, admission) = row.State.Reserve(limits, now, attempt);
        // Also where it waits: a time that a wrong clock wrote was shortened.
        if (admission is Admission.Granted || next.BlockedUntil != row.BlockedUntil)
            await Write(id, next, now);
        return admission;
    }

    /// <summary>The attempt was right: everything is forgiven but what is still being evaluated.</summary>
    public Task Succeed(string id, string attempt, DateTimeOffset now) => Change(id, state => state.Succeed(attempt, now), now);

    /// <summary>The attempt was wrong: it stays counted, and nobody waits for it any longer.</summary>
    public Task Fail(string id, string attempt, DateTimeOffset now) => Change(id, state => state.Fail(attempt), now);

    /// <summary>Gives one reservation back: what was tried turned out to be no guess.</summary>
    public Task Refund(string id, string attempt, DateTimeOffset now) => Change(id, state => state.GiveBack(attempt), now);

    /// <summary>Forgives everything but what is being evaluated at this moment.</summary>
    public Task Reset(string id) => Succeed(id, "", tx.Now);

    /// <summary>Opens what guessing has closed for the user, on the known browsers too.</summary>
    public async Task ResetOf(AttemptKind kind, string userId)
    {
        await Reset(AttemptCounter.OfUser(kind, userId));
        foreach (var browserId in await tx.KnownBrowsers.Of(userId))
            await Reset(AttemptCounter.OfBrowser(kind, browserId, userId));
    }

    /// <summary>
    /// A browser has a new secret: what was guessed in it stays counted. What is still in flight there is reported under the old name, and would stay in flight
    /// under the new one: it is a failure from now on, and forgiven with the sign-in that renews the secret.
    /// </summary>
    public async Task MoveBrowser(string oldId, string newId, string userId)
    {
        foreach (var kind in Enum.GetValues<AttemptKind>())
            await tx.Execute(
                "UPDATE throttles SET id = @newCounter, in_flight = '' WHERE id = @oldCounter",
                new
                {
                    oldCounter = AttemptCounter.OfBrowser(kind, oldId, userId),
                    newCounter = AttemptCounter.OfBrowser(kind, newId, userId),
                }
            );
    }

    /// <summary>Takes one try of the address, to be kept until the outcome is known. Null, or when to come back.</summary>
    public async Task<DateTimeOffset?> ReserveAddress(string id, DateTimeOffset now, string attempt = "")
    {
        var known = await LockAddress(id, now);
        var (next, waitUntil) = known.Reserve(now, attempt);
        if (next != known)
            await Keep(id, next);
        return waitUntil;
    }

    /// <summary>The budget of an address; its row is locked until the end.</summary>
    public async Task<AddressBudget> LockAddress(string id, DateTimeOffset now) =>
        (
            await Locked<BudgetRow>(
                FindBudget,
                "INSERT INTO address_budgets (id, tokens, at, hour_count, hour_start) VALUES (@id, @tokens, @now, 0, @now) ON CONFLICT (id) DO NOTHING",
                new
                {
                    id,
                    tokens = (double)AddressBudget.Burst,
                    now,
                }
            )
        ).State;

    /// <summary>The attempt was wrong: the address has one try less.</summary>
    public Task FailAddress(string id, string attempt) => ChangeAddress(id, budget => budget.Fail(attempt));

    public Task RefundAddress(string id, string attempt = "") => ChangeAddress(id, budget => budget.Refund(attempt));

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

    // Nothing to do where the row is gone or has another name by now.
    private async Task Change(string id, Func<Throttle, Throttle> change, DateTimeOffset now)
    {
        if (await tx.One<Row>(FindThrottle + tx.ForUpdate, new { id }) is { } row)
            await Write(id, change(row.State), now);
    }

    private async Task ChangeAddress(string id, Func<AddressBudget, AddressBudget> change)
    {
        if (await tx.One<BudgetRow>(FindBudget + tx.ForUpdate, new { id }) is { } row)
            await Keep(id, change(row.State));
    }

    private Task<int> Write(string id, Throttle state, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE throttles SET failures = @Failures, blocked_until = @BlockedUntil, in_flight = @inFlight, touched_at = @now WHERE id = @id",
            new
            {
                id,
                state.Failures,
                state.BlockedUntil,
                inFlight = state.InFlight.Write(),
                now,
            }
        );

    /// <summary>What <see cref="LockAddress"/> gave, changed.</summary>
    public Task<int> Keep(string id, AddressBudget budget) =>
        tx.Execute(
            "UPDATE address_budgets SET tokens = @Tokens, at = @At, hour_count = @HourCount, hour_start = @HourStart, in_flight = @inFlight WHERE id = @id",
            new
            {
                id,
                budget.Tokens,
                budget.At,
                budget.HourCount,
                budget.HourStart,
                inFlight = budget.InFlight.Write(),
            }
        );

    private const string FindThrottle = "SELECT failures, blocked_until, in_flight FROM throttles WHERE id = @id";
    private const string FindBudget = "SELECT tokens, at, hour_count, hour_start, in_flight FROM address_budgets WHERE id = @id";

    private sealed class Row
    {
        public int Failures { get; init; }
        public DateTimeOffset? BlockedUntil { get; init; }
        public string InFlight { get; init; } = "";

        public Throttle State => new(Failures, BlockedUntil) { InFlight = Core.Common.InFlight.Read(InFlight) };
    }

    private sealed class BudgetRow
    {
        public double Tokens { get; init; }
        public DateTimeOffset At { get; init; }
        public int HourCount { get; init; }
        public DateTimeOffset HourStart { get; init; }
        public string InFlight { get; init; } = "";

        public AddressBudget State => new(Tokens, At, HourCount, HourStart) { InFlight = Core.Common.InFlight.Read(InFlight) };
    }
}
