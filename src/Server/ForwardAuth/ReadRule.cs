using System.Collections.Concurrent;
using Microsoft.AspNetCore.WebUtilities;
using Sallyport.Core.ForwardAuth;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>The rule in a proxy's call: words, or the name of one that the operator keeps. A proxy asks by the same few again and again.</summary>
internal sealed class ReadRule(Settings settings)
{
    // Whoever calls directly makes up rules without end.
    private const int MostKept = 1000;
    private const string NameWord = "rule";
    private readonly ConcurrentDictionary<string, ForwardRule> kept = new(StringComparer.Ordinal);

    /// <param name="query">Of the call, without the question mark.</param>
    /// <param name="fault">Why, where it is null.</param>
    public ForwardRule? Of(ReadOnlySpan<char> query, out RuleFault? fault)
    {
        fault = null;
        if (kept.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(query, out var known))
            return known;
        var words = query.ToString();
        if (Read(words, out fault) is not { } rule)
            return null;
        if (kept.Count < MostKept)
            kept[words] = rule;
        return rule;
    }

    /// <summary>The same where a client wrote the words: those that are no rule's are its application's.</summary>
    /// <param name="query">Of the call, without the question mark.</param>
    /// <param name="fault">Why, where it is null.</param>
    public ForwardRule? OfClient(string query, out RuleFault? fault) =>
        Of(string.Join('&', query.Split('&').Where(IsRules)), out fault);

    private static bool IsRules(string part) => part.Split('=')[0] is var word && (word == NameWord || ForwardRule.IsWord(word));

    private ForwardRule? Read(string query, out RuleFault? fault)
    {
        var words = QueryHelpers.ParseQuery(query);
        if (!words.TryGetValue(NameWord, out var names))
            return ForwardRule.Read(WordsOf(query), settings.KeyAccesses, out fault);
        fault =
            names.Count > 1 ? RuleFault.RepeatedWord
            : !settings.ForwardRules.ContainsKey(names[0] ?? "") ? RuleFault.UnknownRule
            // A name and words beside it: nobody knows which of the two was meant.
            : words.Keys.Any(word => word is not (NameWord or "mode")) ? RuleFault.UnknownWord
            : null;
        return fault is null
            ? ForwardRule.Read(
                WordsOf(settings.ForwardRules[names[0]!]).Concat(WordsOf(query).Where(word => word.Word == "mode")),
                settings.KeyAccesses,
                out fault
            )
            : null;
    }

    private static IEnumerable<(string Word, IReadOnlyList<string?> Values)> WordsOf(string text) =>
        QueryHelpers.ParseQuery(text).Select(word => (word.Key, (IReadOnlyList<string?>)[.. word.Value]));
}
