using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Sallyport.Core.Common;

namespace Sallyport.Server.RestApi.Description;

/// <summary>What the whole OpenAPI document has: who may call, and every problem.</summary>
internal static class RestDocument
{
    public const string Name = "v1";
    public const string ProblemSchema = "Problem";

    private const string About =
        "Everything that the portal does for accounts, users, roles, policy, API keys, sessions and the audit trail. docs/rest-api.md says who may call and how requests are read.";

    private static readonly Dictionary<string, string> Tags = new(StringComparer.Ordinal)
    {
        ["session"] = "Sessions for programs, and fresh proofs",
        ["me"] = "Oneself",
        ["account"] = "The account with its policy, host names and applications",
        ["installation"] = "What is required above all accounts",
        ["audit"] = "The audit trail",
        ["users"] = "The account's users",
        ["roles"] = "Roles, and what they allow",
    };

    public static void Configure(OpenApiOptions options)
    {
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<RestRule>().Any();
        options.AddSchemaTransformer(WriteTimes);
        options.AddOperationTransformer(RestOperation.Describe);
        options.AddDocumentTransformer(Complete);
    }

    /// <summary>Statuses with the codes that come with them.</summary>
    public static IEnumerable<IGrouping<int, ProblemCode>> ByStatus() =>
        Enum.GetValues<ProblemCode>().GroupBy(Problems.StatusOf).OrderBy(group => group.Key);

    public static string ResponseOf(int status) => $"Problem{status}";

    // The converter that writes them is ours, so that the framework does not know what comes out.
    private static Task WriteTimes(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
        {
            schema.Type = type == typeof(DateTimeOffset) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = "date-time";
        }
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancel)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Sallyport",
            Version = Name,
            Description = About,
        };
        // Where it is served is where it works.
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>(
            document
                .Paths.Select(path => path.Key.Split('/')[3])
                .Distinct(StringComparer.Ordinal)
                .Select(name => new OpenApiTag { Name = name, Description = Tags[name] })
        );
        var components = document.Components ??= new OpenApiComponents();
        components.SecuritySchemes = SecuritySchemes();
        components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        foreach (var (name, schema) in components.Schemas)
            Sharpen(name, (OpenApiSchema)schema);
        components.Schemas[ProblemSchema] = Problem();
        components.Responses = ByStatus()
            .ToDictionary(
                group => ResponseOf(group.Key),
                group => (IOpenApiResponse)Response(group, document),
                StringComparer.Ordinal
            );
        return Task.CompletedTask;
    }

    // What is sent has no null and nothing unknown; what is answered may have more in a later version.
    private static void Sharpen(string name, OpenApiSchema schema)
    {
        var isSent = name.EndsWith("Body", StringComparison.Ordinal);
        schema.AdditionalPropertiesAllowed = !isSent;
        foreach (var (member, value) in schema.Properties?.ToList() ?? [])
            if (isSent && value is OpenApiSchema { OneOf: [_, var other] })
                schema.Properties![member] = other;
            else if (isSent && value is OpenApiSchema own)
                own.Type &= ~JsonSchemaType.Null;
    }

    private static Dictionary<string, IOpenApiSecurityScheme> SecuritySchemes() =>
        new(StringComparer.Ordinal)
        {
            ["key"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "Authorization",
                Description = "ApiKey KEY, or Bearer KEY",
            },
            ["session"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "The token of POST /api/v1/session",
            },
            ["basic"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "basic",
                Description = "A key's id and the whole key; or name and password, where passwordOnApi lets them",
            },
        };

    private static OpenApiSchema Problem() =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457. Go by code: it stays.",
            Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status", "code", "instance" },
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri" },
                ["title"] = Text(),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["code"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.String,
                    Enum = [.. Enum.GetValues<ProblemCode>().Select(code => (JsonNode)Words.Snake(code))],
                },
                ["detail"] = Text(),
                ["instance"] = Text(),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
                        {
                            ["member"] = Text(),
                            ["code"] = Text(),
                            ["detail"] = Text(),
                        },
                    },
                },
            },
        };

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiResponse Response(IGrouping<int, ProblemCode> group, OpenApiDocument document) =>
        new OpenApiResponse
        {
            Description = string.Join(", ", group.Select(code => Words.Snake(code))),
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Problems.ContentType] = new OpenApiMediaType
                {
                    Schema = new OpenApiSchemaReference(ProblemSchema, document),
                    Examples = group.ToDictionary(Words.Snake, Example, StringComparer.Ordinal),
                },
            },
        };

    private static IOpenApiExample Example(ProblemCode code) =>
        new OpenApiExample
        {
            Summary = ProblemTitles.Of(code),
            Value = new JsonObject
            {
                ["type"] = "https://portal.acme.test/openapi#" + Words.Snake(code),
                ["title"] = ProblemTitles.Of(code),
                ["status"] = Problems.StatusOf(code),
                ["code"] = Words.Snake(code),
                ["instance"] = "urn:request:0HN7LU6Q0P8KG:00000001",
            },
        };
}
