using System.Buffers;
using System.Globalization;

namespace Sallyport.Core.Accounts;

/// <summary>A host name by which an account's people come: as browsers send it, in lower case and with A-labels, without port.</summary>
public static class HostName
{
    private const int Longest = 253;
    private static readonly SearchValues<char> Symbols = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>Null for what is no host name. A network address is none: it would be shared by every account.</summary>
    public static string? Canonical(string typed)
    {
        var name = typed.Trim().TrimEnd('.');
        // What is a name already is only looked at. Two dashes may begin a label in another script, whose letters are looked at too.
        if (IsName(name) && !name.Contains("--", StringComparison.Ordinal))
            return name;
        return Ascii(name) is { } ascii && IsName(ascii) ? ascii : null;
    }

    private static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > Longest)
            return false;
        while (name.IndexOf('.') is >= 0 and var end)
        {
            if (!IsLabel(name[..end]))
                return false;
            name = name[(end + 1)..];
        }
        return IsLabel(name) && name.ContainsAnyExceptInRange('0', '9');
    }

    /// <summary>
    /// Of an account's host names the one by which people come who are on their way to another host: the one that has most labels in common with it at the end
    /// (<c>login.acme.test</c> for <c>wiki.acme.test</c>), else the first. A last label alone says nothing. Null where there are none.
    /// </summary>
    public static string? Nearest(IEnumerable<string> hosts, string to) => hosts.MaxBy(host => Shared(host, to));

    private static int Shared(string host, string other)
    {
        var labels = host.Split('.').Reverse().Zip(other.Split('.').Reverse(), (a, b) => a == b).TakeWhile(same => same).Count();
        return labels > 1 ? labels : 0;
    }

    private static string? Ascii(string typed)
    {
        try
        {
            return new IdnMapping { UseStd3AsciiRules = true }
                .GetAscii(typed)
                .ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool IsLabel(ReadOnlySpan<char> label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && !label.ContainsAnyExcept(Symbols);
}
