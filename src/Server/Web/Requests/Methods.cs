using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Sallyport.Server.Web.Requests;

/// <summary>What each address does with a method: HEAD is GET without a body, and a method that the address does not take is 405 with the ones it takes.</summary>
public static class Methods
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];
    private static readonly ConditionalWeakTable<CompiledPageActionDescriptor, string[]> Known = [];

    /// <summary>Before routing. The server leaves the body out (RFC 9110, 9.3.2). Pages know HEAD themselves.</summary>
    public static void TakeHeadAsGet(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                // The page about a fault is got, whatever was asked for; of a form that failed it says something else.
                if (
                    HttpMethods.IsHead(http.Request.Method)
                    || (FaultPage.IsDrawn(http) && !HttpMethods.IsPost(http.Request.Method))
                )
                    http.Request.Method = HttpMethods.Get;
                return next(http);
            }
        );

    /// <summary>The methods that a page takes; null where the endpoint is no page.</summary>
    public static IReadOnlyList<string>? OfPage(Endpoint endpoint) =>
        endpoint.Metadata.GetMetadata<CompiledPageActionDescriptor>() is { } page ? Known.GetValue(page, Of) : null;

    private static string[] Of(CompiledPageActionDescriptor page) =>
        [
            .. Reading,
            .. page
                .HandlerMethods.Select(handler => handler.HttpMethod.ToUpperInvariant())
                .Where(method => !Reading.Contains(method, StringComparer.Ordinal))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Answers 405 with <c>Allow</c> (RFC 9110, 15.5.6).</summary>
    public static Task Refuse(HttpContext http, IEnumerable<string> allowed)
    {
        http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        http.Response.Headers.Allow = string.Join(", ", allowed);
        return Task.CompletedTask;
    }
}
