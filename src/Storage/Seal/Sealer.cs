using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Common;

namespace Sallyport.Storage.Seal;

/// <summary>
/// Seals secrets by AES-256-GCM: version (1) | key id (8) | nonce (12) | ciphertext | tag (16). Bound to where they lie, so that a
/// value copied to another row, column or table does not open (ASVS 11.3.4).
/// </summary>
public sealed class Sealer(KeyFile file, KeyRing ring, RandomSource random)
{
    private const byte Version = 1;
    private const int HeaderLength = 1 + KeyRing.IdLength;
    private const int TagLength = 16;

    /// <summary>96 random bits: safe up to 2³² values under one key (NIST SP 800-38D, 8.3).</summary>
    private const int NonceLength = 12;
    private const int Overhead = HeaderLength + NonceLength + TagLength;

    private volatile KeyRing ring = ring;
    private volatile string currentKeyId = ring.Newest;

    /// <summary>The key that seals from now on. The database says which; until then it is the newest of the file.</summary>
    public string CurrentKeyId
    {
        get => currentKeyId;
        set
        {
            KeyOf(value);
            currentKeyId = value;
        }
    }

    public byte[] Seal(ReadOnlySpan<byte> plain, SealedPlace place)
    {
        var keyId = currentKeyId;
        var blob = new byte[Overhead + plain.Length];
        blob[0] = Version;
        Encoding.ASCII.GetBytes(keyId, blob.AsSpan(1));
        var nonce = blob.AsSpan(HeaderLength, NonceLength);
        random.Fill(nonce);
        using var cipher = new AesGcm(KeyOf(keyId), TagLength);
        cipher.Encrypt(nonce, plain, Inside(blob), blob.AsSpan(blob.Length - TagLength), Bound(blob, place));
        return blob;
    }

    /// <summary>The plain bytes; the caller wipes them.</summary>
    /// <exception cref="SealBrokenException">Changed, moved, or its key is not in the key file.</exception>
    public byte[] Open(byte[] blob, SealedPlace place)
    {
        var keyId = KeyIdOf(blob);
        var plain = new byte[blob.Length - Overhead];
        using var cipher = new AesGcm(KeyOf(keyId), TagLength);
        try
        {
            var nonce = blob.AsSpan(HeaderLength, NonceLength);
            cipher.Decrypt(nonce, Inside(blob), blob.AsSpan(blob.Length - TagLength), plain, Bound(blob, place));
        }
        catch (AuthenticationTagMismatchException mismatch)
        {
            CryptographicOperations.ZeroMemory(plain);
            throw new SealBrokenException($"The sealed value at {place} was changed or moved (key {keyId}).", keyId, mismatch);
        }
        return plain;
    }

    /// <summary>Under which key a value was sealed.</summary>
    public static string KeyIdOf(ReadOnlySpan<byte> blob) =>
        blob.Length >= Overhead && blob[0] == Version
            ? Encoding.ASCII.GetString(blob[1..HeaderLength])
            : throw new SealBrokenException("A sealed value is damaged: it is too short or of an unknown version.", "");

    /// <summary>An unknown id sends us to the file once: <c>sallyport keys rotate</c> may have added a key while we run.</summary>
    private byte[] KeyOf(string keyId)
    {
        if (ring.Find(keyId) is { } known)
            return known;
        if (file.Read() is KeyFileReading.Keys reread)
            ring = reread.Ring;
        return ring.Find(keyId)
            ?? throw new SealBrokenException($"The key {keyId} that seals a value is not in the key file {file.Path}.", keyId);
    }

    private static Span<byte> Inside(byte[] blob) => blob.AsSpan(HeaderLength + NonceLength, blob.Length - Overhead);

    /// <summary>Version, key id and place; each with its length before it, so that no two places read alike.</summary>
    private static byte[] Bound(byte[] blob, SealedPlace place)
    {
        using var bound = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        bound.Write(blob.AsSpan(0, HeaderLength));
        foreach (var part in (ReadOnlySpan<string>)[place.Table, place.Column, place.Row])
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
            bound.Write(length);
            bound.Write(bytes);
        }
        return bound.ToArray();
    }
}
