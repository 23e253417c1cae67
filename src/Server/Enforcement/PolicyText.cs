namespace Sallyport.Server.Enforcement;

/// <summary>How a setting is shown.</summary>
public enum PolicyControl
{
    /// <summary>A check box: yes or no.</summary>
    Box,

    /// <summary>Radio buttons, where the words deserve a sentence each.</summary>
    Radio,
    Select,

    /// <summary>A typed number or text.</summary>
    Typed,
}

/// <summary>One word of a setting in plain language.</summary>
public sealed record PolicyOption(string Word, string Label, string? Hint = null);

/// <summary>A setting in plain language. The English text is the key of the translations.</summary>
public sealed record PolicyText(
    string Name,
    PolicyControl Control,
    string Label,
    string? Hint,
    params IReadOnlyList<PolicyOption> Options
);

/// <summary>Settings that belong together.</summary>
public sealed record PolicyGroup(string Title, string Lead, IReadOnlyList<PolicyText> Settings);
