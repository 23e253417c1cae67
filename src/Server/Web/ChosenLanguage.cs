using Microsoft.AspNetCore.Localization;

namespace Sallyport.Server.Web;

/// <summary>The language that the signed-in person chose; nothing where none was chosen.</summary>
internal sealed class ChosenLanguage : RequestCultureProvider
{
    private static readonly Task<ProviderCultureResult?> NotMine = Task.FromResult<ProviderCultureResult?>(null);

    public override Task<ProviderCultureResult?> DetermineProviderCultureResult(HttpContext httpContext) =>
        httpContext.RequestServices.GetRequiredService<Current>().Person is { User.Language: { Length: > 0 } language }
            ? Task.FromResult<ProviderCultureResult?>(new ProviderCultureResult(language))
            : NotMine;
}
