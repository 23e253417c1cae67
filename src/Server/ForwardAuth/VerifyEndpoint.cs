using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>The question of a proxy, read from its call and answered: <c>/auth/verify</c> and everything below it, by any method.</summary>
internal sealed class VerifyEndpoint(
    AskWhoPasses verb,
    RefuseKeysInOriginal keys,
    ReadRule rules,
    CookieNames cookies,
    Current current,
    TimeProvider clock,
    ILogger<VerifyEndpoint> log
)
{
    public const string Path = "/auth/verify";

    // The original request's address stands behind this word to the end of the call's, whatever it looks like.
    private const string OriginalWord = "original=";

    public async Task Answer(HttpContext http)
    {
        var (query, original) = Parts(http.Request);
        var rule = rules.Of(query, out var fault);
        var verdict = rule is null ? Misconfigured(fault!.Value) : await Ask(http, rule, original);
        await ForwardAnswer.Write(http, verdict, rule?.IsFull ?? false, clock.GetUtcNow());
    }

    // Not what stands there: it may be anything, a key too.
    private ForwardVerdict.Forbidden Misconfigured(RuleFault fault)
    {
        log.LogWarning("The rule in a call of {Path} cannot be read: {Fault}. Nobody passes by it.", Path, Words.Snake(fault));
        return new ForwardVerdict.Forbidden("bad_rule");
    }

    private async Task<ForwardVerdict> Ask(HttpContext http, ForwardRule rule, string? appended)
    {
        var told = http.Features.Get<ToldHeaders>()!;
        var origin = current.OriginAt(Door.ForwardAuth);
        if (await keys.Look(told.Addresses, origin, http.RequestAborted) is { } refusal)
            return refusal;
        if (OriginalRequest.Read(told.Values, told.Host, appended) is not { } original)
            return new ForwardVerdict.Forbidden("original_unreadable");
        return await verb.Ask(
            new ForwardQuestion
            {
                Rule = rule,
                Original = original,
                Origin = origin,
                Credential = PresentedCredential.Read(http.Request.Headers.Authorization),
                ForwardToken = OnlyCookie(http.Request, cookies.Forward),
                PortalToken = OnlyCookie(http.Request, cookies.Session),
            },
            http.RequestAborted
        );
    }

    private static (string Query, string? Original) Parts(HttpRequest request)
    {
        var query = request.QueryString.Value?.TrimStart('?') ?? "";
        if (query.StartsWith(OriginalWord, StringComparison.Ordinal))
            return ("", query[OriginalWord.Length..]);
        if (query.IndexOf("&" + OriginalWord, StringComparison.Ordinal) is >= 0 and var at)
            return (query[..at], query[(at + 1 + OriginalWord.Length)..]);
        return (query, Below(request));
    }

    // As it came: the framework's reading of a path is a second opinion that nobody asked for.
    private static string? Below(HttpRequest request)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var path = raw.Split('?')[0];
        return path.Length > Path.Length ? path[Path.Length..] : null;
    }

    // Two of one name: a neighbouring host has set one of them, and nobody knows which.
    private static string? OnlyCookie(HttpRequest request, string name)
    {
        var found = request
            .Headers.Cookie.SelectMany(line => (line ?? "").Split(';', StringSplitOptions.TrimEntries))
            .Where(pair => pair.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(pair => pair[(name.Length + 1)..])
            .ToList();
        return found is [{ Length: > 0 and <= 64 } token] ? token : null;
    }
}
