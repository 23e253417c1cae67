using System.Text;

namespace Sallyport.Server.Web.Layout;

/// <summary>
/// What the frame around a page shows: whose portal it is (the account's name, or the product's), whom to ask (a mail or web address,
/// a number, a sentence; empty: nobody), who is signed in, and the main navigation, already cut to what the person may open.
/// </summary>
public sealed record Shell(string Company, string Support, ShellPerson? Person, IReadOnlyList<MenuItem> Menu)
{
    public static Shell Plain { get; } = new("Sallyport", "", null, []);

    /// <summary>Null where the contact is no address. Mail and web alone: an administrator typed it, and it ends in a link.</summary>
    public Uri? SupportAddress
    {
        get
        {
            var typed =
                Support.Contains('@', StringComparison.Ordinal) && !Support.Contains(' ', StringComparison.Ordinal)
                    ? $"mailto:{Support}"
                    : Support;
            return Uri.TryCreate(typed, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" or "mailto"
                ? address
                : null;
        }
    }
}

public sealed record ShellPerson(string Name, string Email, bool MfaIsOn, bool MayHaveKeys)
{
    public string Initials
    {
        get
        {
            var words = Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words switch
            {
                [] => "",
                [var only] => Initial(only),
                [var first, .., var last] => Initial(first) + Initial(last),
            };
        }
    }

    // A letter outside the basic plane is two chars.
    private static string Initial(string word) => Rune.ToUpperInvariant(word.EnumerateRunes().First()).ToString();
}

/// <summary>A page names the key in `ViewData["Nav"]` to be marked as current; a thin line stands before the start of a group.</summary>
public sealed record MenuItem(string Key, string Text, string Address, bool StartsGroup = false);
