using Microsoft.AspNetCore.Diagnostics;

namespace Sallyport.Server.Web.Requests;

/// <summary>The second pass of a request through the pipeline, which draws the page that says what went wrong. Nothing is refused in it: it has been already.</summary>
internal static class FaultPage
{
    public static bool IsDrawn(HttpContext http) =>
        http.Features.Get<IStatusCodeReExecuteFeature>() is not null
        || http.Features.Get<IExceptionHandlerPathFeature>() is not null;
}
