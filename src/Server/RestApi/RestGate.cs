using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.RestApi;

/// <summary>Stands before every route of the REST API and lets in whom its rule lets in. Whatever is turned away hears a problem, never a page.</summary>
internal sealed class RestGate(AdmitProgram programs, Current current, Database database, TimeProvider clock)
{
    private const int LongestShown = 64;

    public static bool IsRest(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        if (!IsRest(http.Request.Path))
            await next(http);
        else if (!database.Offset.MayServe)
            await Problems.Away().ExecuteAsync(http);
        else if (http.GetEndpoint() is not { } endpoint)
            await Problems.OfStatus(StatusCodes.Status404NotFound).ExecuteAsync(http);
        else if (endpoint.Metadata.GetMetadata<RestRule>() is not { } rule)
            await SayStatusOf(endpoint, http);
        else if (FaultIn(http.Request.Query, endpoint) is { } fault)
            await fault.ExecuteAsync(http);
        else if (rule.IsPublic)
            await next(http);
        else if (await LetIn(http, rule) is { } refused)
            await refused.ExecuteAsync(http);
        else
            await next(http);
    }

    // The framework's own answers to a method or a content type that no route takes.
    private static async Task SayStatusOf(Endpoint endpoint, HttpContext http)
    {
        await endpoint.RequestDelegate!(http);
        await Problems.OfStatus(http.Response.StatusCode).ExecuteAsync(http);
    }

    private static IResult? FaultIn(IQueryCollection query, Endpoint endpoint)
    {
        var known = endpoint.Metadata.GetMetadata<RestParameters>()?.Names ?? [];
        foreach (var (name, values) in query)
            if (!known.Contains(name, StringComparer.Ordinal))
                return Wrong(ProblemCode.ParameterUnknown, name);
            else if (values.Count != 1)
                return Wrong(ProblemCode.ParameterTwice, name);
            // PostgreSQL takes no such sign, and would be called away for it.
            else if (values[0]!.Contains('\0', StringComparison.Ordinal))
                return RestCall.Wrong(name, "text");
        return null;
    }

    // The name comes from outside: a long one is cut.
    private static IResult Wrong(ProblemCode code, string name) =>
        Problems.Say(
            code,
            null,
            new RefusedMember(name.Length > LongestShown ? name[..LongestShown] : name, Words.Snake(code), ProblemTitles.Of(code))
        );

    private async Task<IResult?> LetIn(HttpContext http, RestRule rule)
    {
        var credential = PresentedCredential.Read(http.Request.Headers.Authorization);
        var (call, refused) =
            credential is PresentedCredential.Nothing ? ByCookie(http) : await ByCredential(http, credential, rule);
        if (call is null)
            return refused;
        call.Keep();
        return ReasonToRefuse(call, rule) is { } code ? Problems.Say(code) : null;
    }

    // What is shown speaks before a cookie that happens to come along.
    private async Task<(RestCall?, IResult?)> ByCredential(HttpContext http, PresentedCredential credential, RestRule rule)
    {
        var origin = current.OriginAt(Door.Api);
        // A route that takes no key is refused for that, whatever the key may otherwise.
        var permission = rule.SessionOnly ? null : rule.Permission;
        return await programs.Admit(credential, origin, KeyAccess.Api, permission, http.RequestAborted) switch
        {
            AdmittedProgram.ByKey key => (new RestCall(http, key.Caller, CallBy.Key) { Key = key.Key }, null),
            AdmittedProgram.ByBearer bearer => (
                new RestCall(http, bearer.Person.Caller, CallBy.Session) { Person = bearer.Person },
                null
            ),
            AdmittedProgram.ByPassword password => (
                // It is where nobody has a factor, and it was given this moment.
                new RestCall(http, password.Caller with { ProvedAt = clock.GetUtcNow() }, CallBy.Password),
                null
            ),
            var turnedAway => (null, Problems.Of(turnedAway)),
        };
    }

    private (RestCall?, IResult?) ByCookie(HttpContext http)
    {
        if (current.Person is not { } person)
            return (null, Problems.Say(ProblemCode.NotSignedIn));
        if (!IsSameSite(http.Request))
            return (null, Problems.Say(ProblemCode.CrossSite));
        var caller = person.Caller with { Origin = current.OriginAt(Door.Api) };
        if (!person.User.IsOpen(Door.Api))
            return (null, Problems.Say(ProblemCode.DoorClosed));
        return AddressList.Admits(person.User.ApiAddresses, caller.Origin.Address)
            ? (new RestCall(http, caller, CallBy.Cookie) { Person = person with { Caller = caller } }, null)
            : (null, Problems.Say(ProblemCode.WrongAddress));
    }

    // ASVS 3.5: a browser adds the cookie to whatever site's request; who really asks stands in these headers, which no script can change.
    private static bool IsSameSite(HttpRequest request)
    {
        var here = $"{request.Scheme}://{request.Host}";
        var (origin, site) = (request.Headers.Origin, request.Headers["Sec-Fetch-Site"].ToString());
        var isRead = HttpMethods.IsGet(request.Method);
        if (site.Length > 0 && site != "same-origin" && !(isRead && site == "none"))
            return false;
        return origin.Count == 0 ? isRead : string.Equals(origin.ToString(), here, StringComparison.OrdinalIgnoreCase);
    }

    private ProblemCode? ReasonToRefuse(RestCall call, RestRule rule) =>
        call.Person is { MustEnrol: true } && !rule.AlsoHeld ? ProblemCode.MustEnrol
        : call.Person is { MustChangePassword: true } && !rule.AlsoHeld ? ProblemCode.MustChangePassword
        : rule.SessionOnly && !call.IsSession ? ProblemCode.SessionNeeded
        : rule.Permission is { } permission && !call.Caller.May(permission) ? ProblemCode.LackingPermission
        : rule.AsksProof && call.By != CallBy.Key && !call.Caller.HasFreshProof(clock.GetUtcNow())
            ? ProblemCode.FreshProofRequired
        : null;
}
