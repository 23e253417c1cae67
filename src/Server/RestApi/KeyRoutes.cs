using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;

namespace Sallyport.Server.RestApi;

/// <summary>A key to make.</summary>
public sealed record NewKeyBody(
    string Description,
    IReadOnlyList<string> Accesses,
    IReadOnlyList<string>? Permissions = null,
    IReadOnlyList<string>? Addresses = null,
    DateTimeOffset? ExpiresAt = null
);

/// <summary>A new text for a key.</summary>
/// <param name="Hint">Of the text that it is to replace: a request that comes twice renews once.</param>
/// <param name="OverlapHours">How long the text before works on: 0, 1, 24 or 168.</param>
public sealed record RotationBody(string Hint, int OverlapHours = 0);

/// <summary>A key as its owner sees it. <see cref="Key"/> is the whole text, in the one answer that makes it; the same request again says <see cref="AlreadyShown"/>.</summary>
public sealed record KeyAnswer(
    string Id,
    string Description,
    IReadOnlyList<string> Accesses,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<string> Addresses,
    string Hint,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? RotatedAt,
    DateTimeOffset? FormerEndsAt,
    DateTimeOffset? LastUsedAt,
    string? LastUsedAddress,
    string? LastUsedDoor,
    DateTimeOffset? FlaggedAt,
    string? Key = null,
    bool? AlreadyShown = null
)
{
    public static KeyAnswer Of(ApiKey key) =>
        new(
            key.Id,
            key.Description,
            key.AccessNames,
            UserAnswer.List(key.Permissions),
            [.. UserAnswer.List(key.Addresses).Select(address => address.Trim())],
            key.Hint,
            key.CreatedBy,
            key.CreatedAt,
            key.ExpiresAt,
            key.RotatedAt,
            key.FormerEndsAt,
            key.LastUsedAt,
            key.LastUsedAt is null ? null : key.LastUsedAddress,
            key.LastUsedDoor is { } door ? Words.Camel(door) : null,
            key.FlaggedAt
        );
}

/// <summary>Keys for programs: one's own, and those of users of the account.</summary>
internal sealed class KeyRoutes(
    ListApiKeys list,
    IssueApiKey issue,
    DeleteApiKey delete,
    RotateApiKey rotate,
    KeyTexts texts,
    RandomSource random
)
{
    public Task<IResult> ListOwn(RestCall call) => List(call, call.UserId);

    public Task<IResult> CreateOwn(RestCall call, Body<NewKeyBody> body) => Create(call, call.UserId, body);

    public Task<IResult> DeleteOwn(RestCall call, string key) => Delete(call, call.UserId, key);

    public Task<IResult> RotateOwn(RestCall call, string key, Body<RotationBody> body) => Rotate(call, call.UserId, key, body);

    public async Task<IResult> List(RestCall call, string id) =>
        await list.Of(call.Caller, id, call.Cancel) is { } listed
            ? Parts.Of(call, [.. listed.Keys.Select(KeyAnswer.Of)])
            : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> Create(RestCall call, string id, Body<NewKeyBody> body)
    {
        if (IdempotencyKey.Read(call, "key", body.Value, out var asked) is { } fault)
            return fault;
        var wanted = new NewApiKey
        {
            Description = body.Value.Description,
            Accesses = body.Value.Accesses,
            Permissions = body.Value.Permissions ?? [],
            Addresses = string.Join(',', body.Value.Addresses ?? []),
            ExpiresAt = body.Value.ExpiresAt,
            // With what was asked for in its name: the same name with something else is found out below.
            AskedBy = asked?.Id ?? random.Id(),
        };
        return await issue.Issue(call.Caller, id, wanted, call.Cancel) switch
        {
            IssuedApiKey.Done done => Made(KeyAnswer.Of(done.Key) with { Key = done.Text.RevealText() }),
            IssuedApiKey.AlreadyShown again => IsSame(again.Key, wanted)
                ? Made(KeyAnswer.Of(again.Key) with { AlreadyShown = true })
                : Problems.Say(ProblemCode.IdempotencyKeyReused),
            IssuedApiKey.Refused refused => Problems.Fields(
                refused.Faults.Select(one => Problems.Refused(MemberOf(one), one, texts.Of(one)))
            ),
            IssuedApiKey.NotByYou => Problems.Say(ProblemCode.NotByYou),
            _ => Problems.Say(ProblemCode.NotFound),
        };
    }

    public async Task<IResult> Delete(RestCall call, string id, string key) =>
        await delete.Delete(call.Caller, id, key, call.Cancel) ? Results.NoContent() : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> Rotate(RestCall call, string id, string key, Body<RotationBody> body)
    {
        var overlap = TimeSpan.FromHours(Math.Clamp(body.Value.OverlapHours, -1, 1000));
        if (!RotateApiKey.Overlaps.Contains(overlap))
            return Problems.Fields([new RefusedMember("overlapHours", "overlap_unknown", "Possible is: 0, 1, 24, 168.")]);
        return await rotate.Rotate(call.Caller, id, key, body.Value.Hint, overlap, call.Cancel) switch
        {
            RotatedApiKey.Done done => Results.Json(
                KeyAnswer.Of(done.Key) with
                {
                    Hint = done.Text.RevealText()[^done.Key.Hint.Length..],
                    FormerEndsAt = done.FormerEndsAt,
                    Key = done.Text.RevealText(),
                },
                RestJson.Options
            ),
            RotatedApiKey.AlreadyDone => Problems.Say(ProblemCode.AlreadyRotated),
            RotatedApiKey.NotByYou => Problems.Say(ProblemCode.NotByYou),
            _ => Problems.Say(ProblemCode.NotFound),
        };
    }

    private static IResult Made(KeyAnswer key) => Results.Json(key, RestJson.Options, statusCode: StatusCodes.Status201Created);

    private static bool IsSame(ApiKey made, NewApiKey wanted) =>
        made.Description == wanted.Description.Trim()
        && made.Accesses == string.Join(',', wanted.Accesses.Distinct(StringComparer.Ordinal))
        && made.Permissions == string.Join(',', wanted.Permissions.Distinct(StringComparer.Ordinal))
        && made.Addresses == wanted.Addresses.Trim()
        && made.ExpiresAt?.ToUnixTimeMilliseconds() == wanted.ExpiresAt?.ToUnixTimeMilliseconds();

    private static string MemberOf(NewKeyFault fault) =>
        fault switch
        {
            NewKeyFault.DescriptionMissing or NewKeyFault.DescriptionTooLong or NewKeyFault.DescriptionUnreadable =>
                "description",
            NewKeyFault.AccessMissing or NewKeyFault.AccessUnknown => "accesses",
            NewKeyFault.PermissionUnknown => "permissions",
            NewKeyFault.ExpiryPast => "expiresAt",
            NewKeyFault.AddressUnreadable => "addresses",
        };
}
