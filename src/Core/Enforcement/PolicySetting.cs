using System.Globalization;

namespace Sallyport.Core.Enforcement;

/// <summary>One key of the policy: its name, its words, and how it is read from and written to the record.</summary>
public sealed class PolicySetting
{
    private readonly Func<Policy, string> read;
    private readonly Func<Policy, string, Policy?> write;

    private PolicySetting(
        string name,
        IReadOnlyList<string> words,
        Func<Policy, string> read,
        Func<Policy, string, Policy?> write
    )
    {
        Name = name;
        Words = words;
        this.read = read;
        this.write = write;
    }

    public string Name { get; }

    /// <summary>The allowed words; empty where numbers or lists are typed (<see cref="Rule"/> says which).</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>What may be typed, for messages: <c>yes, no</c> or <c>0–90</c>.</summary>
    public string Rule { get; private init; } = "";
    public int? Lowest { get; private init; }
    public int? Highest { get; private init; }

    /// <summary>Several words of <see cref="Words"/> at once, in an order that matters.</summary>
    public bool IsList { get; private init; }

    public string Read(Policy policy) => read(policy);

    /// <summary>The policy with this setting changed, or null where the word is none of the allowed ones.</summary>
    public Policy? Write(Policy policy, string word) => write(policy, word.Trim());

    public static PolicySetting Choice<T>(string name, Func<Policy, T> get, Func<Policy, T, Policy> set)
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(Common.Words.Camel).ToList();
        return new(
            name,
            words,
            p => Common.Words.Camel(get(p)),
            (p, w) => words.Contains(w) ? set(p, Common.Words.Parse<T>(w)!.Value) : null
        )
        {
            Rule = string.Join(", ", words),
        };
    }

    public static PolicySetting YesNo(string name, Func<Policy, bool> get, Func<Policy, bool, Policy> set) =>
        new(name, ["yes", "no"], p => get(p) ? "yes" : "no", (p, w) => w is "yes" or "no" ? set(p, w == "yes") : null)
        {
            Rule = "yes, no",
        };

    public static PolicySetting Number(
        string name,
        int lowest,
        int highest,
        Func<Policy, int> get,
        Func<Policy, int, Policy> set
    ) =>
        new(
            name,
            [],
            p => get(p).ToString(CultureInfo.InvariantCulture),
            (p, w) => Parse(w, lowest, highest) is { } n ? set(p, n) : null
        )
        {
            Rule = $"{lowest}–{highest}",
            Lowest = lowest,
            Highest = highest,
        };

    public static PolicySetting List<T>(
        string name,
        Func<Policy, IReadOnlyList<T>> get,
        Func<Policy, IReadOnlyList<T>, Policy> set
    )
        where T : struct, Enum
    {
        var words = Enum.GetValues<T>().Select(Common.Words.Camel).ToList();
        return new(
            name,
            words,
            p => string.Join(',', get(p).Select(Common.Words.Camel)),
            (p, w) => ParseList<T>(w) is { } list ? set(p, list) : null
        )
        {
            Rule = string.Join(", ", words) + " (one or more, with commas)",
            IsList = true,
        };
    }

    public static PolicySetting Text(
        string name,
        string rule,
        Func<string, bool> isAllowed,
        Func<Policy, string> get,
        Func<Policy, string, Policy> set
    ) => new(name, [], get, (p, w) => isAllowed(w) ? set(p, w) : null) { Rule = rule };

    private static int? Parse(string word, int lowest, int highest) =>
        int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= lowest && n <= highest ? n : null;

    private static List<T>? ParseList<T>(string word)
        where T : struct, Enum
    {
        var values = word.Split(',', StringSplitOptions.TrimEntries).Select(Common.Words.Parse<T>).ToList();
        return values.Count > 0 && values.All(v => v is not null) && values.Distinct().Count() == values.Count
            ? values.ConvertAll(v => v!.Value)
            : null;
    }
}
