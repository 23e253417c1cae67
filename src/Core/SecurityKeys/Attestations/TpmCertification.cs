namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>TPMS_ATTEST over a TPMS_CERTIFY_INFO (TPM Library Part 2, sections 10.12.8 and 10.12.3): what a TPM signs of a key.</summary>
internal sealed record TpmCertification(byte[] Bytes, byte[] ExtraData, byte[] Name)
{
    /// <summary>TPM_GENERATED_VALUE: no caller can make a TPM sign anything that begins so.</summary>
    private const uint Generated = 0xFF544347;

    /// <summary>TPM_ST_ATTEST_CERTIFY.</summary>
    private const ushort Certify = 0x8017;

    // TPMS_CLOCK_INFO: clock, reset and restart counts, whether the clock is safe.
    private const int ClockLength = sizeof(ulong) + 2 * sizeof(uint) + 1;

    /// <summary>Null where it is another structure, or anything is missing or left over.</summary>
    public static TpmCertification? Parse(byte[] bytes)
    {
        var reader = new TpmReader(bytes);
        if (reader.Word() != Generated || reader.Short() != Certify)
            return null;
        _ = reader.Sized(); // qualifiedSigner
        var extraData = reader.Sized();
        _ = reader.Take(ClockLength);
        _ = reader.Take(sizeof(ulong)); // firmwareVersion
        var name = reader.Sized();
        _ = reader.Sized(); // qualifiedName
        return reader.IsAtEnd ? new TpmCertification(bytes, extraData, name) : null;
    }
}
