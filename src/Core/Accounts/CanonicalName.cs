using System.Globalization;
using System.Text;
using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>One spelling for every name, so that no look-alike makes a second "same" user (Vault CVE-2025-6013).</summary>
public static class CanonicalName
{
    public const int LongestLogin = 64;

    /// <summary>The longest address that SMTP carries (RFC 5321, 4.5.3.1.3, less the angle brackets).</summary>
    public const int LongestEmail = 254;

    public const int LongestRole = 60;

    /// <summary>
    /// The canonical login: NFKC and lower case, of ASCII letters, digits and <c>. _ - +</c>, beginning and ending with a letter or digit; null when it is not one.
    /// <c>@</c> and <c>/</c> are left out because they decide how a typed name is read.
    /// </summary>
    public static string? Login(string typed)
    {
        // The one letter that Unicode's case folding makes two of and that lower case leaves alone. Not in addresses: there it names another domain.
        var name = Fold(typed)?.Replace("ß", "ss", StringComparison.Ordinal);
        return
            name is { Length: > 0 and <= LongestLogin }
            && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+')
            && char.IsAsciiLetterOrDigit(name[0])
            && char.IsAsciiLetterOrDigit(name[^1])
            ? name
            : null;
    }

    /// <summary>The canonical e-mail address; null when it is not one. The local part is folded too: mail systems that tell <c>Ben@</c> from <c>ben@</c> are not met.</summary>
    public static string? Email(string typed)
    {
        var name = Fold(typed);
        if (name is not { Length: > 0 and <= LongestEmail })
            return null;
        var at = name.LastIndexOf('@');
        return at > 0 && IsLocalPart(name.AsSpan(0, at)) && IsDomain(name[(at + 1)..]) ? name : null;
    }

    /// <summary>
    /// The address to which mail is sent: compatibility letters as plain ones, capitals as typed. Whoever types <c>ﬁn@</c> means the mailbox <c>fin@</c>, and
    /// an address that is stored otherwise would keep the plain one from its owner. What is no address stays as typed.
    /// </summary>
    public static string PlainEmail(string typed) => Email(typed) is null ? typed : typed.Normalize(NormalizationForm.FormKC);

    /// <summary>The address as its letters stand, in lower case: unlike the canonical one where it was stored with compatibility letters.</summary>
    public static string LiteralEmail(string stored) => stored.ToLowerInvariant();

    /// <summary>The canonical name of a role; null when it is none: empty, too long, or with signs that nobody sees, which would make a second "same" one.</summary>
    public static string? Role(string typed)
    {
        var name = Fold(typed);
        return name is { Length: > 0 and <= LongestRole } && name.Trim() == name && !name.Any(IsUnseen) ? name : null;
    }

    private static bool IsUnseen(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;

    private static bool IsLocalPart(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-/=?^_`{|}~.".Contains(c, StringComparison.Ordinal))
                return false;
        return text.Length <= 64 && text[0] != '.' && text[^1] != '.' && text.IndexOf("..") < 0;
    }

    private static bool IsDomain(string text) =>
        text.Length > 0
        && text.Split('.')
            .All(label =>
                label.Length is > 0 and <= 63
                && label[0] != '-'
                && label[^1] != '-'
                && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            );

    // Text that is not well-formed Unicode has no normal form; leading and trailing spaces are refused, not cut.
    private static string? Fold(string typed)
    {
        if (typed.Length > LongestEmail * 4 || !UnicodeText.IsWellFormed(typed))
            return null;
        return typed.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }
}
