using System.Formats.Cbor;

namespace Sallyport.Tests;

/// <summary>Makes attestation objects: what a maker of keys says to them.</summary>
internal abstract class SoftAttestation
{
    public static readonly SoftAttestation None = new Nothing();

    public abstract string Format { get; }

    /// <summary>Writes the members of the statement, sorted as CTAP2 sorts them.</summary>
    protected abstract IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair);

    protected static Action<CborWriter> Path(params byte[][] certificates) =>
        writer =>
        {
            writer.WriteStartArray(certificates.Length);
            foreach (var certificate in certificates)
                writer.WriteByteString(certificate);
            writer.WriteEndArray();
        };

    public byte[] Make(SoftAnswer answer, SoftKeyPair pair)
    {
        var writer = new CborWriter(CborConformanceMode.Strict);
        writer.WriteStartMap(3);
        writer.WriteTextString("fmt");
        writer.WriteTextString(Format);
        writer.WriteTextString("attStmt");
        WriteMap(writer, Statement(answer, pair));
        writer.WriteTextString("authData");
        writer.WriteByteString(answer.AuthenticatorData);
        writer.WriteEndMap();
        return answer.SpoilAttestationObject(writer.Encode());
    }

    private static void WriteMap(CborWriter writer, IReadOnlyDictionary<string, Action<CborWriter>> members)
    {
        writer.WriteStartMap(members.Count);
        foreach (var (name, write) in members)
        {
            writer.WriteTextString(name);
            write(writer);
        }
        writer.WriteEndMap();
    }

    private sealed class Nothing : SoftAttestation
    {
        public override string Format => "none";

        protected override IReadOnlyDictionary<string, Action<CborWriter>> Statement(SoftAnswer answer, SoftKeyPair pair) =>
            new Dictionary<string, Action<CborWriter>>(StringComparer.Ordinal);
    }
}
