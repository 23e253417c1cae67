using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.SignIn;
using Sallyport.Server.Web;

namespace Sallyport.Server.RestApi;

/// <summary>What a program sends to have a session.</summary>
public sealed record SessionBody(string Login, string Password, string? Token = null);

/// <summary>A proof in a running session: either something typed, or a security key's answer to a question.</summary>
/// <param name="Proof">A code of the app; without a factor, the password.</param>
/// <param name="Question">Which question the key answers.</param>
/// <param name="Answer">The key's, as a browser's toJSON() writes it.</param>
public sealed record ProofBody(string? Proof = null, string? Question = null, JsonObject? Answer = null);

/// <summary>A question for one of one's own security keys. It is answered once, within five minutes, by this session.</summary>
/// <param name="Question">Comes back with the answer.</param>
/// <param name="Options">For a browser's parseRequestOptionsFromJSON().</param>
public sealed record KeyQuestionAnswer(string Question, JsonObject Options);

/// <summary>A session for programs. The token is shown this once.</summary>
public sealed record SessionAnswer(string Token, DateTimeOffset EndsAt, bool MustEnrol);

/// <summary>A proof was taken. A program's session goes on under a new token; a browser's under a new cookie, and has none to show.</summary>
public sealed record ProvedAnswer(string? Token, DateTimeOffset ProvedUntil);

/// <summary>A session of a user, as people see it.</summary>
public sealed record ShownSession(
    string Id,
    string Kind,
    string Address,
    string UserAgent,
    IReadOnlyList<string> Methods,
    DateTimeOffset CreatedAt,
    DateTimeOffset LastSeenAt,
    DateTimeOffset EndsAt,
    bool IsThis
)
{
    public static ShownSession Of(Session session, RestCall call) =>
        new(
            session.Id,
            session.Door == Door.Api ? "program" : "browser",
            session.Address,
            session.UserAgent,
            session.Methods.Split(' '),
            session.CreatedAt,
            session.LastSeenAt,
            session.EndsAt,
            session.Id == call.Caller.SessionId
        );
}

/// <summary>Opening, proving and ending a session.</summary>
internal sealed class SessionRoutes(
    OpenApiSession open,
    EndSession end,
    ProveAgain prove,
    AskOwnKey keys,
    SessionCookies cookies,
    RaiseSession raise,
    Current current,
    TimeProvider clock
)
{
    public async Task<IResult> Open(HttpContext http, Body<SessionBody> body)
    {
        var typed = new ApiSignIn(
            body.Value.Login,
            new Secret(body.Value.Password),
            body.Value.Token,
            Current.HostOf(http.Request)
        );
        var caller = Caller.Anonymous(current.OriginAt(Door.Api));
        return await open.Open(typed, caller, http.RequestAborted) switch
        {
            SignInAnswer.Opened { Session: var session } => Results.Json(
                new SessionAnswer(session.Token, session.EndsAt, session.MustEnrol),
                RestJson.Options
            ),
            SignInAnswer.TooMany tooMany => Problems.TooMany(tooMany.Until),
            SignInAnswer.Busy or SignInAnswer.ClockWrong => Problems.Away(),
            SignInAnswer.CodeAlreadyUsed => Problems.Say(ProblemCode.CodeAlreadyUsed),
            _ => Problems.Say(ProblemCode.CredentialsWrong),
        };
    }

    public async Task<IResult> SignOut(RestCall call)
    {
        await end.SignOut(call.Caller, call.Cancel);
        if (call.By == CallBy.Cookie)
            cookies.Clear(call.Http.Response);
        return Results.NoContent();
    }

    public async Task<IResult> AskKey(RestCall call) =>
        await keys.ForProof(call.Person!, Current.HostOf(call.Http.Request), call.Cancel) is { } asked
            ? Results.Json(new KeyQuestionAnswer(asked.CeremonyId, JsonNode.Parse(asked.Options)!.AsObject()), RestJson.Options)
            : Problems.Say(ProblemCode.NoKeyHere);

    public async Task<IResult> Prove(RestCall call, Body<ProofBody> body)
    {
        if (Given(body.Value) is not { } given)
            return Problems.Say(ProblemCode.MemberMissing, "Send proof, or question and answer.");
        var browser = call.By == CallBy.Cookie ? cookies.BrowserId(call.Http.Request) : null;
        switch (await prove.Prove(call.Caller, given, browser, call.Cancel))
        {
            case ProofAnswer.Proved proved:
                if (call.By == CallBy.Cookie)
                    raise.Give(call.Http.Response, proved.Token);
                return Results.Json(
                    new ProvedAnswer(call.By == CallBy.Cookie ? null : proved.Token, clock.GetUtcNow() + Caller.ProofLife),
                    RestJson.Options
                );
            case ProofAnswer.AlreadyUsed:
                return Problems.Say(ProblemCode.CodeAlreadyUsed);
            case ProofAnswer.TooMany tooMany:
                return Problems.TooMany(tooMany.Until);
            case ProofAnswer.Busy or ProofAnswer.ClockWrong:
                return Problems.Away();
            default:
                return Problems.Say(ProblemCode.ProofWrong);
        }
    }

    // One of the two, and whole: nobody guesses which was meant.
    private static SecondProof? Given(ProofBody body) =>
        body switch
        {
            { Proof: { } typed, Question: null, Answer: null } => new SecondProof.Typed(typed),
            { Proof: null, Question: { } question, Answer: { } answer } => new SecondProof.ByKey(question, answer.ToJsonString()),
            _ => null,
        };
}
