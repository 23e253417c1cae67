using System.Formats.Asn1;

namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>The Subject Alternative Name of an AIK certificate: maker, model and version of the TPM (TCG EK Credential Profile, section 3.2.9).</summary>
internal static class TpmAlternativeName
{
    public const string Oid = "2.5.29.17";

    private const string Manufacturer = "2.23.133.2.1";
    private const string Model = "2.23.133.2.2";
    private const string Version = "2.23.133.2.3";

    // GeneralName: directoryName [4].
    private static readonly Asn1Tag DirectoryName = new(TagClass.ContextSpecific, 4, isConstructed: true);

    /// <summary>Makers' numbers are not compared with a list: new makers would be locked out, and the number proves nothing by itself.</summary>
    public static bool NamesATpm(byte[] extension)
    {
        try
        {
            var attributes = Attributes(extension);
            return attributes.TryGetValue(Manufacturer, out var maker)
                && maker.Length == 11
                && maker.StartsWith("id:", StringComparison.Ordinal)
                && maker[3..].All(char.IsAsciiHexDigit)
                && attributes.ContainsKey(Model)
                && attributes.ContainsKey(Version);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    // They stand in one set, in three, or in three sequences of one: all are found in the wild.
    private static Dictionary<string, string> Attributes(byte[] extension)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        var outer = new AsnReader(extension, AsnEncodingRules.DER);
        var names = outer.ReadSequence();
        outer.ThrowIfNotEmpty();
        while (names.HasData)
        {
            if (names.PeekTag() == DirectoryName)
                Read(names.ReadSequence(DirectoryName).ReadSequence(), found);
            else
                _ = names.ReadEncodedValue();
        }
        return found;
    }

    private static void Read(AsnReader name, Dictionary<string, string> found)
    {
        while (name.HasData)
            for (var set = name.ReadSetOf(skipSortOrderValidation: true); set.HasData; )
            {
                var pair = set.ReadSequence();
                found[pair.ReadObjectIdentifier()] = Text(pair);
            }
    }

    private static string Text(AsnReader value) =>
        value.PeekTag() is { TagClass: TagClass.Universal, TagValue: var tag }
        && (UniversalTagNumber)tag
            is UniversalTagNumber.UTF8String
                or UniversalTagNumber.PrintableString
                or UniversalTagNumber.IA5String
            ? value.ReadCharacterString((UniversalTagNumber)tag)
            : throw new AsnContentException();
}
