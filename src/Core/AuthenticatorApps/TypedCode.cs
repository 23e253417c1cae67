namespace Sallyport.Core.AuthenticatorApps;

/// <summary>Six digits as somebody typed them, spelled in one way, so that what is compared, counted and recorded is the same.</summary>
public sealed class TypedCode
{
    private TypedCode(string digits) => Digits = digits;

    public string Digits { get; }

    /// <summary>Drops ASCII spaces, then demands six ASCII digits. Other digits would spell a spent code anew (CVE-2025-6014).</summary>
    public static TypedCode? Parse(string? typed)
    {
        var digits = typed?.Replace(" ", "", StringComparison.Ordinal);
        return digits is { Length: Totp.Digits } && digits.All(char.IsAsciiDigit) ? new TypedCode(digits) : null;
    }

    public override string ToString() => "(code)";
}
