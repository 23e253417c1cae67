using Microsoft.AspNetCore.Http.Features;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.ForwardAuth;

/// <summary>The question of a proxy, read from its call and answered: <c>/auth/verify</c> and everything below it, by any method.</summary>
internal sealed class VerifyEndpoint(
    AskWhoPasses verb,
    RefuseKeysInOriginal keys,
    ReadRule rules,
    CookieNames cookies,
    Current current,
    Settings settings,
    Database database,
    ILogger<VerifyEndpoint> log
)
{
    public const string Path = "/auth/verify";

    // The original request's address stands behind this word to the end of the call's, whatever it looks like.
    private const string OriginalWord = "original=";

    private static readonly ForwardVerdict Unreadable = new ForwardVerdict.Forbidden("original_unreadable");

    /// <summary>In any case, with a slash behind it, and below it.</summary>
    public static bool IsAsked(HttpContext http) =>
        http.Request.Path.StartsWithSegments(Path, StringComparison.OrdinalIgnoreCase);

    /// <summary>Before anything is read of it.</summary>
    public Task RefuseUnreadable(HttpContext http) =>
        ForwardAnswer.Write(http, Unreadable, isFull: false, settings.IsHttps, DateTimeOffset.UnixEpoch);

    public async Task Answer(HttpContext http)
    {
        var (query, original) = Cut(http.Request.QueryString.Value is { Length: > 0 } text ? text.AsMemory(1) : default);
        var below = Below(http.Request);
        // Where the proxy appends the path, the query is the client's: it may ask for more than usual, never for something else.
        var isClients = original is null && below is { Length: > 1 };
        var rule = isClients ? rules.OfClient(query.ToString(), out var fault) : rules.Of(query.Span, out fault);
        var verdict =
            rule is null ? Misconfigured(fault!.Value)
            : below is not null && rule.Access != KeyAccess.Api ? Misconfigured(RuleFault.UnknownAccess)
            : !database.Offset.MayServe ? new ForwardVerdict.Away()
            : await Ask(http, rule, original, below);
        await ForwardAnswer.Write(http, verdict, rule?.IsFull ?? false, settings.IsHttps, database.Clock.GetUtcNow());
    }

    // Not what stands there: it may be anything, a key too.
    private ForwardVerdict.Forbidden Misconfigured(RuleFault fault)
    {
        log.LogWarning("The rule in a call of {Path} cannot be read: {Fault}. Nobody passes by it.", Path, Words.Snake(fault));
        return new ForwardVerdict.Forbidden("bad_rule");
    }

    private async ValueTask<ForwardVerdict> Ask(HttpContext http, ForwardRule rule, string? appended, string? below)
    {
        var told = ToldHeaders.Of(http);
        if (told.MayHoldKey && await keys.Look(told.Addresses, Origin, http.RequestAborted) is { } refusal)
            return refusal;
        if (OriginalRequest.Read(told.Original, told.Host, appended, below) is not { } original)
            return Unreadable;
        var credential = PresentedCredential.Read(http.Request.Headers.Authorization);
        return credential is PresentedCredential.Key key
            ? await verb.AskByKey(rule, original, key, http.Connection.RemoteIpAddress, http.RequestAborted)
            : await verb.Ask(QuestionOf(http.Request, rule, original, credential), http.RequestAborted);
    }

    private Origin Origin => current.OriginAt(Door.ForwardAuth);

    private ForwardQuestion QuestionOf(
        HttpRequest request,
        ForwardRule rule,
        OriginalRequest original,
        PresentedCredential credential
    ) =>
        new()
        {
            Rule = rule,
            Original = original,
            Origin = Origin,
            Credential = credential,
            ForwardToken = OnlyCookie(request, cookies.Forward),
            PortalToken = OnlyCookie(request, cookies.Session),
        };

    /// <summary>The rule in the query of a call, and the original's address where the proxy appends it there.</summary>
    public static (ReadOnlyMemory<char> Rule, string? Original) Cut(ReadOnlyMemory<char> query)
    {
        if (query.Span.StartsWith(OriginalWord))
            return (default, query[OriginalWord.Length..].ToString());
        return query.Span.IndexOf("&" + OriginalWord) is >= 0 and var at
            ? (query[..at], query[(at + 1 + OriginalWord.Length)..].ToString())
            : (query, null);
    }

    // As it came: the framework's reading of a path is a second opinion that nobody asked for.
    private static string? Below(HttpRequest request)
    {
        var raw = request.HttpContext.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var end = raw.IndexOf('?', StringComparison.Ordinal);
        var length = end < 0 ? raw.Length : end;
        return length > Path.Length ? raw[Path.Length..length] : null;
    }

    // Two of one name: a neighbouring host has set one of them, and nobody knows which.
    private static string? OnlyCookie(HttpRequest request, string name)
    {
        string? token = null;
        foreach (var line in request.Headers.Cookie)
        foreach (var part in line.AsSpan().Split(';'))
        {
            var pair = line.AsSpan(part).Trim();
            if (!pair.StartsWith(name) || !pair[name.Length..].StartsWith('='))
                continue;
            if (token is not null)
                return null;
            token = pair[(name.Length + 1)..].ToString();
        }
        return token is { Length: > 0 and <= 64 } ? token : null;
    }
}
