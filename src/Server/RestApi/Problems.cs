using System.Globalization;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;

namespace Sallyport.Server.RestApi;

/// <summary>A member of a request that cannot be taken, and why.</summary>
public sealed record RefusedMember(string Member, string Code, string Detail);

/// <summary>Turns whatever goes wrong into the language of this door: RFC 9457, with stable codes. One file for all of it.</summary>
public static class Problems
{
    public const string ContentType = "application/problem+json";

    public static int StatusOf(ProblemCode code) =>
        code switch
        {
            <= ProblemCode.KeyInUrl => 400,
            <= ProblemCode.UserInactive => 401,
            <= ProblemCode.WouldLockOut => 403,
            ProblemCode.NotFound => 404,
            ProblemCode.MethodNotAllowed => 405,
            <= ProblemCode.AlreadyRotated => 409,
            ProblemCode.EditedMeanwhile => 412,
            ProblemCode.TooLarge => 413,
            ProblemCode.ContentTypeWrong => 415,
            ProblemCode.FieldsRefused or ProblemCode.IdempotencyKeyReused => 422,
            ProblemCode.IdempotencyKeyMalformed => 400,
            ProblemCode.IfMatchMissing => 428,
            ProblemCode.TooMany => 429,
            ProblemCode.InternalError => 500,
            ProblemCode.Away => 503,
            _ => throw new System.Diagnostics.UnreachableException("Every code has a status."),
        };

    /// <param name="code">What went wrong.</param>
    /// <param name="detail">What to do, or which part it was; null: the title says it.</param>
    /// <param name="members">Each that was refused.</param>
    public static IResult Say(ProblemCode code, string? detail = null, params IReadOnlyList<RefusedMember> members) =>
        new Problem(code, detail, members, RetryAt: null);

    /// <summary>In the words of a member's fault: <c>email_taken</c>.</summary>
    public static RefusedMember Refused<T>(string member, T fault, string detail)
        where T : struct, Enum => new(member, Words.Snake(fault), detail);

    public static IResult Fields(IEnumerable<RefusedMember> members) =>
        Say(ProblemCode.FieldsRefused, "Nothing was changed. Each member says what is wrong with it.", [.. members]);

    public static IResult TooMany(DateTimeOffset? retryAt) => new Problem(ProblemCode.TooMany, null, [], retryAt);

    public static IResult Away() => Say(ProblemCode.Away, "Try again in a few seconds.");

    /// <summary>The database was lost during the commit. It must not read as if nothing had been changed.</summary>
    public static IResult OutcomeUnknown() =>
        Say(ProblemCode.Away, "Whether the change was saved is not known. Read the resource before you try again.");

    /// <summary>Null: the program may come in.</summary>
    public static IResult? Of(AdmittedProgram admitted) =>
        admitted switch
        {
            AdmittedProgram.Refused refused => Say(Words.Parse<ProblemCode>(refused.Code)!.Value),
            AdmittedProgram.TooMany tooMany => TooMany(tooMany.RetryAt),
            AdmittedProgram.Away => Away(),
            AdmittedProgram.Nobody => Say(ProblemCode.NotSignedIn),
            _ => null,
        };

    /// <summary>What is written where the framework gave a status and no words.</summary>
    public static IResult OfStatus(int status) =>
        Say(
            status switch
            {
                404 => ProblemCode.NotFound,
                405 => ProblemCode.MethodNotAllowed,
                413 => ProblemCode.TooLarge,
                415 => ProblemCode.ContentTypeWrong,
                503 => ProblemCode.Away,
                >= 500 => ProblemCode.InternalError,
                _ => ProblemCode.ParameterMalformed,
            }
        );

    private sealed record Problem(ProblemCode Code, string? Detail, IReadOnlyList<RefusedMember> Members, DateTimeOffset? RetryAt)
        : IResult
    {
        Task IResult.ExecuteAsync(HttpContext httpContext)
        {
            var (response, status) = (httpContext.Response, StatusOf(Code));
            response.StatusCode = status;
            if (status == 401)
                response.Headers.WWWAuthenticate = "ApiKey realm=\"sallyport\", Bearer realm=\"sallyport\"";
            if (Wait(httpContext) is { } seconds)
                response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return response.WriteAsJsonAsync(Written(httpContext, status), RestJson.Options, ContentType);
        }

        private int? Wait(HttpContext http) =>
            RetryAt is { } at
                ? Math.Max(
                    1,
                    (int)Math.Ceiling((at - http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()).TotalSeconds)
                )
            : Code == ProblemCode.Away ? 5
            : null;

        private JsonObject Written(HttpContext http, int status)
        {
            var code = Words.Snake(Code);
            var home = http.RequestServices.GetRequiredService<Settings>().PublicUrl;
            var written = new JsonObject
            {
                ["type"] = new Uri(home, "/openapi#" + code).ToString(),
                ["title"] = ProblemTitles.Of(Code),
                ["status"] = status,
                ["code"] = code,
            };
            if (Detail is not null)
                written["detail"] = Detail;
            written["instance"] = "urn:request:" + http.TraceIdentifier;
            if (Members.Count > 0)
                written["errors"] = new JsonArray([.. Members.Select(Of)]);
            return written;
        }

        private static JsonNode Of(RefusedMember member) =>
            new JsonObject
            {
                ["member"] = member.Member,
                ["code"] = member.Code,
                ["detail"] = member.Detail,
            };
    }
}
