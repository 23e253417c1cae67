using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Core.Common;

/// <summary>How bearer tokens of 256 random bits are kept: SHA-256 in hex. No salt is needed where nothing can be guessed.</summary>
public static class TokenDigest
{
    public static string Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
