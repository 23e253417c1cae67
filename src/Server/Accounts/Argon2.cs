using System.Security.Cryptography;
using System.Text;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>Argon2id (RFC 9106) by libsodium. The first choice: a guess costs memory as well as time.</summary>
public sealed class Argon2 : HashingScheme
{
    private const int Argon2Id13 = 2;
    private const int TextLength = 128;
    private const int KiB = 1024;
    private readonly Sodium sodium;

    private Argon2(Sodium sodium) => this.sodium = sodium;

    public static bool IsAvailable => Sodium.OfThisMachine is not null;

    /// <summary>Null where libsodium is not installed.</summary>
    public static Argon2? OfThisMachine() => Sodium.OfThisMachine is { } sodium ? new Argon2(sodium) : null;

    /// <summary>Passwords: 19 MiB and two passes, OWASP's least. Recovery codes: 7 MiB and one.</summary>
    private static (int Passes, int MemoryKiB) Numbers(HashCost cost) =>
        cost switch
        {
            HashCost.Password => (2, 19_456),
            HashCost.RecoveryCode => (1, 7_168),
        };

    public override string Hash(ReadOnlySpan<byte> password, HashCost cost)
    {
        var (passes, memory) = Numbers(cost);
        var text = new byte[TextLength];
        var bytes = password.ToArray();
        var outcome = sodium.HashText(text, bytes, (ulong)bytes.Length, (ulong)passes, (nuint)memory * KiB, Argon2Id13);
        CryptographicOperations.ZeroMemory(bytes);
        return outcome == 0
            ? Encoding.ASCII.GetString(text).TrimEnd('\0')
            : throw new InvalidOperationException($"No memory to hash a password ({memory} KiB).");
    }

    public override bool Wrote(string hash) =>
        hash.StartsWith("$argon2id$", StringComparison.Ordinal) || hash.StartsWith("$argon2i$", StringComparison.Ordinal);

    public override bool IsRight(ReadOnlySpan<byte> password, string hash)
    {
        var bytes = password.ToArray();
        var outcome = sodium.CheckText(ZeroEnded(hash), bytes, (ulong)bytes.Length);
        CryptographicOperations.ZeroMemory(bytes);
        return outcome == 0;
    }

    public override bool IsOlder(string hash, HashCost cost)
    {
        var (passes, memory) = Numbers(cost);
        return sodium.NeedsRehash(ZeroEnded(hash), (ulong)passes, (nuint)memory * KiB) != 0;
    }

    private static byte[] ZeroEnded(string hash) => Encoding.ASCII.GetBytes(hash + '\0');

    public override string Dummy(HashCost cost)
    {
        var (passes, memory) = Numbers(cost);
        return $"$argon2id$v=19$m={memory},t={passes},p=1${new string('A', 22)}${new string('A', 43)}";
    }
}
