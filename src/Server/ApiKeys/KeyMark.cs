using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>The last use of a key that was marked, in four bytes: the minute, and eight bits of where it came from.</summary>
/// <param name="Value">0: no use is known.</param>
public readonly record struct KeyMark(uint Value)
{
    private const int BitsOfOrigin = 8;
    private const uint Minutes = uint.MaxValue >> BitsOfOrigin;

    /// <summary>This use.</summary>
    public static KeyMark Of(in KeyQuestion question, DateTimeOffset now) => Of(now, question.Address, question.Door);

    /// <summary>As another node or an earlier start has written it: else each start would mark every key anew.</summary>
    public static KeyMark Of(KnownKey row) =>
        row is { LastUsedAt: { } at, LastUsedDoor: { } door }
            ? Of(at, IPAddress.TryParse(row.LastUsedAddress, out var address) ? address : null, door)
            : default;

    public static KeyMark Of(DateTimeOffset at, IPAddress? address, Door door) =>
        new(((uint)(at.ToUnixTimeSeconds() / 60) << BitsOfOrigin) | (byte)((Few(address) * 31) + (int)door));

    /// <summary>Whether this use is to be marked after the earlier one: it comes from elsewhere, or so many minutes later.</summary>
    public bool IsNewAfter(KeyMark earlier, uint minutes) =>
        (byte)Value != (byte)earlier.Value || (((Value >> BitsOfOrigin) - (earlier.Value >> BitsOfOrigin)) & Minutes) >= minutes;

    // The same for an address in either of its forms.
    private static int Few(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is null || !address.TryWriteBytes(bytes, out var length))
            return 0;
        var bits = 17;
        foreach (var value in bytes[(address.IsIPv4MappedToIPv6 ? 12 : 0)..length])
            bits = (bits * 31) + value;
        return bits;
    }
}
