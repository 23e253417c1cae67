using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RestApi;

/// <summary>The account's users: list, make, read, change, shut out, bring back, remove.</summary>
internal sealed class UserRoutes(
    ListUsers list,
    ShowUser show,
    ShowAccount account,
    CreateUser create,
    UpdateUser update,
    ChangeUserStatus statuses,
    SendPasswordLink links,
    BringBackApiPassword programs,
    UserFaultTexts faults
)
{
    public async Task<IResult> List(RestCall call)
    {
        if (call.Part(out var limit, out var offset) is { } fault)
            return fault;
        var (order, mfa) = (call.Parameter("order"), call.Parameter("mfa"));
        if (order.Length > 0 && !UserListTable.Sorts.Contains(order.StartsWith('-') ? order[1..] : order))
            return RestCall.Wrong("order", string.Join(", ", UserListTable.Sorts) + ", or one of them with - before it");
        if (mfa.Length > 0 && !UsersQuestion.MfaWords.Contains(mfa))
            return RestCall.Wrong("mfa", string.Join(", ", UsersQuestion.MfaWords));
        if (
            call.Parameter("required") is not ("" or "true" or "false")
            || call.Parameter("removed") is not ("" or "true" or "false")
        )
            return RestCall.Wrong("required", "true, false; of removed too");
        var question = new UsersQuestion
        {
            Search = call.Parameter("q"),
            Sort = order.Length > 0 ? order : "login",
            IncludeRemoved = call.Parameter("removed") == "true",
            Mfa = mfa,
            Required = bool.TryParse(call.Parameter("required"), out var required) ? required : null,
            Skip = offset,
            Take = limit,
        };
        var found = await list.List(call.Caller, question, call.Cancel);
        // The verb begins anew where the offset is past the end; a program wants to see the end.
        var users = offset < found.Total || offset == 0 ? found.Users : [];
        return Results.Json(
            new Listed<ListedUserAnswer>([.. users.Select(ListedUserAnswer.Of)], found.Total, limit, offset),
            RestJson.Options
        );
    }

    public async Task<IResult> Show(RestCall call, string id) =>
        await show.Show(call.Caller, id, call.Cancel) is { } shown ? Answer(call, shown) : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> Create(RestCall call, Body<NewUserBody> body)
    {
        if (body.Value.Password is not null && !call.IsSession)
            return Problems.Say(ProblemCode.SessionNeeded, "Without a password, the user is sent a link to choose one.");
        var withoutSecret = body.Value with { Password = null };
        if (IdempotencyKey.Read(call, "user", withoutSecret, out var asked) is { } fault)
            return fault;
        var mine = await account.Show(call.Caller, call.Cancel);
        return await create.Create(call.Caller, mine, body.Value.Asked(asked), call.Cancel) switch
        {
            CreatedUser.Done done => await Made(call, done.User.Id),
            CreatedUser.AlreadyDone already => await Made(call, already.User.Id),
            CreatedUser.AskedOtherwise => Problems.Say(ProblemCode.IdempotencyKeyReused),
            CreatedUser.Refused refused => UserRefusals.Say(faults, refused.Why),
            CreatedUser.Busy => Problems.Away(),
            CreatedUser.SessionNeeded => Problems.Say(
                ProblemCode.SessionNeeded,
                "A role with administrative permissions is granted by a session alone."
            ),
            _ => Problems.Say(ProblemCode.LackingPermission),
        };
    }

    public async Task<IResult> Change(RestCall call, string id, Body<UserChangeBody> body)
    {
        if (await show.Show(call.Caller, id, call.Cancel) is not { } shown)
            return Problems.Say(ProblemCode.NotFound);
        if (Preconditions.Seen(call, out long version) is { } fault)
            return fault;
        // Whoever has the mail address has the password: a link chooses it.
        if (!call.IsSession && (body.Value.Password is not null || body.Value.Email is not null))
            return Problems.Say(ProblemCode.SessionNeeded, "Password and email are changed by a session alone.");
        return await update.Update(call.Caller, id, body.Value.Over(shown.User, version), call.Cancel) switch
        {
            UpdatedUser.Done => await Show(call, id),
            UpdatedUser.Refused refused => UserRefusals.Say(faults, refused.Why),
            UpdatedUser.EditedMeanwhile => Problems.Say(ProblemCode.EditedMeanwhile),
            UpdatedUser.AboveYou => Problems.Say(ProblemCode.AboveYou),
            UpdatedUser.Busy => Problems.Away(),
            UpdatedUser.SessionNeeded => Problems.Say(
                ProblemCode.SessionNeeded,
                "Users who hold administrative permissions, or get them, are changed by a session alone."
            ),
            _ => Problems.Say(ProblemCode.NotFound),
        };
    }

    public async Task<IResult> ChangeStatus(RestCall call, string id, Body<StatusBody> body) =>
        Words.Parse<UserStatus>(body.Value.Status)
            is { } wanted
                and (UserStatus.Active or UserStatus.Locked or UserStatus.Deactivated)
            ? await Turn(call, id, wanted) ?? await Show(call, id)
            : Problems.Fields([new RefusedMember("status", "status_unknown", "Possible is: active, locked, deactivated.")]);

    public async Task<IResult> Remove(RestCall call, string id) =>
        await Turn(call, id, UserStatus.Removed) ?? Results.NoContent();

    public async Task<IResult> SendLink(RestCall call, string id) =>
        await links.Send(call.Caller, id, call.Cancel) switch
        {
            SentPasswordLink.Done => Results.Accepted(),
            SentPasswordLink.NotActive => Problems.Say(ProblemCode.UserNotActive),
            SentPasswordLink.Oneself => Problems.Say(ProblemCode.Oneself),
            SentPasswordLink.AboveYou => Problems.Say(ProblemCode.AboveYou),
            SentPasswordLink.NotFound => Problems.Say(ProblemCode.NotFound),
        };

    public async Task<IResult> BringBackPassword(RestCall call, string id) =>
        await programs.BringBack(call.Caller, id, call.Cancel) switch
        {
            BroughtBackApiPassword.Done or BroughtBackApiPassword.NotEnded => Results.NoContent(),
            BroughtBackApiPassword.MfaOnOrRequired => Problems.Say(ProblemCode.MfaOnOrRequired),
            BroughtBackApiPassword.NotByThisPolicy => Problems.Say(ProblemCode.NotByYou),
            BroughtBackApiPassword.Oneself => Problems.Say(ProblemCode.Oneself),
            BroughtBackApiPassword.AboveYou => Problems.Say(ProblemCode.AboveYou),
            _ => Problems.Say(ProblemCode.NotFound),
        };

    private async Task<IResult?> Turn(RestCall call, string id, UserStatus wanted) =>
        await statuses.Change(call.Caller, id, wanted, call.Cancel) switch
        {
            ChangedStatus.Done or ChangedStatus.Unchanged => null,
            ChangedStatus.Oneself => Problems.Say(ProblemCode.Oneself),
            ChangedStatus.LastAdministrator => Problems.Say(ProblemCode.LastAdministrator),
            ChangedStatus.AboveYou => Problems.Say(ProblemCode.AboveYou),
            ChangedStatus.SessionNeeded => Problems.Say(
                ProblemCode.SessionNeeded,
                "A key shuts people out; a session lets them in again."
            ),
            ChangedStatus.NotFound => Problems.Say(ProblemCode.NotFound),
        };

    private async Task<IResult> Made(RestCall call, string id)
    {
        call.Http.Response.Headers.Location = "/api/v1/users/" + id;
        return Answer(call, (await show.Show(call.Caller, id, call.Cancel))!, StatusCodes.Status201Created);
    }

    private static IResult Answer(RestCall call, ShownUser shown, int status = StatusCodes.Status200OK)
    {
        Preconditions.Tag(call, shown.User.Version);
        return Results.Json(UserAnswer.Of(shown), RestJson.Options, statusCode: status);
    }
}
