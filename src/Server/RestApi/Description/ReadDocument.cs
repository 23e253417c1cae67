using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Sallyport.Server.RestApi.Description;

/// <summary>The OpenAPI document, made once: it is the same for everybody, and nobody has it made a thousand times.</summary>
public sealed class ReadDocument(IServiceProvider services)
{
    private readonly Lazy<Task<OpenApiDocument>> document = new(() =>
        services
            .GetRequiredKeyedService<IOpenApiDocumentProvider>(RestDocument.Name)
            .GetOpenApiDocumentAsync(CancellationToken.None)
    );

    private string? text;

    public Task<OpenApiDocument> Read(CancellationToken cancel) => document.Value.WaitAsync(cancel);

    public async Task<string> ReadText(CancellationToken cancel) =>
        text ??= await (await Read(cancel)).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancel);
}
