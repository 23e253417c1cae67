namespace Sallyport.Core.SecurityKeys.Attestations;

/// <summary>The members that most statements have: <c>alg</c>, <c>sig</c> and, where a maker signs, <c>x5c</c>.</summary>
internal sealed record SignedStatement(long Algorithm, byte[] Signature, IReadOnlyList<byte[]> Path)
{
    /// <summary>Null where one is missing, of another type, or where the chain is empty.</summary>
    public static SignedStatement? Read(CborMap statement) =>
        statement.Number("alg") is { } algorithm && statement.Bytes("sig") is { } signature && PathOf(statement) is { } path
            ? new SignedStatement(algorithm, signature, path)
            : null;

    /// <summary>What it proves, once it was found right.</summary>
    public Attested.Proved Proved => new(Path) { IsWeak = Algorithm == CertificateSignature.Rs1 };

    public static IReadOnlyList<byte[]>? PathOf(CborMap statement) =>
        statement.ListOfBytes("x5c") is { Count: > 0 } path ? path : null;
}
