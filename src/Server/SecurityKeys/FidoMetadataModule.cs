using Sallyport.Core.SecurityKeys;

namespace Sallyport.Server.SecurityKeys;

/// <summary>Front desk of what is known of models. It has no page: the command line brings metadata in.</summary>
public static class FidoMetadataModule
{
    public static void AddFidoMetadata(this IServiceCollection services)
    {
        services.AddSingleton<FidoMetadata>();
        services.AddSingleton<TrustAnchors>(provider => provider.GetRequiredService<FidoMetadata>());
        services.AddSingleton<UpdateFidoMetadata>();
        services.AddSingleton<ShowFidoMetadata>();
    }
}
