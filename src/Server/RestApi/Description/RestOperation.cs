using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sallyport.Core.Common;

namespace Sallyport.Server.RestApi.Description;

/// <summary>What the OpenAPI document says of one route, from what the front desk wrote at it.</summary>
internal static class RestOperation
{
    private const string Json = "application/json";

    private static readonly Dictionary<string, string> MeaningOfParameters = new(StringComparer.Ordinal)
    {
        ["limit"] = "How many, 1 to 200; 50 where it is left out",
        ["offset"] = "How many lie before",
        ["q"] = "Part of login, name or mail address",
        ["order"] = "login, name, email, status, created or lastSignIn; - before it for the other way round",
        ["mfa"] = "on, off, securityKey or app",
        ["required"] = "true or false: whether MFA is required",
        ["removed"] = "true: removed users too",
        ["before"] = "next of the part before",
        ["from"] = "A time; rows from then on",
        ["until"] = "A time; rows before it",
        ["person"] = "A login or an id, of who did it or to whom it was done",
        ["confirmed"] = "true: also where security keys answer to it alone",
        ["action"] = "An action of docs/audit-events.md",
    };

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancel)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var rule = metadata.OfType<RestRule>().Single();
        var method = context.Description.HttpMethod!;
        var path = "/" + context.Description.RelativePath!["api/v1/".Length..];
        operation.Summary = RouteSummaries.Of(method, path);
        operation.OperationId = IdOf(method, path);
        operation.Description = Asked(rule);
        operation.Tags = new HashSet<OpenApiTagReference> { new(path.Split('/')[1], context.Document) };
        AddParameters(operation, metadata, method, path);
        AddExamples(operation, context);
        AddProblems(operation, context.Document!, rule);
        operation.Security = rule.IsPublic ? [] : Schemes(rule, context.Document!);
        return Task.CompletedTask;
    }

    // getUsersIdApiKeys: stable as long as the address is.
    private static string IdOf(string method, string path) =>
        method.ToLowerInvariant()
        + string.Concat(
            path.Split(['/', '-', '{', '}'], StringSplitOptions.RemoveEmptyEntries)
                .Select(word => char.ToUpperInvariant(word[0]) + word[1..])
        );

    private static string Asked(RestRule rule) =>
        string.Join(
            ' ',
            new[]
            {
                rule.IsPublic ? "Open to everybody." : "",
                rule == RestRule.Anybody ? "By key, session or password; no permission is asked." : "",
                rule.SessionOnly ? "By a session alone: keys and passwords are refused." : "",
                rule.AsksProof ? "A session gives a fresh proof first." : "",
                rule.Permission is { } permission ? $"Permission {Words.Upper(permission)}." : "",
            }.Where(text => text.Length > 0)
        );

    private static void AddParameters(OpenApiOperation operation, IList<object> metadata, string method, string path)
    {
        operation.Parameters ??= [];
        foreach (var name in metadata.OfType<RestParameters>().SelectMany(parameters => parameters.Names))
            operation.Parameters.Add(
                new OpenApiParameter
                {
                    Name = name,
                    In = ParameterLocation.Query,
                    Description = MeaningOfParameters[name],
                    Schema = new OpenApiSchema
                    {
                        Type = name is "limit" or "offset" ? JsonSchemaType.Integer : JsonSchemaType.String,
                    },
                }
            );
        if (HttpMethods.IsPatch(method) && path != "/me")
            operation.Parameters.Add(Header("If-Match", "The ETag that was read", isRequired: true));
        if (operation.Responses!.ContainsKey("201"))
            operation.Parameters.Add(Header("Idempotency-Key", "1 to 64 visible characters that name this request", false));
    }

    private static OpenApiParameter Header(string name, string meaning, bool isRequired) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = isRequired,
            Description = meaning,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static void AddExamples(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        foreach (var parameter in context.Description.ParameterDescriptions)
            if (
                operation.RequestBody?.Content is { } content
                && content.TryGetValue(Json, out var media)
                && parameter.Type?.Name.EndsWith("Body", StringComparison.Ordinal) == true
            )
                media.Example = RestExamples.Of(parameter.Type);
        foreach (var answer in context.Description.SupportedResponseTypes)
            if (
                answer.Type is { } type
                && type != typeof(void)
                && operation.Responses![$"{answer.StatusCode}"].Content is { } content
                && content.TryGetValue(Json, out var media)
            )
                media.Example = RestExamples.Of(type);
    }

    private static void AddProblems(OpenApiOperation operation, OpenApiDocument document, RestRule rule)
    {
        var hasBody = operation.RequestBody is not null;
        var isGuarded = operation.Parameters!.Any(parameter => parameter.Name == "If-Match");
        foreach (var status in RestDocument.ByStatus().Select(group => group.Key))
            if (
                status switch
                {
                    400 or 401 or 429 or 500 or 503 => true,
                    403 => !rule.IsPublic,
                    404 => operation.Parameters!.Any(parameter => parameter.In == ParameterLocation.Path),
                    409 or 422 => !rule.IsPublic && (hasBody || rule.AsksProof),
                    413 or 415 => hasBody,
                    412 or 428 => isGuarded,
                    _ => false,
                }
            )
                operation.Responses![$"{status}"] = new OpenApiResponseReference(RestDocument.ResponseOf(status), document);
    }

    private static List<OpenApiSecurityRequirement> Schemes(RestRule rule, OpenApiDocument document) =>
        [
            .. (rule.SessionOnly ? (string[])["session"] : ["key", "session", "basic"]).Select(
                name => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(name, document)] = [] }
            ),
        ];
}
