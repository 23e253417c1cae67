using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>How keys are kept: HMAC-SHA-256 of the whole text under a pepper that is sealed, so that a stolen table tells nobody whether a found text is a key.</summary>
public static class ApiKeyDigest
{
    public const int Length = HMACSHA256.HashSizeInBytes;

    // Setting one up costs more than using it.
    [ThreadStatic]
    private static Keyed? mine;

    public static byte[] Of(Secret key, Secret pepper) => HMACSHA256.HashData(pepper.Reveal(), key.Reveal());

    /// <summary>The same without making anything: for the check of every request.</summary>
    public static void Write(ReadOnlySpan<byte> key, Secret pepper, Span<byte> digest)
    {
        if (mine?.Pepper != pepper)
            mine = new Keyed(pepper);
        mine.Hash.AppendData(key);
        mine.Hash.GetHashAndReset(digest);
    }

    // It lives as long as its thread; an installation has one pepper.
    private sealed class Keyed(Secret pepper)
    {
        public Secret Pepper => pepper;
        public IncrementalHash Hash { get; } = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, pepper.Reveal());
    }
}
