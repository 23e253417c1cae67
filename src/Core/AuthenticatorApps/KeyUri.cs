using System.Globalization;
using System.Text;
using Sallyport.Core.Common;

namespace Sallyport.Core.AuthenticatorApps;

/// <summary>The <c>otpauth://</c> addresses of the Key Uri Format (github.com/google/google-authenticator/wiki/Key-Uri-Format).</summary>
public static class KeyUri
{
    private const string Scheme = "otpauth://";

    /// <summary>What equals the format's default is left out: some apps choke on parameters, none on their absence.</summary>
    public static string Write(SetupKey key)
    {
        var (issuer, account) = (Labelled(key.Issuer), Labelled(key.Account));
        var address = new StringBuilder(Scheme).Append(key.Counter is null ? "totp/" : "hotp/");
        if (issuer.Length > 0)
            address.Append(issuer).Append(':');
        address.Append(account).Append("?secret=").Append(Base32.Encode(key.Seed.Reveal()));
        if (issuer.Length > 0)
            address.Append("&issuer=").Append(issuer);
        if (key.Shape.Hash != CodeShape.Usual.Hash)
            address.Append("&algorithm=").Append(Words.Upper(key.Shape.Hash));
        if (key.Shape.Digits != CodeShape.Usual.Digits)
            address.Append(CultureInfo.InvariantCulture, $"&digits={key.Shape.Digits}");
        if (key.Shape.Period != CodeShape.Usual.Period)
            address.Append(CultureInfo.InvariantCulture, $"&period={key.Shape.Period.TotalSeconds}");
        if (key.Counter is { } counter)
            address.Append(CultureInfo.InvariantCulture, $"&counter={counter}");
        return address.ToString();
    }

    // The format has no way to write a colon inside a name: readers decode first and split then. So it goes.
    private static string Labelled(string name) => Uri.EscapeDataString(name.Replace(":", "", StringComparison.Ordinal).Trim());

    /// <summary>Null where anything is missing, unknown, out of range or said in two ways; foreign parameters are passed over.</summary>
    public static SetupKey? Parse(string address)
    {
        if (!address.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var (path, query) = Halves(address[Scheme.Length..], '?');
        var (type, label) = Halves(path, '/');
        return
            Fields(query) is { } fields
            && Names(label, fields) is var (issuer, account)
            && Base32.Decode(fields.GetValueOrDefault("secret", "")) is { Length: > 0 } seed
            && Shape(fields) is { } shape
            && Counter(type, fields) is var (isKnown, counter)
            && isKnown
            ? new SetupKey(issuer, account, new Secret(seed)) { Shape = shape, Counter = counter }
            : null;
    }

    private static (string Before, string After) Halves(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");

    private static Dictionary<string, string>? Fields(string query)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var field in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Halves(field, '=');
            if (!fields.TryAdd(name, Uri.UnescapeDataString(value)))
                return null;
        }
        return fields;
    }

    // The label is "account" or "issuer:account"; an issuer said twice must be the same.
    private static (string Issuer, string Account)? Names(string label, Dictionary<string, string> fields)
    {
        var parts = Uri.UnescapeDataString(label).Split(':', StringSplitOptions.TrimEntries);
        var named = fields.GetValueOrDefault("issuer");
        if (parts.Length > 2 || parts[^1].Length == 0 || named?.Contains(':', StringComparison.Ordinal) == true)
            return null;
        if (parts.Length == 1)
            return (named ?? "", parts[0]);
        return named is null || named == parts[0] ? (parts[0], parts[1]) : null;
    }

    private static CodeShape? Shape(Dictionary<string, string> fields)
    {
        var hash = Words.Parse<CodeHash>(fields.GetValueOrDefault("algorithm", "SHA1").ToUpperInvariant());
        var digits = Number(fields, "digits") ?? Totp.Digits;
        var period = Number(fields, "period") ?? (long)Totp.Period.TotalSeconds;
        // Six to eight digits are what tokens show; a period beyond five minutes is a slip, not a token.
        return hash is { } known && digits is >= 6 and <= 8 && period is >= 1 and <= 300
            ? new CodeShape(known, (int)digits, TimeSpan.FromSeconds(period))
            : null;
    }

    private static (bool IsKnown, long? Counter) Counter(string type, Dictionary<string, string> fields) =>
        type.ToLowerInvariant() switch
        {
            "totp" => (true, null),
            "hotp" => Number(fields, "counter") is >= 0 and var counter ? (true, counter) : (false, null),
            _ => (false, null),
        };

    // Null where it is not there, negative where it is no number: out of every range.
    private static long? Number(Dictionary<string, string> fields, string name)
    {
        if (!fields.TryGetValue(name, out var text))
            return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
