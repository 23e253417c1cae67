using System.Text;

namespace Sallyport.Core.Accounts;

/// <summary>How a typed password is read: as Unicode NFC, counted in code points, never cut (NIST SP 800-63B-4, 3.1.1.2).</summary>
public static class PasswordText
{
    /// <summary>Hashing an endless password would be work for nothing. Four bytes a code point at most, so 1,024 bytes in UTF-8.</summary>
    public const int MaximumCodePoints = 256;

    /// <summary>The same text however the keyboard composed it: e with an accent is é.</summary>
    public static string Normal(string typed) => WellFormed(typed).Normalize(NormalizationForm.FormC);

    /// <summary>Half a surrogate pair and U+FFFE are no characters and cannot be normalised; they become U+FFFD, as in a form post.</summary>
    private static string WellFormed(string typed) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(typed)).Replace('\uFFFE', '\uFFFD');

    /// <summary>What passwords are compared by: NFC in lower case.</summary>
    public static string Canonical(string typed) => Normal(Normal(typed).ToLowerInvariant());

    public static int CodePoints(string normal) => normal.EnumerateRunes().Count();

    public static bool IsTooLong(string normal) => CodePoints(normal) > MaximumCodePoints;
}
