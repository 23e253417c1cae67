using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Server.Web.Requests;

namespace Sallyport.Server.Web;

/// <summary>
/// Turns away what no page of ours sends: forms that cannot be read, and texts with NUL, which PostgreSQL does not keep. The framework would throw for it,
/// and again where it draws the page that says so.
/// </summary>
public static class ReadableForms
{
    /// <summary>Behind the guards: who may not see a page has nothing read.</summary>
    public static void Use(IApplicationBuilder app) =>
        app.Use(
            async (http, next) =>
            {
                var isPage = http.GetEndpoint()?.Metadata.GetMetadata<PageActionDescriptor>() is not null;
                if (isPage && await FaultIn(http.Request, http.RequestAborted) is { } status)
                {
                    http.Request.Form = FormCollection.Empty;
                    // The page about another fault is drawn all the same.
                    if (!FaultPage.IsDrawn(http))
                    {
                        http.Response.StatusCode = status;
                        return;
                    }
                }
                await next(http);
            }
        );

    // Null: it can be read.
    private static async Task<int?> FaultIn(HttpRequest request, CancellationToken cancel)
    {
        if (HasNul(request.Query))
            return StatusCodes.Status400BadRequest;
        if (!request.HasFormContentType)
            return null;
        try
        {
            return HasNul(await request.ReadFormAsync(cancel)) ? StatusCodes.Status400BadRequest : null;
        }
        // It is too large, too slow, or ends too early.
        catch (BadHttpRequestException fault)
        {
            return fault.StatusCode;
        }
        // Too many fields, a name that is too long, a boundary that does not come, and UTF-7.
        catch (Exception fault) when (fault is InvalidDataException or IOException or NotSupportedException)
        {
            return StatusCodes.Status400BadRequest;
        }
    }

    private static bool HasNul(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> fields) =>
        fields.Any(field => HasNul(field.Key) || field.Value.Any(HasNul));

    private static bool HasNul(string? text) => text?.Contains('\0', StringComparison.Ordinal) == true;
}
