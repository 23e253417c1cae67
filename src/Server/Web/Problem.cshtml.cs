using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.Web;

/// <summary>What a person sees when a page cannot be shown. What went wrong stands in the log under the reference.</summary>
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class Problem(Settings settings, IStringLocalizer<Texts> texts) : PageModel
{
    public string Title { get; private set; } = "";
    public string Advice { get; private set; } = "";

    /// <summary>For the operator to find the log line; only where there is one.</summary>
    public string? Reference { get; private set; }

    /// <summary>On the host of an application, where no file of the portal's is found, and by http, where no form can be sent.</summary>
    public bool IsAlone { get; private set; }

    /// <summary>Where its link leads then.</summary>
    public string Front { get; private set; } = "/";

    private bool IsOutcomeUnknown =>
        HttpContext.Features.Get<IExceptionHandlerFeature>()?.Error is DatabaseAwayException { IsOutcomeUnknown: true };

    // From the address alone: the form that went wrong may have a field of that name.
    public void OnGet([FromQuery] int? status) => Show(status ?? StatusCodes.Status500InternalServerError);

    public void OnPost([FromQuery] int? status) => Show(status ?? StatusCodes.Status500InternalServerError);

    private void Show(int status)
    {
        var asked =
            HttpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path
            ?? HttpContext.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath;
        var isByHttp = PagesByHttps.AreMissedBy(Request, settings);
        IsAlone = isByHttp || new PathString(asked).StartsWithSegments(StandingAlone.Folder, StringComparison.OrdinalIgnoreCase);
        if (isByHttp)
            Front = settings.PublicUrl.AbsoluteUri;
        Response.StatusCode =
            // Whoever opens this address by hand looks for a page that is not there.
            asked is null
                ? StatusCodes.Status404NotFound
            : Response.StatusCode >= 500 ? Response.StatusCode
            : status;
        (Title, Advice) = Response.StatusCode switch
        {
            StatusCodes.Status403Forbidden when isByHttp => (
                (string)texts["This page needs https"],
                (string)
                    texts[
                        "People come here by {0}. If that is the address in front of you, whoever runs this server must name the proxy that ends TLS in {1}.",
                        Front,
                        Setting.TrustedProxies.Name
                    ]
            ),
            StatusCodes.Status404NotFound => (
                texts["Page not found"],
                texts["There is nothing at this address, or it is not yours to see."]
            ),
            StatusCodes.Status400BadRequest when HttpMethods.IsPost(Request.Method) => (
                texts["This form is no longer valid"],
                texts["It was open for too long, or you signed in or out meanwhile. Go back, reload the page and try again."]
            ),
            StatusCodes.Status413PayloadTooLarge => (
                texts["This is too long"],
                texts["The server takes at most 64 kilobytes at once. Go back and shorten what you typed."]
            ),
            _ when IsOutcomeUnknown => (
                texts["We don't know whether this was saved"],
                texts[
                    "The connection to the database was lost at the last moment. Check whether your change is there before you try again. If you need help, tell your support contact this number:"
                ]
            ),
            < 500 => (texts["This did not work"], texts["The server did not understand the request. Go back and try again."]),
            _ => (
                (string)texts["Something went wrong"],
                (string)
                    texts[
                        "It is not your fault, and nothing was changed. Try again in a moment. If it stays, tell your support contact this number:"
                    ]
            ),
        };
        Reference = Response.StatusCode >= 500 ? HttpContext.TraceIdentifier : null;
    }
}
