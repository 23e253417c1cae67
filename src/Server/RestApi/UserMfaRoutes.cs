using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.SignIn;

namespace Sallyport.Server.RestApi;

/// <summary>What is asked of one user (oneself too), more time for it, "Remove MFA", and the user's sessions.</summary>
internal sealed class UserMfaRoutes(
    ShowUser show,
    ChangeUserRequirement requirements,
    ExtendGrace grace,
    RemoveMfa remove,
    ListSessions list,
    EndUserSessions end
)
{
    public async Task<IResult> Show(RestCall call, string id) =>
        await show.Show(call.Caller, id, call.Cancel) is { } shown
            ? Results.Json(MfaAnswer.Of(shown.State.Factors, shown.User.Requirement, shown.State.Demand), RestJson.Options)
            : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> Require(RestCall call, string id, Body<RequirementBody> body)
    {
        if (Words.Parse<UserRequirement>(body.Value.Requirement) is not { } wanted)
            return Unknown("inherit, required, notRequired");
        return await requirements.Change(call.Caller, id, wanted, call.Cancel) switch
        {
            ChangedRequirement.Done or ChangedRequirement.Unchanged => await Show(call, id),
            ChangedRequirement.OptOutClosed => Problems.Say(ProblemCode.NotByYou, "The policy lets nobody opt out."),
            ChangedRequirement.TokenNotProved => NotProved("The app on trial has not signed in yet."),
            ChangedRequirement.SetByAnother => SetByAnother(),
            ChangedRequirement.AboveYou => Problems.Say(ProblemCode.AboveYou),
            _ => Problems.Say(ProblemCode.NotFound),
        };
    }

    public async Task<IResult> RequireOwn(RestCall call, Body<RequirementBody> body)
    {
        if (Words.Parse<UserRequirement>(body.Value.Requirement) is not (not UserRequirement.Inherit and { } wanted))
            return Unknown("required, notRequired");
        return await requirements.ChangeOwn(call.Caller, wanted, call.Cancel) switch
        {
            ChangedRequirement.Done or ChangedRequirement.Unchanged => await Show(call, call.UserId),
            ChangedRequirement.OptOutClosed => Problems.Say(ProblemCode.NotByYou, "The policy lets nobody opt out."),
            ChangedRequirement.SetByAnother => SetByAnother(),
            ChangedRequirement.TokenNotProved => NotProved("A factor must have signed in first."),
            _ => Problems.Say(ProblemCode.NotFound),
        };
    }

    public async Task<IResult> Extend(RestCall call, string id, Body<GraceBody> body) =>
        await grace.Extend(call.Caller, id, body.Value.Days, body.Value.Reason, call.Cancel) switch
        {
            ExtendedGrace.Done => await Show(call, id),
            ExtendedGrace.ReasonMissing => Problems.Fields([
                new RefusedMember("reason", "reason_missing", "Say why; it is kept in the audit trail."),
            ]),
            ExtendedGrace.DaysOutOfRange => Problems.Fields([
                new RefusedMember("days", "days_out_of_range", $"1 to {ExtendGrace.MostDays}."),
            ]),
            ExtendedGrace.NothingToExtend => Problems.Say(ProblemCode.NothingToExtend),
            ExtendedGrace.Oneself => Problems.Say(ProblemCode.Oneself),
            ExtendedGrace.AboveYou => Problems.Say(ProblemCode.AboveYou),
            ExtendedGrace.NotFound => Problems.Say(ProblemCode.NotFound),
        };

    public async Task<IResult> Remove(RestCall call, string id) =>
        await remove.Remove(call.Caller, id, call.Cancel) switch
        {
            RemovedMfa.Done => Results.NoContent(),
            RemovedMfa.NothingThere => Problems.Say(ProblemCode.NothingToRemove),
            RemovedMfa.OperatorAlone => Problems.Say(ProblemCode.OperatorAlone),
            RemovedMfa.AboveYou => Problems.Say(ProblemCode.AboveYou),
            RemovedMfa.NotByThisDoor => Problems.Say(ProblemCode.Oneself),
            _ => Problems.Say(ProblemCode.NotFound),
        };

    public async Task<IResult> Sessions(RestCall call, string id) =>
        await list.Of(call.Caller, id, call.Cancel) is { } listed
            ? Parts.Of(call, [.. listed.Running.Select(session => ShownSession.Of(session, call))])
            : Problems.Say(ProblemCode.NotFound);

    public async Task<IResult> EndAll(RestCall call, string id) => Say(await end.EndAll(call.Caller, id, call.Cancel));

    public async Task<IResult> EndOne(RestCall call, string id, string session) =>
        Say(await end.EndOne(call.Caller, id, session, call.Cancel));

    private static IResult Say(EndedUserSessions ended) =>
        ended switch
        {
            EndedUserSessions.Done => Results.NoContent(),
            EndedUserSessions.Oneself => Problems.Say(ProblemCode.Oneself, "End your own at /api/v1/me/sessions."),
            EndedUserSessions.AboveYou => Problems.Say(ProblemCode.AboveYou),
            _ => Problems.Say(ProblemCode.NotFound),
        };

    private static IResult SetByAnother() => Problems.Say(ProblemCode.NotByYou, "An administrator requires it of you.");

    private static IResult Unknown(string possible) =>
        Problems.Fields([new RefusedMember("requirement", "requirement_unknown", $"Possible is: {possible}.")]);

    private static IResult NotProved(string why) => Problems.Fields([new RefusedMember("requirement", "token_not_proved", why)]);
}
