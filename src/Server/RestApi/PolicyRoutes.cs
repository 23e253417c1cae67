using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Enforcement.Decisions;

namespace Sallyport.Server.RestApi;

/// <summary>The settings to change, by name, in the words of docs/policy.md; what is left out stays.</summary>
/// <param name="Settings">Name and word.</param>
/// <param name="Confirmed">Whom it reaches was looked at before (<c>/account/policy/preview</c>): asked for where it tightens.</param>
/// <param name="Mail">Tell those without MFA by mail.</param>
public sealed record PolicyChangeBody(IReadOnlyDictionary<string, string> Settings, bool Confirmed = false, bool Mail = false);

/// <summary>A change to look at.</summary>
public sealed record PolicyPreviewBody(IReadOnlyDictionary<string, string> Settings);

/// <summary>The account's policy with what stands above it.</summary>
public sealed record PolicyAnswer(
    IReadOnlyDictionary<string, string> Settings,
    DateTimeOffset? RequiredSince,
    DateTimeOffset CutOff,
    DateTimeOffset? EverybodyFrom
);

/// <summary>What a change would do, and to whom.</summary>
/// <param name="Tightens">It may hold people who are not held now.</param>
/// <param name="Changes">What would differ.</param>
/// <param name="Reached">The active users who would be asked to enrol.</param>
/// <param name="PasswordsEnded">For how many active users the password would cease to open API and IsProxy.</param>
public sealed record PolicyPreviewAnswer(
    bool Tightens,
    IReadOnlyList<ChangedSetting> Changes,
    IReadOnlyList<ReachedUser> Reached,
    int PasswordsEnded
);

/// <summary>A setting before and after.</summary>
public sealed record ChangedSetting(string Setting, string Before, string After);

/// <summary>A user whom a change would ask to enrol.</summary>
/// <param name="Id">The user.</param>
/// <param name="Login">The login.</param>
/// <param name="Name">The full name.</param>
/// <param name="LastSignInAt">Null: never.</param>
/// <param name="HasMailAddress">Whether a mail can tell this user.</param>
/// <param name="GraceEndsAt">Until then this user could wait; null: not at all.</param>
public sealed record ReachedUser(
    string Id,
    string Login,
    string Name,
    DateTimeOffset? LastSignInAt,
    bool HasMailAddress,
    DateTimeOffset? GraceEndsAt
);

/// <summary>The account's policy: read, preview of whom a change hits (MUST-7), change.</summary>
internal sealed class PolicyRoutes(ShowPolicy show, ChangePolicy change)
{
    public async Task<IResult> Show(RestCall call)
    {
        var shown = await show.Show(call.Caller, call.Cancel);
        Preconditions.Tag(call, shown.Kept.Version);
        return Results.Json(
            new PolicyAnswer(
                PolicySettings.Write(shown.Kept.Policy),
                shown.Kept.RequiredSince,
                shown.Installation.CutOff,
                shown.Installation.EverybodyFrom
            ),
            RestJson.Options
        );
    }

    public async Task<IResult> Preview(RestCall call, Body<PolicyPreviewBody> body)
    {
        var preview = await change.Preview(call.Caller, call.AccountId, null, body.Value.Settings, call.Cancel);
        return preview.Refused is { } refused
            ? Refused(refused)
            : Results.Json(
                new PolicyPreviewAnswer(
                    preview.Change!.Tightens,
                    [
                        .. preview.Change.Differences.Select(setting => new ChangedSetting(
                            setting.Name,
                            setting.Read(preview.Change.Before),
                            setting.Read(preview.Change.After)
                        )),
                    ],
                    [.. preview.Reached.Select(reached => Answer(reached, preview.Change.Now))],
                    preview.PasswordsEnded
                ),
                RestJson.Options
            );
    }

    public async Task<IResult> Change(RestCall call, Body<PolicyChangeBody> body)
    {
        if (Preconditions.Seen(call, out long version) is { } fault)
            return fault;
        var (settings, confirmed, mail) = body.Value;
        var preview = await change.Preview(call.Caller, call.AccountId, version, settings, call.Cancel);
        if (preview.Refused is { } refused)
            return Refused(refused);
        if (preview.AsksFirst && !confirmed)
            return Problems.Say(
                ProblemCode.ConfirmationNeeded,
                $"It would ask {preview.Reached.Count} users to enrol, and end the password for programs of {preview.PasswordsEnded}; POST /api/v1/account/policy/preview names them. Then send confirmed: true."
            );
        return await change.Change(call.Caller, call.AccountId, version, settings, mail, call.Cancel) switch
        {
            ChangedPolicy.Done => await Show(call),
            var other => Refused(other),
        };
    }

    private static IResult Refused(ChangedPolicy refused) =>
        refused switch
        {
            ChangedPolicy.UnknownKey unknown => Problems.Fields([
                new RefusedMember("settings." + unknown.Key, "setting_unknown", "There is no such setting."),
            ]),
            ChangedPolicy.BadWords bad => Problems.Fields(
                bad.Settings.Select(setting => new RefusedMember(
                    "settings." + setting.Name,
                    "word_unknown",
                    $"Possible is: {setting.Rule}."
                ))
            ),
            ChangedPolicy.Conflict => Problems.Say(ProblemCode.EditedMeanwhile),
            ChangedPolicy.NeedsOwnMfa => Problems.Say(ProblemCode.OwnMfaNeeded),
            ChangedPolicy.WouldLockOut => Problems.Say(ProblemCode.WouldLockOut),
            ChangedPolicy.NobodyCanEnrol => Problems.Say(ProblemCode.NobodyCanEnrol, ChangedPolicy.NobodyCanEnrol.Why),
            _ => Problems.Say(ProblemCode.LackingPermission),
        };

    private static ReachedUser Answer(ReachedByChange reached, DateTimeOffset now) =>
        new(
            reached.User.Id,
            reached.User.Login,
            reached.User.FullName,
            reached.User.LastSignInAt,
            reached.User.HasMailAddress,
            reached.WaitsUntil(now)
        );
}
