using System.Net;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>The marks "last used": kept for a second, then written together. A write for each check would be sixty times the check.</summary>
public sealed class KeyUses(Database database)
{
    private const int Together = 1_000;
    private readonly Lock sharing = new();
    private Dictionary<long, Use> uses = [];

    public void Mark(long number, DateTimeOffset at, IPAddress? address, Door door)
    {
        lock (sharing)
            uses[number] = new Use(at, address, door);
    }

    public async Task Write(CancellationToken cancel)
    {
        Dictionary<long, Use> written;
        lock (sharing)
        {
            if (uses.Count == 0)
                return;
            (written, uses) = (uses, []);
        }
        // In one order, so that two nodes do not wait for each other in a circle.
        foreach (var part in written.OrderBy(use => use.Key).Chunk(Together))
            await database.Write(
                Caller.OfSystem("key uses"),
                tx => tx.KnownKeys.Mark([.. part.Select(use => Row(use.Key, use.Value))]),
                cancel
            );
    }

    private static ApiKeyUse Row(long number, Use use) => new(number, use.At, Written(use.Address), use.Door);

    internal static string Written(IPAddress? address) =>
        address is null ? "" : (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private readonly record struct Use(DateTimeOffset At, IPAddress? Address, Door Door);
}
