using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>How keys are kept: HMAC-SHA-256 of the whole text under a pepper that is sealed, so that a stolen table tells nobody whether a found text is a key.</summary>
public static class ApiKeyDigest
{
    public const int Length = HMACSHA256.HashSizeInBytes;

    public static byte[] Of(Secret key, Secret pepper) => HMACSHA256.HashData(pepper.Reveal(), key.Reveal());

    /// <summary>The same without making anything: for the check of every request.</summary>
    public static void Write(ReadOnlySpan<byte> key, Secret pepper, Span<byte> digest) =>
        HMACSHA256.HashData(pepper.Reveal(), key, digest);
}
