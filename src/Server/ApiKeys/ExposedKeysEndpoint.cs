using System.Globalization;
using System.Text;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// Where anybody reports a key that came to light (APIKEY-10): JSON, a form or plain text; every key that stands in it is killed. The answer is the same whether one
/// was good: who has a text may end it, and learns nothing by that.
/// </summary>
internal sealed class ExposedKeysEndpoint(ExposeApiKey expose, Current current, TimeProvider clock)
{
    public const string Path = "/exposed-keys";
    private const int LargestReport = 64 * 1024;
    private const int MostKeys = 100;
    private readonly KeyAttempts reports = new();

    public async Task Answer(HttpContext http)
    {
        var now = clock.GetUtcNow();
        if (reports.Reserve(http.Connection.RemoteIpAddress, now) is { } until)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds));
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            await Refuse(http, 429, "too_many", "Too many reports came from this address. Come back later.");
        }
        else if (await Read(http) is not { } text)
            await Refuse(http, 413, "too_large", "A report has at most 64 KiB.");
        else if (KeysIn(http.Request, text) is { Count: <= MostKeys } keys)
            await Kill(http, keys);
        else
            await Refuse(http, 413, "too_large", "A report has at most 100 keys.");
    }

    private async Task Kill(HttpContext http, IReadOnlyList<string> keys)
    {
        // Killed before the answer, and also where the reporter does not wait for it.
        foreach (var key in keys)
            await expose.Expose(Caller.Anonymous(current.OriginAt(Door.Api)), new Secret(key), CancellationToken.None);
        await http.Response.WriteAsJsonAsync(new { received = true });
    }

    // Null where it is too long.
    private static async Task<string?> Read(HttpContext http)
    {
        var (bytes, length) = (new byte[LargestReport + 1], 0);
        try
        {
            while (await http.Request.Body.ReadAsync(bytes.AsMemory(length), http.RequestAborted) is > 0 and var read)
                if ((length += read) > LargestReport)
                    return null;
        }
        catch (BadHttpRequestException fault) when (fault.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    // Wherever it stands: member names differ between scanners, and no writer of JSON spells letters and digits in another way.
    private static List<string> KeysIn(HttpRequest request, string text) =>
        [.. ApiKeyText.FindIn(request.HasFormContentType ? Uri.UnescapeDataString(text) : text).Distinct(StringComparer.Ordinal)];

    private static Task Refuse(HttpContext http, int status, string code, string title)
    {
        http.Response.StatusCode = status;
        return KeyProblem.Write(http, code, title);
    }
}
