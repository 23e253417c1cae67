using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Audit;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.Enforcement;
using Sallyport.Server.ForwardAuth;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Jobs;
using Sallyport.Server.Notifications;
using Sallyport.Server.Operator;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.RestApi;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Health;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage;

namespace Sallyport.Server;

/// <summary>Puts the house together: every capability's front desk, then the order in which a request passes.</summary>
public static class ServerHost
{
    // Forms are small; nothing here takes an upload (ASVS 4.2, F13).
    private const long LargestBody = 64 * 1024;

    /// <param name="settings">Of the installation.</param>
    /// <param name="opening">The storage, which may still be opening while the pages are put together.</param>
    /// <param name="clock">The one of the house.</param>
    /// <param name="random">The node's.</param>
    /// <param name="environment">Of ASP.NET Core: Production or Development.</param>
    public static async Task<WebApplication> Build(
        Settings settings,
        Task<OpenedStorage> opening,
        DatabaseClock clock,
        RandomSource random,
        string environment
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                // Pages and static files are found by this name, also where another program is the host.
                ApplicationName = typeof(ServerHost).Assembly.GetName().Name,
                EnvironmentName = environment,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseStaticWebAssets();
        // It would take any path of a GET: a wrong method would be 404 in a build that is not published, and 405 in one that is.
        builder.Configuration["DisableStaticAssetNotFoundRuntimeFallback"] = bool.TrueString;
        ConfigureKestrel(builder, settings);
        ConfigureLogs(builder);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(_ => opening.GetAwaiter().GetResult().Database);
        builder.Services.AddSingleton(_ => opening.GetAwaiter().GetResult().Sealer);
        builder.Services.AddSingleton(_ => opening.GetAwaiter().GetResult().KeyFile);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddSingleton(random);
        AddCapabilities(builder.Services, settings, builder.Environment.IsDevelopment());
        var app = builder.Build();
        Use(app, settings);
        await opening;
        await app.Services.GetRequiredService<FidoMetadata>().Follow(CancellationToken.None);
        return app;
    }

    private static void AddCapabilities(IServiceCollection services, Settings settings, bool isDevelopment)
    {
        services.AddWeb(settings);
        services.AddLayout();
        services.AddNotifications();
        services.AddAudit();
        services.AddAccounts();
        services.AddRecoveryCodes();
        services.AddApiKeys();
        services.AddEnforcement();
        services.AddAuthenticatorApps();
        services.AddSecurityKeys();
        services.AddSignIn();
        services.AddForwardAuth();
        services.AddIsProxy();
        services.AddRestApi();
        services.AddOperator();
        services.AddJobs();
        services.Configure<Microsoft.AspNetCore.Mvc.RazorPages.RazorPagesOptions>(o =>
        {
            o.Conventions.GuardWeb();
            o.Conventions.GuardNotifications(isDevelopment);
            o.Conventions.GuardAudit();
            o.Conventions.GuardAccounts();
            o.Conventions.GuardRecoveryCodes();
            o.Conventions.GuardApiKeys();
            o.Conventions.GuardEnforcement();
            o.Conventions.GuardAuthenticatorApps();
            o.Conventions.GuardSecurityKeys();
            o.Conventions.GuardSignIn();
            o.Conventions.GuardForwardAuth();
            o.Conventions.GuardOperator();
            o.Conventions.GuardRestApi();
        });
    }

    private static void Use(WebApplication app, Settings settings)
    {
        app.UseForwardAuth(settings);
        SecurityHeaders.Use(app, settings);
        ReadableHosts.Use(app);
        if (settings.TrustedProxies.Count > 0)
            app.UseForwardedHeaders();
        // Anew, because what failed once for a request is remembered as failed.
        app.UseExceptionHandler("/problem", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/problem", "?status={0}");
        app.UseApiKeys();
        app.TakeHeadAsGet();
        app.UseRouting();
        var pages = app.Services.GetRequiredService<PagesByHttps>();
        app.Use((http, next) => pages.Pass(http, next));
        app.UseAuthentication();
        app.UseRequestLocalization();
        app.UseRestApi();
        RightClock.Use(app);
        UnknownAddresses.Use(app);
        app.UseAuthorization();
        ReadableForms.Use(app);
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorPages();
        app.MapHealth();
        app.MapSecurityKeys();
        app.MapApiKeys();
        app.MapForwardAuth();
        app.MapRestApi();
    }

    private static void ConfigureKestrel(WebApplicationBuilder builder, Settings settings) =>
        builder
            .WebHost.UseUrls([.. settings.Urls])
            .ConfigureKestrel(o =>
            {
                o.AddServerHeader = false;
                o.Limits.MaxRequestBodySize = LargestBody;
                o.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
                o.Limits.MaxRequestHeaderCount = 64;
                o.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
                o.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
                o.Limits.MaxConcurrentConnections = ConnectionShares.Most;
                var shares = o.ApplicationServices.GetRequiredService<ConnectionShares>();
                o.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => shares.Serve(connection, next)));
            });

    private static void ConfigureLogs(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment())
            builder.Logging.AddSimpleConsole(o => o.SingleLine = true);
        else
            builder.Logging.AddJsonConsole();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Logging.AddFilter("Sallyport", LogLevel.Information);
        // FaultLog says it once, with the number that the person is shown.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics", LogLevel.Critical);
        // It would log that a form's token was wrong with the request's path and no more than that; our own answer says it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
    }
}
