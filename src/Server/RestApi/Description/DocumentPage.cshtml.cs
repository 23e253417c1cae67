using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.OpenApi;
using Sallyport.Server.Web;

namespace Sallyport.Server.RestApi.Description;

/// <summary>A route as the page shows it.</summary>
public sealed record ShownRoute(string Method, string Path, OpenApiOperation Operation)
{
    private static readonly JsonSerializerOptions Readable = new(RestJson.Options) { WriteIndented = true };

    /// <summary>What it is about: the first word of its address.</summary>
    public string Group => Operation.Tags?.FirstOrDefault()?.Name ?? "";

    /// <summary>Parameters that the path does not explain by itself.</summary>
    public IReadOnlyList<IOpenApiParameter> Explained =>
        [.. (Operation.Parameters ?? []).Where(parameter => !string.IsNullOrEmpty(parameter.Description))];

    /// <summary>What is sent; null where nothing is.</summary>
    public string? Sent => Written(Operation.RequestBody?.Content);

    /// <summary>Statuses of success, with what comes in them.</summary>
    public IEnumerable<(string Status, string? Body)> Answers =>
        (Operation.Responses ?? [])
            .Where(answer => answer.Key.StartsWith('2'))
            .Select(answer => (answer.Key, Written(answer.Value.Content)));

    private static string? Written(IDictionary<string, OpenApiMediaType>? content) =>
        content is not null && content.TryGetValue("application/json", out var media) && media.Example is JsonNode example
            ? example.ToJsonString(Readable)
            : null;
}

/// <summary>The API's description for people: the OpenAPI document, drawn without script. Each problem has an anchor, to which its <c>type</c> leads.</summary>
public sealed class DocumentPage(ReadDocument document, Settings settings) : PageModel
{
    /// <summary>Where the API is, as programs write it.</summary>
    public string Address => settings.PublicUrl.ToString().TrimEnd('/') + "/api/v1";

    public IReadOnlyList<ShownRoute> Routes { get; private set; } = [];

    public async Task OnGetAsync() =>
        Routes = [
            .. from path in (await document.Read(HttpContext.RequestAborted)).Paths
            from operation in path.Value.Operations ?? []
            select new ShownRoute(operation.Key.Method, path.Key, operation.Value),
        ];
}
