using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.Extensions.Options;
using Sallyport.Server.Web.Budgets;
using Sallyport.Server.Web.Health;
using Sallyport.Server.Web.Loops;

namespace Sallyport.Server.Web;

/// <summary>What every page stands on: forms, languages, headers, limits.</summary>
public static class WebModule
{
    /// <summary>Languages that are complete; the first is the one for browsers that ask for none of them.</summary>
    public static readonly IReadOnlyList<string> Languages = ["en", "de"];

    public static void AddWeb(this IServiceCollection services, Settings settings)
    {
        services.AddHttpContextAccessor();
        services.AddSingleton<Current>();
        services.AddSingleton<CookieNames>();
        services.AddSingleton<BrowserName>();
        services.AddSingleton<LocalTime>();
        services.AddSingleton<ConnectionShares>();
        services.AddSingleton<BackgroundLoops>();
        services.AddHealth();
        services.AddSingleton<PagesByHttps>();
        services.AddSingleton<RequestBudget>();
        services.AddExceptionHandler<FaultLog>();
        services.AddLocalization();
        services
            .AddRazorPages()
            .WithRazorPagesAtContentRoot()
            .AddMvcOptions(o =>
            {
                // Fields are judged by our own rules, in our own words; an empty field is an empty text.
                o.SuppressImplicitRequiredAttributeForNonNullableReferenceTypes = true;
                o.ModelMetadataDetailsProviders.Add(new EmptyStaysEmpty());
            });
        services.Configure<RouteOptions>(o => o.AppendTrailingSlash = false);
        AddForms(services, settings);
        AddLanguages(services, settings);
        AddProxies(services, settings);
    }

    /// <summary>Before everything that asks the database.</summary>
    public static void UseRequestBudget(this IApplicationBuilder app)
    {
        var budget = app.ApplicationServices.GetRequiredService<RequestBudget>();
        app.Use(budget.Pass);
    }

    public static void GuardWeb(this PageConventionCollection pages)
    {
        pages.ConfigureFilter(new UnhandledPosts());
        pages.Guard("/Web/Problem", Guards.Public);
        pages.Guard("/Web/Home", Guards.Public);
        pages.Guard("/Web/ChooseLanguage", Guards.Public);
    }

    /// <summary>Puts a guard at a page; a page without one is closed.</summary>
    public static void Guard(this PageConventionCollection pages, string page, string guard)
    {
        if (guard == Guards.Public)
            pages.AllowAnonymousToPage(page);
        else
            pages.AuthorizePage(page, guard);
    }

    private static void AddForms(IServiceCollection services, Settings settings)
    {
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = new CookieNames(settings).Antiforgery;
            o.Cookie.SecurePolicy = settings.IsHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            o.Cookie.SameSite = SameSiteMode.Lax;
            o.Cookie.Path = "/";
            // The framework's SAMEORIGIN would contradict frame-ancestors 'none'.
            o.SuppressXFrameOptionsHeader = true;
        });
        services.AddDataProtection().SetApplicationName("sallyport").DisableAutomaticKeyGeneration();
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(o =>
            o.XmlRepository = new KeyRingStore(provider.GetRequiredService<Storage.Database>())
        ));
    }

    private static void AddLanguages(IServiceCollection services, Settings settings) =>
        services.Configure<RequestLocalizationOptions>(o =>
        {
            var cultures = Languages.Select(CultureInfo.GetCultureInfo).ToList();
            o.DefaultRequestCulture = new RequestCulture(cultures[0]);
            o.SupportedCultures = cultures;
            o.SupportedUICultures = cultures;
            o.ApplyCurrentCultureToResponseHeaders = true;
            o.RequestCultureProviders =
            [
                new CookieRequestCultureProvider { CookieName = new CookieNames(settings).CultureNow },
                new ChosenLanguage(),
                new CookieRequestCultureProvider { CookieName = new CookieNames(settings).Culture },
                new AcceptLanguageHeaderRequestCultureProvider(),
            ];
        });

    // Without a list nobody may speak for a client: the framework's default of trusting loopback is switched off.
    private static void AddProxies(IServiceCollection services, Settings settings) =>
        services.Configure<ForwardedHeadersOptions>(o =>
        {
            o.ForwardedHeaders =
                settings.TrustedProxies.Count == 0
                    ? ForwardedHeaders.None
                    : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            o.ForwardLimit = null;
            o.KnownProxies.Clear();
            o.KnownIPNetworks.Clear();
            foreach (var network in settings.TrustedProxies)
                o.KnownIPNetworks.Add(network);
        });

    private sealed class EmptyStaysEmpty : IDisplayMetadataProvider
    {
        public void CreateDisplayMetadata(DisplayMetadataProviderContext context) =>
            context.DisplayMetadata.ConvertEmptyStringToNull = false;
    }
}
