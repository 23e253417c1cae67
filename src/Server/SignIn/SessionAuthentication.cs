using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.SignIn;

/// <summary>Turns the session cookie into a person, before anything else looks at the request.</summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ReadSession sessions,
    Current current,
    CookieNames cookies
) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        // The page that says what went wrong needs nobody; to ask again would go wrong again.
        if (Context.Features.Get<IExceptionHandlerFeature>() is not null)
            return AuthenticateResult.NoResult();
        if (Request.Cookies[cookies.Session] is not { Length: > 0 and <= 64 } token)
            return AuthenticateResult.NoResult();
        current.Person = await sessions.Read(token, Door.Portal, current.Origin, Context.RequestAborted);
        if (current.Person is not { } person)
            return AuthenticateResult.NoResult();
        // Antiforgery tokens are bound to this name: one session's form is refused in another.
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, person.Session.Id)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }
}
