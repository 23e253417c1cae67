using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Audit;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>Refused keys: one audit event for each address, key, reason and minute.</summary>
public sealed class KeyRefusalLog(Database database)
    : CountedRefusals<RefusedKey>(database, "key refusals", tx => tx.KeyRefusals, Row, Event)
{
    /// <param name="number">The key; 0: none that is known.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="address">From where.</param>
    /// <param name="door">Through which door.</param>
    /// <param name="now">When.</param>
    public void Count(long number, KeyRefusal refusal, IPAddress? address, Door door, DateTimeOffset now) =>
        Count(new RefusedKey(address, number, refusal, door), now);

    private static RefusalCount Row(RefusedKey what) =>
        new()
        {
            Minute = default,
            Address = KeyUses.Written(what.Address),
            About = what.Number == 0 ? "" : KeyId.Write(what.Number),
            Reason = Words.Snake(what.Refusal),
            Door = what.Door,
            Count = 0,
        };

    private static async Task<AuditEvent> Event(Transaction tx, RefusalCount row)
    {
        var key = KeyId.Read(row.About) is { } number ? await tx.KnownKeys.Find(number) : null;
        var user = key is null ? null : await tx.Users.Find(key.UserId);
        return AuditEvent
            .Of(AuditAction.ApiKeyRefused, user?.AccountId, user?.Id ?? "", user?.Login ?? "")
            .With("key", row.About);
    }
}

/// <summary>What is counted apart.</summary>
public readonly record struct RefusedKey(IPAddress? Address, long Number, KeyRefusal Refusal, Door Door);
