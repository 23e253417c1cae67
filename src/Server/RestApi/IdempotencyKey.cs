using System.Text.Json;
using Sallyport.Core.Common;

namespace Sallyport.Server.RestApi;

/// <summary>The header by which a program names its request, so that it can be sent again without making a thing twice. Remembered for a day at least.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";
    private const int Longest = 64;

    /// <param name="call">Whose it is: another's of the same name is another.</param>
    /// <param name="kind">What kind of thing is made.</param>
    /// <param name="body">What is asked for, without secrets.</param>
    /// <param name="asked">Null where the request does not name itself.</param>
    /// <returns>A problem; null where there is none.</returns>
    public static IResult? Read(RestCall call, string kind, object body, out AskedRequest? asked)
    {
        asked = null;
        var header = call.Http.Request.Headers[Header];
        if (header.Count == 0)
            return null;
        var name = header.ToString();
        if (header.Count > 1 || name.Length is 0 or > Longest || name.Any(c => c is <= ' ' or > '~'))
            return Problems.Say(ProblemCode.IdempotencyKeyMalformed);
        asked = new AskedRequest(
            // What a client takes for a name may be a secret.
            $"{call.UserId} {kind} {TokenDigest.Of(name)}",
            TokenDigest.Of(JsonSerializer.Serialize(body, body.GetType(), RestJson.Options))
        );
        return null;
    }
}
