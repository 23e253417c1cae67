using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Core.ForwardAuth;

/// <summary>Why a rule cannot be read. The snake_case words stand in the server's log.</summary>
public enum RuleFault
{
    UnknownWord,
    RepeatedWord,
    UnknownAccess,
    UnknownPermission,
    UnknownStrength,
    UnknownMode,

    /// <summary>The operator keeps none of that name.</summary>
    UnknownRule,
}

/// <summary>What a proxy asks of whoever wants to pass: <c>?access=API&amp;permission=VIEW_USER&amp;strength=phishingResistant</c>.</summary>
public sealed record ForwardRule
{
    private const string PhishingResistant = "phishingResistant";

    /// <summary>What a key must open.</summary>
    public string Access { get; private init; } = KeyAccess.Api;

    /// <summary>Null: nothing in particular.</summary>
    public Permission? Permission { get; private init; }

    /// <summary>People must have signed in with a security key or passkey.</summary>
    public bool ResistsPhishing { get; private init; }

    /// <summary>The proxy carries any answer to the caller, 302 and 429 too; otherwise it understands 2xx, 401 and 403 alone.</summary>
    public bool IsFull { get; private init; }

    /// <summary>A strength is asked of people. Programs pass beside them where the rule names an access of theirs.</summary>
    public bool AdmitsKeys { get; private init; } = true;

    /// <param name="words">The words of the query with all their values.</param>
    /// <param name="accesses">Those that the operator defined.</param>
    /// <param name="fault">Why, where it is null: nobody passes by a rule that is not wholly understood.</param>
    public static ForwardRule? Read(
        IEnumerable<(string Word, IReadOnlyList<string?> Values)> words,
        IReadOnlyList<string> accesses,
        out RuleFault? fault
    )
    {
        var rule = new ForwardRule();
        var (hasAccess, hasStrength) = (false, false);
        fault = null;
        foreach (var (word, values) in words)
        {
            fault = values is [var value] ? FaultOf(word, value ?? "", accesses) : RuleFault.RepeatedWord;
            if (fault is not null)
                return null;
            rule = rule.With(word, values[0]!);
            hasAccess |= word == "access";
            hasStrength |= word == "strength";
        }
        return rule with { AdmitsKeys = hasAccess || !hasStrength };
    }

    public static bool IsWord(string text) => text is "access" or "permission" or "strength" or "mode";

    private static RuleFault? FaultOf(string word, string value, IReadOnlyList<string> accesses) =>
        word switch
        {
            "access" => KeyAccess.BuiltIn.Concat(accesses).Contains(value, StringComparer.Ordinal)
                ? null
                : RuleFault.UnknownAccess,
            "permission" => Words.Parse<Permission>(value) is null ? RuleFault.UnknownPermission : null,
            "strength" => value is "any" or PhishingResistant ? null : RuleFault.UnknownStrength,
            "mode" => value == "full" ? null : RuleFault.UnknownMode,
            _ => RuleFault.UnknownWord,
        };

    private ForwardRule With(string word, string value) =>
        word switch
        {
            "access" => this with { Access = value },
            "permission" => this with { Permission = Words.Parse<Permission>(value) },
            "strength" => this with { ResistsPhishing = value == PhishingResistant },
            _ => this with { IsFull = true },
        };
}
