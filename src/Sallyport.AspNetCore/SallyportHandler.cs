using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Sallyport.AspNetCore;

/// <summary>
/// Asks the server about each key and remembers the answer for a moment. Deny on error: whatever the server does not say in time and in its words lets nobody in.
/// </summary>
/// <param name="options">Whom to ask.</param>
/// <param name="log">Tells when the server does not answer; never what was shown.</param>
/// <param name="encoder">The framework's.</param>
/// <param name="clients">Makes the client that asks.</param>
/// <param name="remembered">Answers that still hold.</param>
internal sealed class SallyportHandler(
    IOptionsMonitor<SallyportOptions> options,
    ILoggerFactory log,
    UrlEncoder encoder,
    IHttpClientFactory clients,
    RememberedAnswers remembered
) : AuthenticationHandler<SallyportOptions>(options, log, encoder)
{
    private const string KeyScheme = "ApiKey";
    private const int LongestKey = 200;
    private ServerAnswer? refused;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyShown() is not { } key)
            return AuthenticateResult.NoResult();
        var answer = await Ask(key);
        if (!answer.HasPassed)
        {
            refused = answer;
            return AuthenticateResult.Fail(answer.Code);
        }
        var identity = new ClaimsIdentity(answer.Claims, Scheme.Name, ClaimTypes.Name, SallyportDefaults.PermissionClaim);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name));
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        await HandleAuthenticateOnceSafeAsync();
        var (status, code) = refused is { } answer ? (answer.Status, answer.Code) : (401, "no_key");
        Response.StatusCode = status;
        if (status == 401)
            Response.Headers.WWWAuthenticate = $"{KeyScheme} realm=\"{Scheme.Name}\"";
        if (refused?.RetryAfter is { } wait)
            Response.Headers.RetryAfter = wait;
        await Response.WriteAsJsonAsync(new { status, code }, options: null, "application/problem+json", Context.RequestAborted);
    }

    // Two headers, or another scheme: not ours to judge.
    private string? KeyShown() =>
        Request.Headers.Authorization is [{ Length: < LongestKey } header]
        && AuthenticationHeaderValue.TryParse(header, out var value)
        && string.Equals(value.Scheme, KeyScheme, StringComparison.OrdinalIgnoreCase)
            ? value.Parameter ?? ""
            : null;

    private async Task<ServerAnswer> Ask(string key)
    {
        var now = TimeProvider.GetUtcNow();
        var address = Context.Connection.RemoteIpAddress?.ToString() ?? "";
        var question = Digest($"{Scheme.Name} {Request.Scheme} {address} {key}");
        if (remembered.Find(question, now) is { } known)
            return known;
        var answer = await AskServer(key, address);
        // What is no answer is not remembered. The time before the question counts.
        if (answer != ServerAnswer.Away)
            remembered.Remember(question, answer, now, Options.RememberFor, Options.MostRemembered);
        return answer;
    }

    private async Task<ServerAnswer> AskServer(string key, string address)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Context.RequestAborted);
        patience.CancelAfter(Options.Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, Question());
        request.Headers.Authorization = new AuthenticationHeaderValue(KeyScheme, key);
        // The key's address list is about who came here, and so is the question whether it was encrypted.
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        request.Headers.TryAddWithoutValidation("X-Forwarded-Proto", Request.Scheme);
        try
        {
            using var client = clients.CreateClient(SallyportExtensions.Client);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var said = ServerAnswer.Read(answer);
            return said.HasPassed && Options.Account is { } account && account != said.Account
                ? ServerAnswer.OfOtherAccount
                : said;
        }
        catch (Exception fault)
            when (fault is HttpRequestException or FormatException
                || (fault is OperationCanceledException && !Context.RequestAborted.IsCancellationRequested)
            )
        {
            Logger.LogWarning("Sallyport did not answer: {Fault}. Nobody is let in by a key until it does.", fault.Message);
            return ServerAnswer.Away;
        }
    }

    private Uri Question()
    {
        var permission = Options.Permission is { } asked ? "&permission=" + Uri.EscapeDataString(asked) : "";
        return new Uri(Options.Server!, $"/auth/verify?access={Uri.EscapeDataString(Options.Access)}{permission}");
    }

    private static string Digest(string text) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
