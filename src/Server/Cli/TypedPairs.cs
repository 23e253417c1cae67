using System.CommandLine;

namespace Sallyport.Server.Cli;

/// <summary>Arguments of the form <c>KEY=VALUE</c>.</summary>
internal static class TypedPairs
{
    public static Argument<string[]> Argument(string description) =>
        new("KEY=VALUE") { Arity = ArgumentArity.OneOrMore, Description = description };

    /// <summary>Null where one of them has no <c>=</c>, or a key comes twice: nobody could say which one was meant.</summary>
    public static IReadOnlyList<(string Key, string Value)>? Read(IEnumerable<string> typed)
    {
        var pairs = new List<(string Key, string Value)>();
        foreach (var text in typed)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0 || pairs.Exists(pair => pair.Key == text[..at]))
                return null;
            pairs.Add((text[..at], text[(at + 1)..]));
        }
        return pairs;
    }

    public static Answer Refuse() => new Answer.Refused("not_pairs", "Write KEY=VALUE, each key once.");
}
