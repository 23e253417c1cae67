using System.Formats.Cbor;
using System.Security.Cryptography;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>Public keys with one wrong parameter.</summary>
public sealed class FaultyKeys
{
    private static readonly ECParameters P256 = Point(ECCurve.NamedCurves.nistP256);
    private static readonly ECParameters P384 = Point(ECCurve.NamedCurves.nistP384);
    private static readonly RSAParameters Rsa = RsaOf(2048);

    private static readonly Dictionary<string, (CeremonyCheck Check, Dictionary<long, object> Key)> Faults = new(
        StringComparer.Ordinal
    )
    {
        ["a point that is not on the curve"] = (CeremonyCheck.PublicKey, Elliptic(y: Changed(P256.Q.Y!))),
        ["the point at the origin"] = (CeremonyCheck.PublicKey, Elliptic(x: new byte[32], y: new byte[32])),
        ["a coordinate with a zero more"] = (CeremonyCheck.PublicKey, Elliptic(x: [0, .. P256.Q.X!])),
        ["a coordinate with a byte less"] = (CeremonyCheck.PublicKey, Elliptic(x: P256.Q.X![1..])),
        ["a compressed point"] = (CeremonyCheck.PublicKey, Elliptic(y: true)),
        ["no y"] = (CeremonyCheck.PublicKey, Without(Elliptic(), -3)),
        ["ES256 on another curve"] = (CeremonyCheck.PublicKey, Elliptic(curve: 2, x: P384.Q.X!, y: P384.Q.Y!)),
        ["the number of another curve"] = (CeremonyCheck.PublicKey, Elliptic(curve: 2)),
        ["ES384 on P-256"] = (CeremonyCheck.PublicKey, Elliptic(algorithm: -35)),
        ["a key of RSA that says ES256"] = (CeremonyCheck.PublicKey, Modulus(algorithm: -7)),
        ["a point that says RS256"] = (CeremonyCheck.PublicKey, Elliptic(algorithm: -257)),
        ["another type of key"] = (CeremonyCheck.PublicKey, Elliptic(type: 1)),
        ["one parameter more"] = (CeremonyCheck.PublicKey, With(Elliptic(), 4, 2L)),
        ["no algorithm"] = (CeremonyCheck.Algorithm, Without(Elliptic(), 3)),
        ["the algorithm as a text"] = (CeremonyCheck.Algorithm, With(Elliptic(), 3, "ES256")),
        ["RS1"] = (CeremonyCheck.Algorithm, Modulus(algorithm: -65535)),
        ["PS256"] = (CeremonyCheck.Algorithm, Modulus(algorithm: -37)),
        ["ES256K"] = (CeremonyCheck.Algorithm, Elliptic(algorithm: -47)),
        ["RSA of 1024 bits"] = (CeremonyCheck.PublicKey, Modulus(RsaOf(1024).Modulus!)),
        ["a modulus with a zero before"] = (CeremonyCheck.PublicKey, Modulus([0, .. Rsa.Modulus!])),
        ["an even modulus"] = (CeremonyCheck.PublicKey, Modulus([.. Rsa.Modulus![..^1], 2])),
        ["a modulus of 9000 bits"] = (CeremonyCheck.PublicKey, Modulus([.. Enumerable.Repeat((byte)0xFF, 1125)])),
        ["the exponent 1"] = (CeremonyCheck.PublicKey, Modulus(exponent: [1])),
        ["the exponent 3"] = (CeremonyCheck.PublicKey, Modulus(exponent: [3])),
        ["an even exponent"] = (CeremonyCheck.PublicKey, Modulus(exponent: [1, 0, 2])),
        ["an exponent of five bytes"] = (CeremonyCheck.PublicKey, Modulus(exponent: [1, 0, 0, 0, 1])),
        ["no exponent"] = (CeremonyCheck.PublicKey, Modulus(exponent: [])),
        ["Ed448"] = (CeremonyCheck.PublicKey, Edwards(curve: 7, new byte[57])),
        ["an Ed25519 key of 31 bytes"] = (CeremonyCheck.PublicKey, Edwards(curve: 6, new byte[31])),
        ["an Ed25519 key that is no point"] = (CeremonyCheck.PublicKey, Edwards(curve: 6, [2, .. new byte[31]])),
        ["an Ed25519 key beyond the prime"] = (
            CeremonyCheck.PublicKey,
            Edwards(curve: 6, [.. Enumerable.Repeat((byte)0xFF, 32)])
        ),
    };

    public static TheoryData<string> Names() => [.. Faults.Keys];

    [Theory, MemberData(nameof(Names))]
    public void A_faulty_key_is_refused(string name)
    {
        var (check, key) = Faults[name];
        Assert.SkipWhen(name.Contains("Ed", StringComparison.Ordinal) && !SoftEd25519.IsHere, "There is no libsodium.");

        Assert.Equal(check, Failed(key));
    }

    [Fact]
    public void Without_the_fault_they_pass()
    {
        Assert.Null(Failed(Elliptic()));
        Assert.Null(Failed(Modulus()));
    }

    [Fact]
    public void What_was_not_offered_is_refused_however_sound()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin, SoftKeyPair.Es384);
        var rule = Ceremonies.Rule with { Algorithms = [CoseAlgorithm.Es256, CoseAlgorithm.Rs256] };

        var answer = Ceremonies.Register(Ceremonies.Ceremony, key.Register(Ceremonies.RpId, Ceremonies.Challenge), rule);

        Assert.Equal(CeremonyCheck.Algorithm, Ceremonies.Failed(answer));
    }

    [Fact]
    public void Without_a_check_for_it_Ed25519_is_refused()
    {
        var key = new Dictionary<long, object>(Edwards(curve: 6, [0x58, .. Enumerable.Repeat((byte)0x66, 31)]));
        var poorer = Ceremonies.Ceremony with { Ed25519 = null };
        var json = Ceremonies.Key().Register(Ceremonies.RpId, Ceremonies.Challenge, answer => answer.CoseKey = Encoded(key));

        Assert.Equal(CeremonyCheck.Algorithm, Ceremonies.Failed(Ceremonies.Register(poorer, json, Ceremonies.Rule)));
    }

    private static CeremonyCheck? Failed(Dictionary<long, object> key) =>
        Ceremonies.Failed(Ceremonies.Register(Ceremonies.Key(), answer => answer.CoseKey = Encoded(key)));

    private static Dictionary<long, object> Elliptic(
        long algorithm = -7,
        long type = 2,
        long curve = 1,
        byte[]? x = null,
        object? y = null
    ) =>
        new()
        {
            [1] = type,
            [3] = algorithm,
            [-1] = curve,
            [-2] = x ?? P256.Q.X!,
            [-3] = y ?? P256.Q.Y!,
        };

    private static Dictionary<long, object> Modulus(byte[]? modulus = null, byte[]? exponent = null, long algorithm = -257) =>
        new()
        {
            [1] = 3L,
            [3] = algorithm,
            [-1] = modulus ?? Rsa.Modulus!,
            [-2] = exponent ?? Rsa.Exponent!,
        };

    private static Dictionary<long, object> Edwards(long curve, byte[] point) =>
        new()
        {
            [1] = 1L,
            [3] = -8L,
            [-1] = curve,
            [-2] = point,
        };

    private static Dictionary<long, object> With(Dictionary<long, object> key, long label, object value) =>
        new(key) { [label] = value };

    private static Dictionary<long, object> Without(Dictionary<long, object> key, long label) =>
        key.Where(pair => pair.Key != label).ToDictionary();

    private static byte[] Encoded(Dictionary<long, object> key)
    {
        var writer = new CborWriter(CborConformanceMode.Strict);
        writer.WriteStartMap(key.Count);
        foreach (var (label, value) in key)
        {
            writer.WriteInt64(label);
            if (value is byte[] bytes)
                writer.WriteByteString(bytes);
            else if (value is string text)
                writer.WriteTextString(text);
            else if (value is bool flag)
                writer.WriteBoolean(flag);
            else
                writer.WriteInt64((long)value);
        }
        writer.WriteEndMap();
        return writer.Encode();
    }

    private static byte[] Changed(byte[] bytes) => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];

    private static ECParameters Point(ECCurve curve)
    {
        using var key = ECDsa.Create(curve);
        return key.ExportParameters(includePrivateParameters: false);
    }

    private static RSAParameters RsaOf(int bits)
    {
        using var key = RSA.Create(bits);
        return key.ExportParameters(includePrivateParameters: false);
    }
}
