using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Core.SecurityKeys;

/// <summary>6.1: what the authenticator says, and signs.</summary>
internal sealed class AuthenticatorReport
{
    // rpIdHash, flags, signCount.
    private const int HeadLength = SHA256.HashSizeInBytes + 1 + sizeof(uint);

    private readonly AuthenticatorFlags flags;

    private AuthenticatorReport(byte[] bytes)
    {
        Bytes = bytes;
        RpIdHash = bytes[..SHA256.HashSizeInBytes];
        flags = (AuthenticatorFlags)bytes[SHA256.HashSizeInBytes];
        SignCount = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(SHA256.HashSizeInBytes + 1));
    }

    public byte[] Bytes { get; }
    public byte[] RpIdHash { get; }
    public uint SignCount { get; }
    public AttestedCredential? Attested { get; private init; }

    public bool IsUserPresent => flags.HasFlag(AuthenticatorFlags.UserPresent);
    public bool IsUserVerified => flags.HasFlag(AuthenticatorFlags.UserVerified);
    public bool IsBackupEligible => flags.HasFlag(AuthenticatorFlags.BackupEligible);
    public bool IsBackedUp => flags.HasFlag(AuthenticatorFlags.BackedUp);

    public bool IsFor(string rpId) => RpIdHash.AsSpan().SequenceEqual(SHA256.HashData(Encoding.UTF8.GetBytes(rpId)));

    /// <summary>Null where anything is missing, left over, or there without its flag.</summary>
    public static AuthenticatorReport? Parse(byte[] bytes)
    {
        if (bytes.Length is < HeadLength or > Cbor.Longest)
            return null;
        var head = new AuthenticatorReport(bytes);
        var rest = bytes.AsMemory(HeadLength);
        AttestedCredential? attested = null;
        if (head.flags.HasFlag(AuthenticatorFlags.AttestedCredential))
        {
            if (AttestedCredential.Parse(rest) is not var (credential, length))
                return null;
            (attested, rest) = (credential, rest[length..]);
        }
        // What extensions say is passed over; that they are one map is not.
        var isWhole = head.flags.HasFlag(AuthenticatorFlags.Extensions) ? Cbor.ReadOne(rest) is CborMap : rest.IsEmpty;
        return isWhole ? new AuthenticatorReport(bytes) { Attested = attested } : null;
    }

    /// <summary>6.1, the bits of the flags. Two are kept for later, and not looked at.</summary>
    [Flags]
    private enum AuthenticatorFlags
    {
        UserPresent = 1 << 0,
        UserVerified = 1 << 2,
        BackupEligible = 1 << 3,
        BackedUp = 1 << 4,
        AttestedCredential = 1 << 6,
        Extensions = 1 << 7,
    }
}
