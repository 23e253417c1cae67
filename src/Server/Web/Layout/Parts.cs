namespace Sallyport.Server.Web.Layout;

/// <summary>How a banner is meant; decides its colour and icon.</summary>
public enum Tone
{
    Plain,
    Good,
    Warn,
    Bad,
}

/// <summary>What happened, or why one is here: one strong sentence, and more where it helps. Partial `_Banner`.</summary>
public sealed record Banner(Tone Tone, string Text, string? More = null)
{
    public string Icon =>
        Tone switch
        {
            Tone.Plain => "info",
            Tone.Good => "check",
            Tone.Warn => "alert",
            Tone.Bad => "stop",
        };
}

/// <summary>
/// A text with its name and a "Copy" button; what is copied may differ from what is shown (a key without its spaces).
/// Partial `_CopyField`; the page loads `js/copy.js`.
/// </summary>
public sealed record CopyField(string Id, string Label, string Shown, string? Copied = null);

/// <summary>Where one stands in a short path, counted from one. Partial `_Steps`.</summary>
public sealed record Steps(int Current, params IReadOnlyList<string> Names);

/// <summary>
/// "Showing 1 to 25 of 40", page size, and the way to the neighbours; a change of the page size keeps the filters and the order.
/// Partial `_Pager`.
/// </summary>
public sealed record Pager(
    int From,
    int To,
    int Total,
    int Size,
    string? Previous,
    string? Next,
    IReadOnlyDictionary<string, string> Kept
)
{
    public static IReadOnlyList<int> Sizes { get; } = [10, 25, 50, 100];
}
