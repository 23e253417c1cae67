using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Filters;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>
/// A form of signing in that was open while the same browser signed in in another tab: its token is of the time before, and there is nothing left to prove. It leads
/// where it would have led.
/// </summary>
internal sealed class StaleSignInForms : IAsyncAlwaysRunResultFilter
{
    public async Task OnResultExecutionAsync(ResultExecutingContext context, ResultExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (
            context.Result is IAntiforgeryValidationFailedResult
            && http.Request.Path.StartsWithSegments("/sign-in", StringComparison.OrdinalIgnoreCase)
            && http.Request.HasFormContentType
            // A script asks, and goes nowhere.
            && http.Request.Query["handler"] != "ask"
            && http.RequestServices.GetRequiredService<Current>().Person is not null
        )
            context.Result = new RedirectResult(await Led(http));
        await next();
    }

    private static async Task<string> Led(HttpContext http)
    {
        var services = http.RequestServices;
        return (await http.Request.ReadFormAsync(http.RequestAborted))["returnTo"] is [{ Length: > 0 } typed]
            ? await services.GetRequiredService<FindReturn>().PathOf(typed, http.RequestAborted)
            : await services.GetRequiredService<FindPending>().Instead(http);
    }
}
