using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.SignIn;

namespace Sallyport.Server.RestApi;

/// <summary>Who calls, by what, and what that opens.</summary>
/// <param name="By">key, session, cookie or password.</param>
/// <param name="KeyId">Of the key, where one was shown.</param>
/// <param name="User">Whose.</param>
/// <param name="Account">The user's.</param>
/// <param name="Accesses">What a key opens; of all others, the API.</param>
/// <param name="Permissions">At this moment.</param>
/// <param name="ProvedUntil">Until when a session may do sensitive things; null: not now.</param>
public sealed record MeAnswer(
    string By,
    string? KeyId,
    UserAnswer User,
    AccountAnswer Account,
    IReadOnlyList<string> Accesses,
    IReadOnlyList<string> Permissions,
    DateTimeOffset? ProvedUntil
);

/// <summary>What a person changes about the own entry; what is left out stays.</summary>
public sealed record OwnDetailsBody(
    string? GivenName = null,
    string? FamilyName = null,
    string? Mobile = null,
    string? Language = null,
    string? TimeZone = null
);

/// <summary>A browser that stands in for the second factor.</summary>
public sealed record ShownTrust(
    string Id,
    string UserAgent,
    DateTimeOffset GrantedAt,
    DateTimeOffset EndsAt,
    DateTimeOffset LastSeenAt
);

/// <summary>What somebody has to prove who they are; never a secret.</summary>
public sealed record FactorsAnswer(
    bool MfaOn,
    IReadOnlyList<ShownFactor> Apps,
    IReadOnlyList<ShownFactor> SecurityKeys,
    IReadOnlyList<ShownCodes> RecoveryCodes
);

/// <summary>One factor.</summary>
public sealed record ShownFactor(
    string Id,
    string Name,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastUsedAt,
    bool IsOnTrial = false
);

/// <summary>A set of recovery codes.</summary>
public sealed record ShownCodes(string Kind, DateTimeOffset CreatedAt, int Left);

/// <summary>Oneself: entry, sessions, trusted browsers, factors.</summary>
internal sealed class MeRoutes(
    ShowUser user,
    ShowAccount account,
    UpdateOwnDetails details,
    UserFaultTexts faults,
    ListSessions list,
    EndSession end,
    EndTrust trust,
    ReadSecurity security,
    TimeProvider clock
)
{
    public async Task<IResult> Show(RestCall call)
    {
        var shown = (await user.Show(call.Caller, call.UserId, call.Cancel))!;
        var fresh = call.IsSession && call.Caller.HasFreshProof(clock.GetUtcNow());
        return Results.Json(
            new MeAnswer(
                Words.Camel(call.By),
                call.Key is { } key ? KeyId.Write(key.Number) : null,
                UserAnswer.Of(shown),
                AccountAnswer.Of(await account.Show(call.Caller, call.Cancel)),
                call.Key?.Rules!.Accesses ?? [KeyAccess.Api],
                [.. call.Caller.Permissions.Order().Select(Words.Upper)],
                fresh ? call.Caller.ProvedAt + Caller.ProofLife : null
            ),
            RestJson.Options
        );
    }

    public async Task<IResult> Change(RestCall call, Body<OwnDetailsBody> body)
    {
        var (given, family, mobile, language, zone) = body.Value;
        var wrong = await details.Update(call.Caller, new OwnDetails(given, family, mobile, language, zone), call.Cancel);
        return wrong.Count > 0 ? UserRefusals.Say(faults, new UserRefusal(wrong)) : await Show(call);
    }

    public async Task<IResult> Sessions(RestCall call) =>
        Parts.Of(
            call,
            [.. (await list.Of(call.Caller, call.UserId, call.Cancel))!.Running.Select(one => ShownSession.Of(one, call))]
        );

    public async Task<IResult> EndSession(RestCall call, string session) =>
        await end.EndOne(call.Caller, session, call.Cancel) ? Results.NoContent() : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> EndOthers(RestCall call)
    {
        await end.EndOthers(call.Caller, call.Cancel);
        return Results.NoContent();
    }

    public async Task<IResult> Trusted(RestCall call)
    {
        var listed = (await list.Of(call.Caller, call.UserId, call.Cancel))!;
        return Parts.Of(
            call,
            [
                .. listed.Trusted.Select(one => new ShownTrust(
                    one.BrowserId,
                    one.UserAgent,
                    one.GrantedAt,
                    one.EndsAt(listed.State.Policy),
                    one.LastSeenAt
                )),
            ]
        );
    }

    public async Task<IResult> EndTrust(RestCall call, string browser) =>
        await trust.End(call.Caller, browser, call.Cancel) ? Results.NoContent() : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> Factors(RestCall call)
    {
        var found = await security.Read(call.UserId, call.Cancel);
        return Results.Json(
            new FactorsAnswer(
                found.Keys.Count > 0 || found.Apps.Any(app => !app.IsOnTrial),
                [.. found.Apps.Select(app => new ShownFactor(app.Id, app.Name, app.CreatedAt, app.LastUsedAt, app.IsOnTrial))],
                [.. found.Keys.Select(key => new ShownFactor(key.Id, key.Name, key.CreatedAt, key.LastUsedAt))],
                [.. found.Codes.Select(set => new ShownCodes(Words.Camel(set.Kind), set.CreatedAt, set.Left))]
            ),
            RestJson.Options
        );
    }
}
