using System.Text;

namespace Sallyport.Core.Accounts;

/// <summary>
/// Which passwords are accepted: long enough, not in the list of common ones, not a name (ASVS 6.1.2, 6.2.1, 6.2.4, 6.2.9). Nothing is
/// asked of their composition (6.2.5).
/// </summary>
/// <param name="isCommon">Whether a password, in its <see cref="PasswordText.Canonical"/> form, stands in the list.</param>
public sealed class PasswordRule(Func<string, bool> isCommon)
{
    /// <summary>Beside a second factor eight are enough; alone, fifteen (NIST SP 800-63B-4, 3.1.1.2).</summary>
    public const int MinimumWithMfa = 8;
    public const int MinimumAlone = 15;
    private const string Product = "sallyport";

    public static int MinimumFor(bool mfaIsRequired) => mfaIsRequired ? MinimumWithMfa : MinimumAlone;

    public PasswordVerdict Judge(string typed, PasswordOwner owner)
    {
        var normal = PasswordText.Normal(typed);
        var minimum = MinimumFor(owner.MfaIsRequired);
        if (PasswordText.IsTooLong(normal))
            return new PasswordVerdict.TooLong(PasswordText.MaximumCodePoints);
        if (PasswordText.CodePoints(normal) < minimum)
            return new PasswordVerdict.TooShort(minimum);
        if (IsOnlyNames(PasswordText.Canonical(typed), owner))
            return new PasswordVerdict.OnlyNames();
        return isCommon(PasswordText.Canonical(typed)) ? new PasswordVerdict.Common() : new PasswordVerdict.Accepted();
    }

    /// <summary>Names, joined or repeated, with any punctuation between them, and nothing else.</summary>
    private static bool IsOnlyNames(string canonical, PasswordOwner owner)
    {
        var rest = LettersAndDigits(canonical);
        if (rest.Length == 0)
            return false;
        foreach (var name in NamesOf(owner).OrderByDescending(name => name.Length))
            rest = rest.Replace(name, "", StringComparison.Ordinal);
        return rest.Length == 0;
    }

    /// <summary>Also each part of an e-mail address and each word of a name: acme, of acme.example or of Acme Ltd.</summary>
    private static IEnumerable<string> NamesOf(PasswordOwner owner)
    {
        string[] whole = [Product, owner.Login, owner.Email, owner.AccountHandle, owner.AccountName];
        var parts = whole.SelectMany(name => name.Split(['@', '.', ' ', '-', '_', '/', '+']));
        return whole
            .Concat(parts)
            .Select(name => LettersAndDigits(PasswordText.Canonical(name)))
            .Where(name => name.Length > 0)
            .Distinct(StringComparer.Ordinal);
    }

    private static string LettersAndDigits(string text) =>
        string.Concat(text.EnumerateRunes().Where(Rune.IsLetterOrDigit).Select(rune => rune.ToString()));
}
