using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Audit;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn.Attempts;

/// <summary>
/// Attempts that a limit refused before anything was checked: one audit event for each user (names that nobody has together), address, reason and minute. What
/// the address's own budget refused is counted for the address alone, whatever name was typed.
/// </summary>
public sealed class AttemptRefusals(Database database)
    : CountedRefusals<RefusedAttempt>(database, "refused attempts", tx => tx.AttemptRefusals, Row, Event)
{
    /// <summary>The reason where the address had no try left.</summary>
    public const string FromAddress = "too_many_from_address";

    /// <param name="userId">Whose counter refused it; empty: that of a name which nobody has, or the address.</param>
    /// <param name="reason">The exact reason.</param>
    /// <param name="origin">From where, through which door.</param>
    /// <param name="now">When.</param>
    public void Count(string userId, string reason, Origin origin, DateTimeOffset now) =>
        Count(new RefusedAttempt(userId, reason, NetworkOf(origin.Address), origin.Door), now);

    // A customer of a network has 2^64 addresses of IPv6: each of them would be a line.
    private static string NetworkOf(string address) =>
        IPAddress.TryParse(address, out var ip) ? AddressBudget.KeyOf(ip) : address;

    private static RefusalCount Row(RefusedAttempt what) =>
        new()
        {
            Minute = default,
            Address = what.Address,
            About = what.UserId,
            Reason = what.Reason,
            Door = what.Door,
            Count = 0,
        };

    private static async Task<AuditEvent> Event(Transaction tx, RefusalCount row)
    {
        var user = row.About.Length == 0 ? null : await tx.Users.Find(row.About);
        return AuditEvent.Of(AuditAction.AttemptRefused, user?.AccountId, row.About, user?.Login ?? "");
    }
}

/// <summary>What is counted apart.</summary>
public readonly record struct RefusedAttempt(string UserId, string Reason, string Address, Door Door);
