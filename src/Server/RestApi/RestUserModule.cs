using Sallyport.Core.Common;

namespace Sallyport.Server.RestApi;

/// <summary>Front desk: the routes of users, of what is asked of them, and of keys.</summary>
internal static class RestUserModule
{
    public static void MapUsers(this RouteGroupBuilder api)
    {
        api.MapGet("/users", (UserRoutes r, RestCall call) => r.List(call))
            .Asks(RestRule.May(Permission.ViewUser))
            .Lists<ListedUserAnswer>("q", "order", "mfa", "required", "removed");
        api.MapPost("/users", (UserRoutes r, RestCall call, Body<NewUserBody> body) => r.Create(call, body))
            .Asks(RestRule.Proved(Permission.CreateUser))
            .Takes<NewUserBody>()
            .Makes<UserAnswer>();
        api.MapGet("/users/{id}", (UserRoutes r, RestCall call, string id) => r.Show(call, id))
            .Asks(RestRule.May(Permission.ViewUser))
            .Answers<UserAnswer>();
        api.MapPatch(
                "/users/{id}",
                (UserRoutes r, RestCall call, string id, Body<UserChangeBody> body) => r.Change(call, id, body)
            )
            .Asks(RestRule.Proved(Permission.UpdateUser))
            .Takes<UserChangeBody>()
            .Answers<UserAnswer>();
        api.MapPut(
                "/users/{id}/status",
                (UserRoutes r, RestCall call, string id, Body<StatusBody> body) => r.ChangeStatus(call, id, body)
            )
            .Asks(RestRule.Proved(Permission.UpdateUser))
            .Takes<StatusBody>()
            .Answers<UserAnswer>();
        api.MapDelete("/users/{id}", (UserRoutes r, RestCall call, string id) => r.Remove(call, id))
            .Asks(RestRule.Proved(Permission.RemoveUser))
            .AnswersNothing();
        api.MapDelete("/users/{id}/pending-email", (EmailRoutes r, RestCall call, string id) => r.Cancel(call, id))
            .Asks(RestRule.Sensitive(Permission.UpdateUser))
            .AnswersNothing();
        api.MapPost("/users/{id}/password-link", (UserRoutes r, RestCall call, string id) => r.SendLink(call, id))
            .Asks(RestRule.Sensitive(Permission.UpdateUser))
            .AnswersNothing(StatusCodes.Status202Accepted);
        api.MapPost(
                "/users/{id}/password-for-programs",
                (UserRoutes r, RestCall call, string id) => r.BringBackPassword(call, id)
            )
            .Asks(RestRule.Sensitive(Permission.UpdateUser))
            .AnswersNothing();
    }

    public static void MapUserMfa(this RouteGroupBuilder api)
    {
        api.MapGet("/users/{id}/mfa", (UserMfaRoutes r, RestCall call, string id) => r.Show(call, id))
            .Asks(RestRule.May(Permission.ViewUser))
            .Answers<MfaAnswer>();
        api.MapDelete("/users/{id}/mfa", (UserMfaRoutes r, RestCall call, string id) => r.Remove(call, id))
            .Asks(RestRule.Sensitive(Permission.RescueUser))
            .AnswersNothing();
        api.MapPut(
                "/users/{id}/requirement",
                (UserMfaRoutes r, RestCall call, string id, Body<RequirementBody> body) => r.Require(call, id, body)
            )
            .Asks(RestRule.Sensitive(Permission.UpdateUser))
            .Takes<RequirementBody>()
            .Answers<MfaAnswer>();
        api.MapPost(
                "/users/{id}/grace",
                (UserMfaRoutes r, RestCall call, string id, Body<GraceBody> body) => r.Extend(call, id, body)
            )
            .Asks(RestRule.Sensitive(Permission.UpdateUser))
            .Takes<GraceBody>()
            .Answers<MfaAnswer>();
        api.MapGet("/users/{id}/sessions", (UserMfaRoutes r, RestCall call, string id) => r.Sessions(call, id))
            .Asks(RestRule.May(Permission.UpdateUser))
            .Lists<ShownSession>();
        api.MapDelete("/users/{id}/sessions", (UserMfaRoutes r, RestCall call, string id) => r.EndAll(call, id))
            .Asks(RestRule.May(Permission.UpdateUser))
            .AnswersNothing();
        api.MapDelete(
                "/users/{id}/sessions/{session}",
                (UserMfaRoutes r, RestCall call, string id, string session) => r.EndOne(call, id, session)
            )
            .Asks(RestRule.May(Permission.UpdateUser))
            .AnswersNothing();
    }

    public static void MapKeys(this RouteGroupBuilder api)
    {
        const Permission manage = Permission.ManageApiKey;
        api.MapGet("/me/api-keys", (KeyRoutes r, RestCall call) => r.ListOwn(call)).Asks(RestRule.May(manage)).Lists<KeyAnswer>();
        api.MapPost("/me/api-keys", (KeyRoutes r, RestCall call, Body<NewKeyBody> body) => r.CreateOwn(call, body))
            .Asks(RestRule.Sensitive(manage))
            .Takes<NewKeyBody>()
            .Makes<KeyAnswer>();
        api.MapDelete("/me/api-keys/{key}", (KeyRoutes r, RestCall call, string key) => r.DeleteOwn(call, key))
            .Asks(RestRule.Proved(manage))
            .AnswersNothing();
        api.MapPost(
                "/me/api-keys/{key}/rotation",
                (KeyRoutes r, RestCall call, string key, Body<RotationBody> body) => r.RotateOwn(call, key, body)
            )
            .Asks(RestRule.Sensitive(manage))
            .Takes<RotationBody>()
            .Answers<KeyAnswer>();
        api.MapGet("/users/{id}/api-keys", (KeyRoutes r, RestCall call, string id) => r.List(call, id))
            .Asks(RestRule.May(manage))
            .Lists<KeyAnswer>();
        api.MapPost(
                "/users/{id}/api-keys",
                (KeyRoutes r, RestCall call, string id, Body<NewKeyBody> body) => r.Create(call, id, body)
            )
            .Asks(RestRule.Sensitive(manage))
            .Takes<NewKeyBody>()
            .Makes<KeyAnswer>();
        api.MapDelete(
                "/users/{id}/api-keys/{key}",
                (KeyRoutes r, RestCall call, string id, string key) => r.Delete(call, id, key)
            )
            .Asks(RestRule.Proved(manage))
            .AnswersNothing();
        api.MapPost(
                "/users/{id}/api-keys/{key}/rotation",
                (KeyRoutes r, RestCall call, string id, string key, Body<RotationBody> body) => r.Rotate(call, id, key, body)
            )
            .Asks(RestRule.Sensitive(manage))
            .Takes<RotationBody>()
            .Answers<KeyAnswer>();
    }
}
