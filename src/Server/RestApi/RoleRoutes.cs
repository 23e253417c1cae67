using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Roles;

namespace Sallyport.Server.RestApi;

/// <summary>A role to make.</summary>
public sealed record RoleBody(string Name, IReadOnlyList<string> Permissions, string Description = "");

/// <summary>What is to be changed about a role; what is left out stays.</summary>
public sealed record RoleChangeBody(string? Name = null, IReadOnlyList<string>? Permissions = null, string? Description = null);

/// <summary>A role of the account, and how many users have it.</summary>
public sealed record RoleAnswer(
    string Id,
    string Name,
    string Description,
    IReadOnlyList<string> Permissions,
    long Users,
    bool IsBuiltIn
)
{
    public static RoleAnswer Of(ShownRole shown) =>
        new(
            shown.Role.Id,
            shown.Role.Name,
            shown.Description,
            [.. shown.Role.Permissions.Order().Select(Words.Upper)],
            shown.Users,
            shown.IsBuiltIn
        );
}

/// <summary>The account's roles.</summary>
internal sealed class RoleRoutes(ReadRoles read, CreateRole create, UpdateRole update, DeleteRole delete, RoleFaultTexts faults)
{
    public async Task<IResult> List(RestCall call) =>
        Parts.Of(call, [.. (await read.Of(call.AccountId, call.Cancel)).Select(RoleAnswer.Of)]);

    public async Task<IResult> Show(RestCall call, string id) =>
        await read.Find(call.Caller, id, call.Cancel) is { } shown
            ? Answer(call, shown, StatusCodes.Status200OK)
            : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> Create(RestCall call, Body<RoleBody> body)
    {
        if (IdempotencyKey.Read(call, "role", body.Value, out var request) is { } fault)
            return fault;
        var (name, permissions, description) = body.Value;
        var asked = new AskedRole(name, description, permissions) { AskedBy = request };
        return await create.Create(call.Caller, call.AccountId, asked, call.Cancel) switch
        {
            CreatedRole.Done done => await Made(call, done.Role.Id),
            CreatedRole.AlreadyDone already => await Made(call, already.Role.Id),
            CreatedRole.AskedOtherwise => Problems.Say(ProblemCode.IdempotencyKeyReused),
            CreatedRole.Refused refused => Refused(refused.Faults),
            _ => Problems.Say(ProblemCode.LackingPermission),
        };
    }

    public async Task<IResult> Change(RestCall call, string id, Body<RoleChangeBody> body)
    {
        if (await read.Find(call.Caller, id, call.Cancel) is not { } shown)
            return Problems.Say(ProblemCode.NotFound);
        if (Preconditions.Seen(call, out long version) is { } fault)
            return fault;
        var asked = new AskedRole(
            body.Value.Name ?? shown.Role.Name,
            body.Value.Description ?? shown.Description,
            body.Value.Permissions ?? [.. shown.Role.Permissions.Select(Words.Upper)]
        );
        return await update.Update(call.Caller, call.AccountId, id, asked, version, call.Cancel) switch
        {
            UpdatedRole.Done => await Show(call, id),
            UpdatedRole.Refused refused => Refused(refused.Faults),
            UpdatedRole.EditedMeanwhile => Problems.Say(ProblemCode.EditedMeanwhile),
            UpdatedRole.AboveYou => Problems.Say(ProblemCode.AboveYou),
            _ => Problems.Say(ProblemCode.NotFound),
        };
    }

    public async Task<IResult> Delete(RestCall call, string id) =>
        await delete.Delete(call.Caller, call.AccountId, id, call.Cancel) switch
        {
            DeletedRole.Done => Results.NoContent(),
            DeletedRole.InUse => Problems.Say(ProblemCode.RoleInUse),
            DeletedRole.AboveYou => Problems.Say(ProblemCode.AboveYou),
            DeletedRole.NotFound => Problems.Say(ProblemCode.NotFound),
        };

    private async Task<IResult> Made(RestCall call, string id)
    {
        call.Http.Response.Headers.Location = "/api/v1/roles/" + id;
        return Answer(call, (await read.Find(call.Caller, id, call.Cancel))!, StatusCodes.Status201Created);
    }

    private IResult Refused(IReadOnlyList<RoleFault> wrong) =>
        Problems.Fields(wrong.Select(fault => Problems.Refused(RoleFaultTexts.FieldOf(fault), fault, faults.Words(fault))));

    private static IResult Answer(RestCall call, ShownRole shown, int status)
    {
        Preconditions.Tag(call, shown.Version);
        return Results.Json(RoleAnswer.Of(shown), RestJson.Options, statusCode: status);
    }
}
