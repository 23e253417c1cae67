using Microsoft.AspNetCore.Mvc.Razor;

namespace Sallyport.Server.Web.Layout;

public static class LayoutModule
{
    /// <summary>Lets every page name layouts and partials of this folder by their bare names (`_Layout`, `_Banner`).</summary>
    public static IServiceCollection AddLayout(this IServiceCollection services) =>
        services
            .AddSingleton<DrawShell>()
            .Configure<RazorViewEngineOptions>(options =>
            {
                options.PageViewLocationFormats.Add("/Web/Layout/{0}.cshtml");
                options.ViewLocationFormats.Add("/Web/Layout/{0}.cshtml");
            });
}
