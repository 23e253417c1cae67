using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.DependencyInjection;

namespace Sallyport.AspNetCore;

/// <summary>Puts the scheme among an application's others.</summary>
public static class SallyportExtensions
{
    internal const string Client = "Sallyport.AspNetCore";

    /// <summary>Lets programs in by <c>Authorization: ApiKey …</c>, under the scheme <see cref="SallyportDefaults.Scheme"/>.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <param name="configure">Names the server at least.</param>
    public static AuthenticationBuilder AddSallyport(this AuthenticationBuilder builder, Action<SallyportOptions> configure) =>
        builder.AddSallyport(SallyportDefaults.Scheme, configure);

    /// <summary>The same under a name of one's own, for several servers, accesses or permissions.</summary>
    /// <param name="builder">The application's authentication.</param>
    /// <param name="scheme">Its name.</param>
    /// <param name="configure">Names the server at least.</param>
    public static AuthenticationBuilder AddSallyport(
        this AuthenticationBuilder builder,
        string scheme,
        Action<SallyportOptions> configure
    )
    {
        builder
            .Services.AddHttpClient(Client)
            // An answer that leads elsewhere is none, and a key is sent to the server alone.
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        builder.Services.AddSingleton<RememberedAnswers>();
        // A wrong address is seen at the start and not by the first program that comes.
        builder.Services.AddOptions<SallyportOptions>(scheme).ValidateOnStart();
        return builder.AddScheme<SallyportOptions, SallyportHandler>(scheme, configure);
    }
}
