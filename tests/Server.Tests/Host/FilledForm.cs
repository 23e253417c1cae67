using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Sallyport.Server.Tests.Host;

/// <summary>A form with its values, ready to be sent.</summary>
public sealed record FilledForm(string Method, string Action, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The form of a page that has all these fields, filled as a browser without script would send it.</summary>
    internal static FilledForm Of(IHtmlDocument document, string page, (string Name, string? Value)[] asked)
    {
        var names = asked.Select(f => f.Name).ToHashSet(StringComparer.Ordinal);
        var form =
            document.Forms.FirstOrDefault(f => names.IsSubsetOf(NamesIn(f)) && (names.Count > 0 || IsOfThePage(f)))
            ?? throw new InvalidOperationException(
                $"{page} has no form with {string.Join(", ", names)}. Forms there: "
                    + string.Join(
                        " | ",
                        document.Forms.Select(f => f.GetAttribute("action") + ": " + string.Join(", ", NamesIn(f)))
                    )
            );
        var fields = form.Elements.Where(e => !names.Contains(NameOf(e))).SelectMany(ValuesOf);
        var given = asked.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!));
        var action = form.GetAttribute("action") is { Length: > 0 } address ? address : page;
        return new FilledForm((form.GetAttribute("method") ?? "get").ToUpperInvariant(), action, [.. fields, .. given]);
    }

    internal HttpRequestMessage Request() =>
        Method == "GET"
            ? new HttpRequestMessage(
                HttpMethod.Get,
                Action.Split('?')[0]
                    + "?"
                    + string.Join('&', Fields.Select(f => Uri.EscapeDataString(f.Key) + "=" + Uri.EscapeDataString(f.Value)))
            )
            : new HttpRequestMessage(HttpMethod.Post, Action) { Content = new FormUrlEncodedContent(Fields) };

    // Without a field to go by, the form meant is the first of the page's own content, not the frame's (language, sign-out).
    private static bool IsOfThePage(IHtmlFormElement form) => form.Closest("main") is not null;

    private static HashSet<string> NamesIn(IHtmlFormElement form) =>
        form.Elements.Select(NameOf).ToHashSet(StringComparer.Ordinal);

    private static string NameOf(IElement element) => element.GetAttribute("name") ?? "";

    private static IEnumerable<KeyValuePair<string, string>> ValuesOf(IElement element)
    {
        var name = NameOf(element);
        if (name.Length == 0 || element.HasAttribute("disabled"))
            return [];
        return element switch
        {
            IHtmlInputElement { Type: "checkbox" or "radio" } box => box.IsChecked ? [KeyValuePair.Create(name, box.Value)] : [],
            IHtmlInputElement { Type: "submit" or "button" or "image" } => [],
            IHtmlInputElement input => [KeyValuePair.Create(name, input.Value)],
            IHtmlTextAreaElement area => [KeyValuePair.Create(name, area.Value)],
            IHtmlSelectElement select => select.Options.Where(o => o.IsSelected).Select(o => KeyValuePair.Create(name, o.Value)),
            _ => [],
        };
    }
}
