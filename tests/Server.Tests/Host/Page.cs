using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Sallyport.Server.Tests.Host;

/// <summary>An answer of the server, and how a person would read it.</summary>
public sealed partial class Page
{
    private readonly Lazy<IHtmlDocument> document;

    private Page(string address, HttpResponseMessage answer, byte[] bytes)
    {
        Address = address;
        Status = answer.StatusCode;
        Headers = answer.Headers;
        ContentType = answer.Content.Headers.ContentType?.MediaType ?? "";
        Bytes = bytes;
        Location = LocationOf(answer);
        Allow = [.. answer.Content.Headers.Allow];
        document = new Lazy<IHtmlDocument>(() => new HtmlParser().ParseDocument(Body));
    }

    /// <summary>Path and query.</summary>
    public string Address { get; }
    public string Path => Address.Split('?')[0];
    public HttpStatusCode Status { get; }
    public HttpResponseHeaders Headers { get; }
    public string ContentType { get; }
    public byte[] Bytes { get; }
    public string Body => System.Text.Encoding.UTF8.GetString(Bytes);

    /// <summary>The methods that a 405 names.</summary>
    public IReadOnlyList<string> Allow { get; }

    /// <summary>Where a redirect leads: path and query; null where the answer is none.</summary>
    public string? Location { get; }

    /// <summary>For whatever the other members do not show.</summary>
    public IHtmlDocument Document => document.Value;

    public string Heading => TextOf(Document.QuerySelector("h1"));

    /// <summary>What stands in the middle of the page, spaces folded.</summary>
    public string Text => TextOf(Document.QuerySelector("main") ?? Document.Body);

    public IReadOnlyList<string> Banners => TextsOf(".banner");

    /// <summary>The points of the summary on top.</summary>
    public IReadOnlyList<string> Errors => TextsOf(".error-summary li, .error-summary p");

    /// <summary>What stands in a field, or null where there is none of the name.</summary>
    public string? Field(string name) =>
        Document.QuerySelector($"[name='{name}']") switch
        {
            null => null,
            IHtmlTextAreaElement area => area.Value,
            IHtmlSelectElement select => select.Value,
            var element => element.GetAttribute("value") ?? "",
        };

    public bool HasForm(params string[] fields) =>
        Document.Forms.Any(f => fields.All(name => f.QuerySelector($"[name='{name}']") is not null));

    /// <summary>Texts of all elements that a CSS selector finds.</summary>
    public IReadOnlyList<string> TextsOf(string selector) => [.. Document.QuerySelectorAll(selector).Select(TextOf)];

    public FilledForm Form(params (string Name, string? Value)[] fields) => FilledForm.Of(Document, Address, fields);

    public override string ToString() => $"{(int)Status} {Address}{(Location is null ? "" : " → " + Location)}: {Text}";

    internal static async Task<Page> Read(string address, HttpResponseMessage answer) =>
        new(address, answer, await answer.Content.ReadAsByteArrayAsync());

    private static string? LocationOf(HttpResponseMessage answer) =>
        answer.Headers.Location is not { } to ? null
        : to.IsAbsoluteUri && to.Scheme.StartsWith("http", StringComparison.Ordinal) ? to.PathAndQuery
        : to.OriginalString;

    private static string TextOf(IElement? element) => Spaces().Replace(element?.TextContent ?? "", " ").Trim();

    [GeneratedRegex(@"\s+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Spaces();
}
