namespace Sallyport.Core.SecurityKeys.Metadata;

/// <summary>What came of reading metadata.</summary>
public abstract record MetadataReading
{
    private MetadataReading() { }

    /// <summary>It is right, and signed by whom the subject names.</summary>
    public sealed record Read(MetadataBlob Blob, string Signer) : MetadataReading;

    public sealed record Refused(MetadataFault Fault) : MetadataReading;
}

/// <summary>Why metadata is not used.</summary>
public enum MetadataFault
{
    /// <summary>No JWS with a chain of certificates, or not the content that metadata has.</summary>
    Malformed,

    /// <summary>The signer's certificates do not end in a configured root, or not at this time.</summary>
    Chain,

    /// <summary>Not signed by the first of them, or by an algorithm other than RS256 and ES256.</summary>
    Signature,

    /// <summary>The number went back.</summary>
    Older,
}
