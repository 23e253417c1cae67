using System.Net;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Storage;

namespace Sallyport.Server.SignIn;

/// <summary>An attempt that may be evaluated, or why it may not.</summary>
/// <param name="CounterId">The counter that it was reserved on; null where nothing is counted but the address.</param>
/// <param name="AddressId">The budget of the address that it was reserved on; null where it was not.</param>
/// <param name="Admission">Granted, or when to come back.</param>
public sealed record Reservation(string? CounterId, string? AddressId, Admission Admission)
{
    public bool IsGranted => Admission is Admission.Granted;

    /// <summary>A right answer passes; a wrong one is told to come back then. Null: the address has not sent too many.</summary>
    public DateTimeOffset? WrongUntil { get; init; }
}

/// <summary>
/// Slows and bounds guessing (SIGN-7). Every attempt is reserved, and committed so, before anything is checked: parallel guesses and crashes never give
/// free tries. Counters stand in the database, so that changing node, route or address does not help.
/// </summary>
public sealed class AttemptLimits
{
    /// <param name="tx">Committed before the check begins.</param>
    /// <param name="kind">What is guessed at.</param>
    /// <param name="userId">Whose; null where the name is nobody's, which is counted just the same.</param>
    /// <param name="typedName">What was typed, for the counter of names that nobody has.</param>
    /// <param name="browserId">The browser's cookie, if it sent one.</param>
    public async Task<Reservation> Reserve(Transaction tx, AttemptKind kind, string? userId, string typedName, string? browserId)
    {
        var isKnown = userId is not null && browserId is not null && await tx.KnownBrowsers.Knows(browserId, userId);
        var counter = CounterOf(kind, userId, typedName, isKnown ? browserId : null);
        // Neighbours behind the same address do not lock out a browser that has its own counter.
        if (isKnown)
            return new Reservation(counter, null, await tx.Throttles.Reserve(counter, ThrottleLimits.KnownBrowser, tx.Now));
        var address = AddressId(Words.Camel(kind), tx);
        if (await tx.Throttles.ReserveAddress(address, tx.Now) is { } until)
            return new Reservation(counter, address, new Admission.Wait(until));
        return new Reservation(counter, address, await tx.Throttles.Reserve(counter, ThrottleLimits.Authenticator, tx.Now));
    }

    /// <summary>
    /// A recovery code where the factor's counter has stopped for good: it still passes, after waiting, so that a thief of the password cannot shut the owner out.
    /// 80 bits need no hard stop.
    /// </summary>
    public async Task<Reservation> ReserveRecovery(Transaction tx, string userId, Reservation stopped)
    {
        var counter = AttemptCounter.OfRecovery(userId);
        return new Reservation(counter, stopped.AddressId, await tx.Throttles.Reserve(counter, ThrottleLimits.Recovery, tx.Now));
    }

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
            await tx.Throttles.RefundAddress(address);
        if (reservation.CounterId is { } counter)
            await tx.Throttles.Reset(counter);
    }

    /// <summary>It was no guess (nothing was checked, or a right code that was spent before).</summary>
    public async Task GiveBack(Transaction tx, Reservation reservation)
    {
        if (reservation.AddressId is { } address)
            await tx.Throttles.RefundAddress(address);
        if (reservation.CounterId is { } counter)
            await tx.Throttles.Refund(counter);
    }

    /// <summary>Opens what guessing has closed: after a reset by mail, a factor set up anew, or a proof that is stronger than what was guessed at.</summary>
    public Task Reopen(Transaction tx, AttemptKind kind, string userId) => tx.Throttles.ResetOf(kind, userId);

    private static string CounterOf(AttemptKind kind, string? userId, string typedName, string? browserId) =>
        userId is null ? AttemptCounter.OfName(kind, typedName)
        : browserId is null ? AttemptCounter.OfUser(kind, userId)
        : AttemptCounter.OfBrowser(kind, browserId, userId);

    private static string AddressId(string what, Transaction tx) =>
        $"{what}:{(IPAddress.TryParse(tx.Caller.Origin.Address, out var ip) ? AddressBudget.KeyOf(ip) : "unknown")}";
}
