using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>What somebody is told whom a guard turned away: where to go first, or that there is nothing here.</summary>
internal sealed class GuardAnswer(Current current) : IAuthorizationMiddlewareResultHandler
{
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        if (authorizeResult.Succeeded)
            return next(context);
        if (current.Person is not { } person)
            context.Response.Redirect("/sign-in?returnTo=" + Uri.EscapeDataString(Here(context.Request)));
        else if (person.MustEnrol)
            context.Response.Redirect("/enrol");
        else if (person.MustChangePassword)
            context.Response.Redirect("/me/security/password");
        else
            // The same as for an address that does not exist: whoever may not see it learns nothing of it.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    // What was posted cannot be posted again after sign-in; the page that it came from can be opened.
    private static string Here(HttpRequest request) => request.Path + request.QueryString;
}
