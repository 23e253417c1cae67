using System.Diagnostics;
using System.Text;
using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>A hundred thousand broken answers: each ends in a refusal or a key, none in an exception, and none takes long.</summary>
public sealed class Mutations
{
    /// <summary>One answer costs about a millisecond at most. A pause of the machine may fall on one of them, and hardly on the same one three times.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(0.5);

    /// <summary>On average. An attestation object is a few kilobytes, read and copied some times.</summary>
    private const long MostBytes = 256 * 1024;

    private static readonly SoftMaker Maker = new();

    private static readonly Dictionary<string, SoftAttestation> Attestations = new(StringComparer.Ordinal)
    {
        ["none"] = SoftAttestation.None,
        ["packed"] = new SoftPacked(Maker),
        ["self"] = new SoftPacked(null),
        ["fido-u2f"] = new SoftU2f(Maker),
        ["tpm"] = new SoftTpm(Maker),
        ["android-key"] = new SoftAndroidKey(Maker),
        ["apple"] = new SoftApple(Maker),
    };

    public static TheoryData<string> Formats() => [.. Attestations.Keys];

    [Theory, MemberData(nameof(Formats))]
    public void Broken_attestation_objects(string format)
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { Attestation = Attestations[format] };
        var whole = RegistrationResponse.Parse(key.Register(Ceremonies.RpId, Ceremonies.Challenge))!;
        var anchors = TrustAnchors.Fixed([Maker.Root]);
        // Within the certificates too, where the statement begins with them or not.
        Run(
            8_000,
            mutation =>
                Registration.Verify(
                    Ceremonies.Ceremony,
                    whole with
                    {
                        AttestationObject = mutation.Of(whole.AttestationObject),
                    },
                    Ceremonies.Rule,
                    anchors
                )
        );
    }

    [Fact]
    public void Broken_public_keys()
    {
        var keys = new[] { SoftKeyPair.Es256, SoftKeyPair.Es512, SoftKeyPair.Rs256 }
            .Select(a => new SoftKeyPair(a).Cose())
            .ToList();
        keys.Add([0xA4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 0x20, 0x58, .. Enumerable.Repeat((byte)0x66, 31)]);
        var key = Ceremonies.Key();
        Run(
            10_000,
            mutation => Ceremonies.Register(key, answer => answer.CoseKey = mutation.Of(keys[mutation.Below(keys.Count)]))
        );
    }

    [Fact]
    public void Broken_certificates()
    {
        var certificate = Maker.Certify(
            new SoftKeyPair(SoftKeyPair.Es256).Key,
            SoftPacked.UsualSubject,
            SoftMaker.Authority(false)
        );
        Run(
            14_000,
            mutation =>
            {
                var broken = mutation.Of(certificate);
                _ = CertificatePath.KeyIdOf(broken);
                var leads = CertificatePath.EndsIn([Maker.Root], [broken], Ceremonies.Ceremony.Now);
                Assert.True(!leads || broken.AsSpan().SequenceEqual(certificate), "A broken certificate led to the root.");
            }
        );
    }

    [Fact]
    public void Broken_assertions_are_refused_one_and_all()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { UserHandle = Ceremonies.UserHandle };
        var stored = Ceremonies.Stored(key);
        var whole = AssertionResponse.Parse(key.Assert(Ceremonies.RpId, Ceremonies.Challenge))!;
        Run(
            10_000,
            mutation =>
            {
                var broken = Broken(whole, mutation);
                var answer = Assertion.Verify(Ceremonies.Ceremony, broken, stored, userIdentified: true);
                Assert.True(answer is AssertionAnswer.Refused || IsSame(broken, whole), "A broken assertion was accepted.");
            }
        );
    }

    [Fact]
    public void Broken_JSON()
    {
        var key = Ceremonies.Key();
        var registration = Encoding.UTF8.GetBytes(key.Register(Ceremonies.RpId, Ceremonies.Challenge));
        var assertion = Encoding.UTF8.GetBytes(key.Assert(Ceremonies.RpId, Ceremonies.Challenge));
        var stored = Ceremonies.Stored(key);
        Run(
            10_000,
            mutation =>
            {
                _ = Ceremonies.Register(Ceremonies.Ceremony, Text(mutation.Of(registration)), Ceremonies.Rule);
                _ = Ceremonies.Assert(Ceremonies.Ceremony, Text(mutation.Of(assertion)), stored);
            }
        );
    }

    [Fact]
    public void Every_beginning_of_every_answer()
    {
        foreach (var attestation in Attestations.Values)
        {
            var key = new SoftAuthenticator(Ceremonies.Origin) { Attestation = attestation };
            var whole = RegistrationResponse.Parse(key.Register(Ceremonies.RpId, Ceremonies.Challenge))!;
            for (var length = 0; length < whole.AttestationObject.Length; length++)
            {
                var cut = whole with { AttestationObject = whole.AttestationObject[..length] };
                var answer = Registration.Verify(Ceremonies.Ceremony, cut, Ceremonies.Rule, TrustAnchors.None);
                Assert.Equal(CeremonyCheck.AttestationObject, Ceremonies.Failed(answer));
            }
        }
    }

    private static AssertionResponse Broken(AssertionResponse whole, Mutation mutation) =>
        mutation.Below(3) switch
        {
            0 => whole with { ClientDataJson = mutation.Of(whole.ClientDataJson) },
            1 => whole with { AuthenticatorData = mutation.Of(whole.AuthenticatorData) },
            _ => whole with { Signature = mutation.Of(whole.Signature) },
        };

    private static bool IsSame(AssertionResponse one, AssertionResponse other) =>
        one.ClientDataJson.AsSpan().SequenceEqual(other.ClientDataJson)
        && one.AuthenticatorData.AsSpan().SequenceEqual(other.AuthenticatorData)
        && one.Signature.AsSpan().SequenceEqual(other.Signature);

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);

    private static void Run(int count, Action<Mutation> answer)
    {
        var mutation = new Mutation(seed: 20261122);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var made = 0; made < count; made++)
        {
            var (again, once) = (mutation.Twin(), mutation.Twin());
            if (TimeOf(answer, mutation) > Longest && TimeOf(answer, again) > Longest)
                Assert.InRange(TimeOf(answer, once), TimeSpan.Zero, Longest);
        }
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / count, 0, MostBytes);
    }

    private static TimeSpan TimeOf(Action<Mutation> answer, Mutation mutation)
    {
        var since = Stopwatch.GetTimestamp();
        answer(mutation);
        return Stopwatch.GetElapsedTime(since);
    }
}
