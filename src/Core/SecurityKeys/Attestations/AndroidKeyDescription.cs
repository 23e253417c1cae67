using System.Formats.Asn1;
using System.Numerics;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>Android's certificate extension (8.4.1; schema in the Android documentation, "Key and ID attestation"), as far as 8.4 asks for it.</summary>
internal sealed record AndroidKeyDescription(
    byte[] Challenge,
    bool IsForAllApplications,
    IReadOnlyList<BigInteger> Origins,
    IReadOnlyList<BigInteger> Purposes
)
{
    public const string Oid = "1.3.6.1.4.1.11129.2.1.17";

    // Tags of AuthorizationList.
    private const int PurposeTag = 1;
    private const int AllApplicationsTag = 600;
    private const int OriginTag = 702;

    /// <summary>Null where it does not follow the schema.</summary>
    public static AndroidKeyDescription? Parse(byte[] extension)
    {
        try
        {
            var outer = new AsnReader(extension, AsnEncodingRules.DER);
            var sequence = outer.ReadSequence();
            outer.ThrowIfNotEmpty();
            // Version and security level of the attestation, then of the key store.
            for (var skipped = 0; skipped < 4; skipped++)
                _ = sequence.ReadEncodedValue();
            var challenge = sequence.ReadOctetString();
            _ = sequence.ReadOctetString(); // uniqueId
            var lists = new Authorizations();
            lists.Read(sequence.ReadSequence()); // softwareEnforced
            lists.Read(sequence.ReadSequence()); // teeEnforced
            return new AndroidKeyDescription(challenge, lists.IsForAll, lists.Origins, lists.Purposes);
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private sealed class Authorizations
    {
        public bool IsForAll { get; private set; }
        public List<BigInteger> Origins { get; } = [];
        public List<BigInteger> Purposes { get; } = [];

        public void Read(AsnReader list)
        {
            while (list.HasData)
            {
                var tag = list.PeekTag();
                if (tag.TagClass != TagClass.ContextSpecific)
                    throw new AsnContentException();
                Read(tag.TagValue, list.ReadSequence(tag));
            }
        }

        private void Read(int tag, AsnReader value)
        {
            if (tag == AllApplicationsTag)
                IsForAll = true;
            else if (tag == OriginTag)
                Origins.Add(value.ReadInteger());
            else if (tag == PurposeTag)
                for (var set = value.ReadSetOf(skipSortOrderValidation: true); set.HasData; )
                    Purposes.Add(set.ReadInteger());
        }
    }
}
