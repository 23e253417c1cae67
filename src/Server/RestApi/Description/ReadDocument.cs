using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Sallyport.Server.RestApi.Description;

/// <summary>The OpenAPI document, made once: it is the same for everybody, and nobody has it made a thousand times.</summary>
public sealed class ReadDocument
{
    private readonly Lazy<Task<OpenApiDocument>> document;
    private readonly Lazy<Task<string>> text;

    public ReadDocument(IServiceProvider services)
    {
        document = new(() =>
            services
                .GetRequiredKeyedService<IOpenApiDocumentProvider>(RestDocument.Name)
                .GetOpenApiDocumentAsync(CancellationToken.None)
        );
        text = new(async () =>
            await (await document.Value).SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None)
        );
    }

    public Task<OpenApiDocument> Read(CancellationToken cancel) => document.Value.WaitAsync(cancel);

    public Task<string> ReadText(CancellationToken cancel) => text.Value.WaitAsync(cancel);
}
