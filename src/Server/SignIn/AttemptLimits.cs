using System.Net;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>What somebody wants to try.</summary>
/// <param name="Kind">What is guessed at.</param>
/// <param name="UserId">Whose; null where the name is nobody's, which is counted just the same.</param>
/// <param name="TypedName">What was typed, for the counter of names that nobody has.</param>
/// <param name="BrowserId">The browser's cookie, if it sent one.</param>
public sealed record Guess(AttemptKind Kind, string? UserId, string TypedName, string? BrowserId)
{
    /// <summary>
    /// Where the factor's counter has stopped for good a recovery code still passes, after waiting, so that a thief of the password cannot shut the owner out.
    /// 80 bits need no hard stop.
    /// </summary>
    public bool IsRecoveryCode { get; init; }
}

/// <summary>An attempt that may be evaluated, or why it may not.</summary>
/// <param name="CounterId">The counter that it was reserved on; null where nothing is counted but the address.</param>
/// <param name="AddressId">The budget of the address that it was reserved on; null where it was not.</param>
/// <param name="Admission">Granted, or when to come back.</param>
public sealed record Reservation(string? CounterId, string? AddressId, Admission Admission)
{
    /// <summary>Under which id the outcome is reported; empty: it needs no report.</summary>
    public string Attempt { get; init; } = "";

    /// <summary>The counter, or the budget, on which others are being evaluated whose outcome decides; null: it is decided.</summary>
    public string? Undecided { get; init; }

    public bool IsGranted => Admission is Admission.Granted;

    /// <summary>For good, not only until others are evaluated.</summary>
    public bool IsRefused => !IsGranted && Undecided is null;

    /// <summary>A right answer passes; a wrong one is told to come back then. Null: the address has not sent too many.</summary>
    public DateTimeOffset? WrongUntil { get; init; }
}

/// <summary>
/// Slows and bounds guessing (SIGN-7). Every attempt is reserved, and committed so, before anything is checked: parallel guesses and crashes never give
/// free tries. Counters stand in the database, so that changing node, route or address does not help. Whoever finds all free tries taken by attempts that are
/// still being evaluated waits for their outcome: with the right password nobody is refused because of others who have it too.
/// </summary>
public sealed class AttemptLimits(Database database, AttemptLines lines, AttemptRefusals refusals)
{
    /// <summary>Reserves in transactions of its own, and waits between them, without one, while the counter is undecided.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="reserve">Finds out what is guessed at, and calls <see cref="Reserve"/>. Each call must leave nothing behind where it is undecided.</param>
    /// <param name="of">The reservation in its answer; null: nothing is to be reserved.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task<T> Ask<T>(
        Caller caller,
        Func<Transaction, Turn, Task<T>> reserve,
        Func<T, Reservation?> of,
        CancellationToken cancel
    ) =>
        lines.Ask(
            async turn =>
            {
                var answer = await database.Write(caller, tx => reserve(tx, turn), cancel);
                return (answer, of(answer)?.Undecided);
            },
            cancel
        );

    /// <param name="tx">Committed before the check begins.</param>
    /// <param name="guess">What somebody wants to try.</param>
    /// <param name="turn">Which time it is that this request asks.</param>
    public async Task<Reservation> Reserve(Transaction tx, Guess guess, Turn turn)
    {
        var isKnown =
            guess is { UserId: not null, BrowserId: not null } && await tx.KnownBrowsers.Knows(guess.BrowserId, guess.UserId);
        var attempt = tx.Random.Id();
        // Neighbours behind the same address do not lock out a browser that has its own counter.
        if (isKnown)
            return Counted(tx, guess, await ReserveCounter(tx, guess, attempt, isKnown, turn));
        var address = AddressId(Words.Camel(guess.Kind), tx);
        if (StandsBehindOthers(address, turn))
            return Wait(address, new Admission.Wait(tx.Now));
        var budget = await tx.Throttles.LockAddress(address, tx.Now);
        var (left, until) = budget.Reserve(tx.Now, attempt);
        // A time that a wrong clock wrote was shortened, and comes nearer from now on.
        if (until is not null && left != budget)
            await tx.Throttles.Keep(address, left);
        if (until is not null && budget.InFlight.Any(tx.Now) && !turn.IsLast)
            return Wait(address, new Admission.Wait(until.Value));
        if (until is not null)
        {
            CountRefusal(tx, "", AttemptRefusals.FromAddress);
            return new Reservation(null, null, new Admission.Wait(until.Value));
        }
        var reservation = await ReserveCounter(tx, guess, attempt, isKnown, turn);
        // Who only waits for others takes nothing from the address meanwhile.
        if (reservation.Undecided is null)
            await tx.Throttles.Keep(address, reservation.IsGranted ? left : left.Fail(attempt));
        return Counted(tx, guess, reservation) with { AddressId = address };
    }

    private Reservation Counted(Transaction tx, Guess guess, Reservation reservation)
    {
        if (reservation.IsRefused)
            CountRefusal(tx, guess.UserId ?? "", reservation.Admission is Admission.Stopped ? "stopped" : "too_many");
        return reservation;
    }

    /// <summary>A try that the address's own budget refused: counted, not told one by one, and without the name that was typed (ADMIN-8).</summary>
    public void CountRefusalOfAddress(Transaction tx) => CountRefusal(tx, "", AttemptRefusals.FromAddress);

    // When the transaction is over: nothing in memory is waited for within one.
    private void CountRefusal(Transaction tx, string userId, string reason) =>
        tx.Afterwards(() => refusals.Count(userId, reason, tx.Caller.Origin, tx.Now));

    private async Task<Reservation> ReserveCounter(Transaction tx, Guess guess, string attempt, bool isKnown, Turn turn)
    {
        var limits = isKnown ? ThrottleLimits.KnownBrowser : ThrottleLimits.Authenticator;
        var reservation = await ReserveCounter(tx, CounterOf(guess, isKnown), limits, attempt, turn);
        return guess.IsRecoveryCode && reservation.Admission is Admission.Stopped or Admission.Undecided(Admission.Stopped)
            ? await ReserveCounter(tx, AttemptCounter.OfRecovery(guess.UserId!), ThrottleLimits.Recovery, attempt, turn)
            : reservation;
    }

    private async Task<Reservation> ReserveCounter(
        Transaction tx,
        string counter,
        ThrottleLimits limits,
        string attempt,
        Turn turn
    )
    {
        if (StandsBehindOthers(counter, turn))
            return Wait(counter, new Admission.Wait(tx.Now));
        return await tx.Throttles.Reserve(counter, limits, tx.Now, attempt) switch
        {
            Admission.Undecided(var otherwise) when !turn.IsLast => Wait(counter, otherwise),
            Admission.Undecided(var otherwise) => new Reservation(counter, null, otherwise),
            var admission => new Reservation(counter, null, admission) { Attempt = attempt },
        };
    }

    private bool StandsBehindOthers(string id, Turn turn) => !turn.IsLast && turn.FrontOf != id && lines.IsWaitedFor(id);

    private static Reservation Wait(string id, Admission otherwise) =>
        new(null, null, new Admission.Undecided(otherwise)) { Undecided = id };

    /// <summary>
    /// An answer of a security key. Nobody guesses a signature, so that no guesses stand in its way, not those of neighbours behind the same address either
    /// (SIGN-7). The budget of the address is for wrong answers: whoever sends nonsense is told to wait.
    /// </summary>
    public async Task<Reservation> ReserveKey(Transaction tx)
    {
        var address = AddressId("key", tx);
        var until = await tx.Throttles.ReserveAddress(address, tx.Now);
        return new Reservation(null, until is null ? address : null, new Admission.Granted(0)) { WrongUntil = until };
    }

    /// <summary>
    /// Asking for a mail is no guess, but nobody may have thousands of them sent. A browser that is known has its own allowance instead, so that neighbours behind the same
    /// address do not use it up. Null, or when to come back.
    /// </summary>
    public async Task<DateTimeOffset?> ReserveMail(Transaction tx, bool isKnown) =>
        isKnown ? null : await tx.Throttles.ReserveAddress(AddressId("mail", tx), tx.Now);

    /// <summary>It was right: the counter starts anew and the address gets its try back. In the transaction that opens the session.</summary>
    public async Task Forgive(Transaction tx, Reservation reservation)
    {
        if (reservation.AddressId is { } address)
            await tx.Throttles.RefundAddress(address, reservation.Attempt);
        if (reservation.CounterId is { } counter)
            await tx.Throttles.Succeed(counter, reservation.Attempt, tx.Now);
        Tell(tx, reservation);
    }

    /// <summary>It was wrong, and nobody needs to wait for it any longer. In the transaction that says so in the trail.</summary>
    public async Task Fail(Transaction tx, Reservation reservation)
    {
        if (reservation.Attempt.Length == 0)
            return;
        if (reservation.AddressId is { } address)
            await tx.Throttles.FailAddress(address, reservation.Attempt);
        if (reservation.CounterId is { } counter)
            await tx.Throttles.Fail(counter, reservation.Attempt, tx.Now);
        Tell(tx, reservation);
    }

    /// <summary>It was no guess (nothing was checked, or a right code that was spent before).</summary>
    public async Task GiveBack(Transaction tx, Reservation reservation)
    {
        if (reservation.AddressId is { } address)
            await tx.Throttles.RefundAddress(address, reservation.Attempt);
        if (reservation.CounterId is { } counter)
            await tx.Throttles.Refund(counter, reservation.Attempt, tx.Now);
        Tell(tx, reservation);
    }

    /// <summary>Opens what guessing has closed: after a reset by mail, a factor set up anew, or a proof that is stronger than what was guessed at.</summary>
    public Task Reopen(Transaction tx, AttemptKind kind, string userId) => tx.Throttles.ResetOf(kind, userId);

    private void Tell(Transaction tx, Reservation reservation) =>
        tx.Afterwards(() =>
        {
            if (reservation.AddressId is { } address)
                lines.Wake(address);
            if (reservation.CounterId is { } counter)
                lines.Wake(counter);
        });

    private static string CounterOf(Guess guess, bool isKnown) =>
        guess.UserId is null ? AttemptCounter.OfName(guess.Kind, guess.TypedName)
        : isKnown ? AttemptCounter.OfBrowser(guess.Kind, guess.BrowserId!, guess.UserId)
        : AttemptCounter.OfUser(guess.Kind, guess.UserId);

    private static string AddressId(string what, Transaction tx) =>
        $"{what}:{(IPAddress.TryParse(tx.Caller.Origin.Address, out var ip) ? AddressBudget.KeyOf(ip) : "unknown")}";
}
