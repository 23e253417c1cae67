using System.Globalization;
using System.Security.Cryptography;
using Sallyport.Core.Common;

namespace Sallyport.Server.Accounts;

/// <summary>
/// PBKDF2-HMAC-SHA512 of the framework, for machines without libsodium: <c>$pbkdf2-sha512$i=ROUNDS$SALT$HASH</c>, base64 without padding.
/// </summary>
public sealed class Pbkdf2(RandomSource random, int passwordRounds = Pbkdf2.UsualRounds) : HashingScheme
{
    /// <summary>OWASP's figure for SHA-512. Tests take fewer.</summary>
    public const int UsualRounds = 220_000;
    private const string Name = "pbkdf2-sha512";
    private const int CodeRounds = 10_000;
    private const int SaltLength = 16;
    private const int HashLength = 32;

    private int Rounds(HashCost cost) =>
        cost switch
        {
            HashCost.Password => passwordRounds,
            HashCost.RecoveryCode => CodeRounds,
        };

    public override string Hash(ReadOnlySpan<byte> password, HashCost cost)
    {
        var salt = random.Bytes(SaltLength);
        return Write(Rounds(cost), salt, Derive(password, salt, Rounds(cost), HashLength));
    }

    private static byte[] Derive(ReadOnlySpan<byte> password, byte[] salt, int rounds, int length) =>
        Rfc2898DeriveBytes.Pbkdf2(password, salt, rounds, HashAlgorithmName.SHA512, length);

    private static string Write(int rounds, byte[] salt, byte[] hash) =>
        string.Create(CultureInfo.InvariantCulture, $"${Name}$i={rounds}${Unpadded(salt)}${Unpadded(hash)}");

    private static string Unpadded(byte[] bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    public override bool Wrote(string hash) => hash.StartsWith($"${Name}$", StringComparison.Ordinal);

    public override bool IsRight(ReadOnlySpan<byte> password, string hash)
    {
        if (Parse(hash) is not { } parts)
            return false;
        var derived = Derive(password, parts.Salt, parts.Rounds, parts.Hash.Length);
        return CryptographicOperations.FixedTimeEquals(derived, parts.Hash);
    }

    public override bool IsOlder(string hash, HashCost cost) => Parse(hash) is not { } parts || parts.Rounds < Rounds(cost);

    public override string Dummy(HashCost cost) => Write(Rounds(cost), new byte[SaltLength], new byte[HashLength]);

    /// <summary>Null where it is not whole: no salt, a hash too short to mean anything, numbers that are none.</summary>
    private static (int Rounds, byte[] Salt, byte[] Hash)? Parse(string text)
    {
        if (text.Split('$') is not ["", Name, ['i', '=', .. var number], var salt, var hash])
            return null;
        if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) || rounds < 1)
            return null;
        return Decode(salt) is { Length: >= 8 } saltBytes && Decode(hash) is { Length: >= 16 } hashBytes
            ? (rounds, saltBytes, hashBytes)
            : null;
    }

    private static byte[]? Decode(string unpadded)
    {
        var padded = unpadded.PadRight((unpadded.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length) ? bytes[..length] : null;
    }
}
