using System.Net;

namespace Sallyport.Core.SignIn;

/// <summary>A written list of networks (CIDR, v4 and v6, with commas) from which somebody may come.</summary>
public static class AddressList
{
    /// <summary>True for an empty list; false for an address that cannot be read.</summary>
    public static bool Admits(string list, string address)
    {
        if (list.Length == 0)
            return true;
        if (!IPAddress.TryParse(address, out var ip))
            return false;
        var plain = ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip;
        return Parts(list).Any(part => Network(part) is { } network && network.Contains(plain));
    }

    /// <summary>The first entry that is no address or network, or null where all are.</summary>
    public static string? FirstFault(string list) => Parts(list).FirstOrDefault(part => Network(part) is null);

    private static string[] Parts(string list) =>
        list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static IPNetwork? Network(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var one) ? new IPNetwork(one, one.GetAddressBytes().Length * 8)
        : null;
}
