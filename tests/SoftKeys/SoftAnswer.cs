using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Sallyport.Tests;

/// <summary>An answer while it is made. A test changes one thing of it.</summary>
internal sealed class SoftAnswer
{
    public const byte UserPresent = 1 << 0;
    public const byte UserVerified = 1 << 2;
    public const byte BackupEligible = 1 << 3;
    public const byte BackedUp = 1 << 4;
    public const byte AttestedCredential = 1 << 6;
    public const byte Extensions = 1 << 7;

    private byte[]? clientDataBytes;
    private byte[]? authenticatorData;

    public required JsonObject ClientData { get; init; }
    public required byte[] RpIdHash { get; set; }
    public required byte Flags { get; set; }
    public required uint Counter { get; set; }
    public Guid Aaguid { get; set; }
    public byte[] CredentialId { get; set; } = [];
    public byte[] CoseKey { get; set; } = [];

    /// <summary>What stands behind everything else: extensions, or what should not be there.</summary>
    public byte[] Tail { get; set; } = [];

    // The next five run where their part is whole; the first two before anything is signed.
    public Func<byte[], byte[]> SpoilClientData { get; set; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilAuthenticatorData { get; set; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilSignature { get; set; } = bytes => bytes;
    public Func<byte[], byte[]> SpoilAttestationObject { get; set; } = bytes => bytes;
    public Action<JsonObject> SpoilJson { get; set; } = _ => { };

    public byte[] ClientDataBytes => clientDataBytes ??= SpoilClientData(Encoding.UTF8.GetBytes(ClientData.ToJsonString()));

    public byte[] AuthenticatorData => authenticatorData ??= SpoilAuthenticatorData([.. Head(), .. Attested(), .. Tail]);

    public byte[] ClientDataHash => SHA256.HashData(ClientDataBytes);

    public byte[] SignedBytes => [.. AuthenticatorData, .. ClientDataHash];

    public string Finish(byte[] id, JsonObject response)
    {
        var json = new JsonObject
        {
            ["id"] = Base64Url.EncodeToString(id),
            ["rawId"] = Base64Url.EncodeToString(id),
            ["type"] = "public-key",
            ["authenticatorAttachment"] = "cross-platform",
            ["clientExtensionResults"] = new JsonObject(),
            ["response"] = response,
        };
        SpoilJson(json);
        return json.ToJsonString();
    }

    private byte[] Head()
    {
        var counter = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(counter, Counter);
        return [.. RpIdHash, Flags, .. counter];
    }

    private byte[] Attested()
    {
        if (CoseKey.Length == 0)
            return [];
        var length = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)CredentialId.Length);
        return [.. Aaguid.ToByteArray(bigEndian: true), .. length, .. CredentialId, .. CoseKey];
    }
}
