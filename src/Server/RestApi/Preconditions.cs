using System.Globalization;

namespace Sallyport.Server.RestApi;

/// <summary>ETag and If-Match (RFC 9110): two people who edit do not overwrite each other unseen.</summary>
internal static class Preconditions
{
    public static void Tag(RestCall call, string version) => call.Http.Response.Headers.ETag = $"\"{version}\"";

    public static void Tag(RestCall call, long version) => Tag(call, version.ToString(CultureInfo.InvariantCulture));

    /// <summary>The version that the caller read; a problem where it says none. "*" is whichever there is, which is what this is not for.</summary>
    public static IResult? Seen(RestCall call, out string version)
    {
        version = "";
        var header = call.Http.Request.Headers.IfMatch;
        if (header.Count == 0)
            return Problems.Say(ProblemCode.IfMatchMissing);
        var text = header.ToString();
        if (text.Length < 3 || text[0] != '"' || text[^1] != '"')
            return Problems.Say(ProblemCode.EditedMeanwhile, "If-Match is one ETag as it was read.");
        version = text[1..^1];
        return null;
    }

    public static IResult? Seen(RestCall call, out long version)
    {
        version = 0;
        if (Seen(call, out string text) is { } fault)
            return fault;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out version)
            ? null
            : Problems.Say(ProblemCode.EditedMeanwhile);
    }
}
