using System.Globalization;
using System.Text;

namespace Sallyport.Core.ForwardAuth;

/// <summary>A value in a header for what stands behind the proxy: UTF-8, with everything but visible ASCII percent-encoded, and the percent sign itself.</summary>
public static class IdentityValue
{
    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.Contains('%', StringComparison.Ordinal))
            return text;
        var encoded = new StringBuilder(text.Length * 2);
        foreach (var value in Encoding.UTF8.GetBytes(text))
            if (value is > 0x20 and < 0x7f and not (byte)'%')
                encoded.Append((char)value);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}");
        return encoded.ToString();
    }
}
