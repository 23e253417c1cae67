using System.Text;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>
/// All the names under which some application finds a header: PHP, WSGI and CGI turn each mark into <c>_</c> and each letter into a capital.
/// </summary>
internal static class Spellings
{
    // Few enough for every proxy's limits on number and size of a request's headers.
    private const int LinesOfOneRequest = 40;

    public static IEnumerable<string> Of(string name) => Of(name, "-_.");

    /// <param name="name">With dashes.</param>
    /// <param name="marks">What may stand in place of each dash.</param>
    public static IEnumerable<string> Of(string name, string marks)
    {
        var parts = name.Split('-');
        var joined = parts
            .Skip(1)
            .Aggregate<string, IEnumerable<string>>(
                [parts[0]],
                (begun, part) => begun.SelectMany(b => marks.Select(m => b + m + part))
            );
        return joined
            .SelectMany(spelt => new[] { spelt, spelt.ToUpperInvariant(), spelt.ToLowerInvariant() })
            .Distinct(StringComparer.Ordinal);
    }

    /// <summary>Lines for as many requests as it takes, each header with the same value.</summary>
    public static IEnumerable<string[]> Lines(IEnumerable<string> names, string value) =>
        names.Select(name => $"{name}: {value}").Chunk(LinesOfOneRequest);

    /// <summary>The names as an application that reads them as variables of its environment finds them.</summary>
    public static string AsVariable(string name)
    {
        var variable = new StringBuilder(name.Length);
        foreach (var c in name)
            variable.Append(char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_');
        return variable.ToString();
    }
}
