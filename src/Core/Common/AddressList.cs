using System.Net;
using System.Net.Sockets;

namespace Sallyport.Core.Common;

/// <summary>A written list of networks (CIDR, v4 and v6, with commas) from which somebody may come; an empty one admits everybody.</summary>
public sealed class AddressList
{
    private readonly IPNetwork[] networks;
    private readonly bool isEmpty;

    private AddressList(string list)
    {
        isEmpty = list.Length == 0;
        networks = [.. Parts(list).Select(Network).OfType<IPNetwork>()];
    }

    /// <summary>For whoever asks often. An entry that cannot be read admits nobody.</summary>
    public static AddressList Read(string list) => new(list);

    /// <summary>Null, an address that is not known, is admitted by an empty list alone.</summary>
    public bool Admits(IPAddress? address)
    {
        if (isEmpty || address is null)
            return isEmpty;
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (var network in networks)
            if (network.Contains(plain))
                return true;
        return false;
    }

    /// <summary>False for an address that cannot be read, unless the list is empty.</summary>
    public static bool Admits(string list, string address) =>
        Read(list).Admits(IPAddress.TryParse(address, out var ip) ? ip : null);

    /// <summary>The first entry that is no address or network, or null where all are. Commas without entries are no list: it would admit nobody.</summary>
    public static string? FirstFault(string list) =>
        Parts(list) is { Length: > 0 } parts ? parts.FirstOrDefault(part => Network(part) is null)
        : list.Contains(',', StringComparison.Ordinal) ? list
        : null;

    private static string[] Parts(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>An address or a network as one writes it; null for everything else.</summary>
    public static IPNetwork? Network(string text) =>
        !IsPlain(text.Split('/')[0]) ? null
        : IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
        : null;

    // The framework also reads 10 as 0.0.0.10 and 010.0.0.1 as 8.0.0.1. A v4 address in v6 clothes is never met, and a zone means something on one machine alone.
    private static bool IsPlain(string text) =>
        IPAddress.TryParse(text, out var address)
        && (
            address.AddressFamily == AddressFamily.InterNetwork
                ? address.ToString() == text
                : !address.IsIPv4MappedToIPv6 && !text.Contains('%', StringComparison.Ordinal)
        );
}
