using System.Net;
using System.Net.Sockets;

namespace Sallyport.Core.Common;

/// <summary>How many failed attempts one network address may make: 20 in five minutes at once, then one every five seconds, 200 an hour.</summary>
/// <param name="Tokens">How many attempts are left at <paramref name="At"/>; refilled at one every five seconds, up to 20.</param>
/// <param name="At">When the tokens were last counted.</param>
/// <param name="HourCount">Attempts since <paramref name="HourStart"/>.</param>
/// <param name="HourStart">When the running hour began.</param>
public sealed record AddressBudget(double Tokens, DateTimeOffset At, int HourCount, DateTimeOffset HourStart)
{
    public const int Burst = 20;
    public const int AnHour = 200;
    public static readonly TimeSpan Refill = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Which of the tries are being evaluated at this moment: those that are right are given back.</summary>
    public InFlight InFlight { get; init; } = InFlight.None;

    public static AddressBudget Fresh(DateTimeOffset now) => new(Burst, now, 0, now);

    /// <summary>Null: it may be made, and <c>Next</c> has it counted. Else when to come back; <c>Next</c> differs then where a wrong clock has written a time that has not come yet.</summary>
    /// <param name="now">The time.</param>
    /// <param name="attempt">The id under which its outcome is reported later; empty: it counts as a failure at once.</param>
    public (AddressBudget Next, DateTimeOffset? WaitUntil) Reserve(DateTimeOffset now, string attempt = "") =>
        NotBeyond(now).ReserveNow(now, attempt);

    // From a time that has not come yet on nothing would be refilled, and no hour would end, until it has.
    private AddressBudget NotBeyond(DateTimeOffset now) =>
        this with
        {
            At = At > now ? now : At,
            HourStart = HourStart > now ? now : HourStart,
        };

    private (AddressBudget Next, DateTimeOffset? WaitUntil) ReserveNow(DateTimeOffset now, string attempt)
    {
        var (count, start) = now - HourStart >= Hour ? (0, now) : (HourCount, HourStart);
        var tokens = Math.Min(Burst, Tokens + (now - At) / Refill);
        // The later of both: whoever comes back then is heard.
        if (count >= AnHour || tokens < 1)
            return (this, Later(count >= AnHour ? start + Hour : now, now + Refill * Math.Max(0, 1 - tokens)));
        var next = new AddressBudget(tokens - 1, now, count + 1, start)
        {
            InFlight = attempt.Length == 0 ? InFlight : InFlight.With(attempt, now),
        };
        return (next, null);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    /// <summary>It was wrong: it stays counted.</summary>
    public AddressBudget Fail(string attempt) => this with { InFlight = InFlight.Without(attempt) };

    /// <summary>A success gives its reservation back: an office behind one address is not slowed by its own good sign-ins.</summary>
    public AddressBudget Refund(string attempt = "") =>
        Fail(attempt) with
        {
            Tokens = Math.Min(Burst, Tokens + 1),
            HourCount = Math.Max(0, HourCount - 1),
        };

    /// <summary>The part of an address that one customer of a network holds: the whole of IPv4, the first 64 bits of IPv6.</summary>
    public static string KeyOf(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (plain.AddressFamily == AddressFamily.InterNetwork)
            return plain.ToString();
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}
