using Microsoft.AspNetCore.Mvc.ApplicationModels;
using Sallyport.Core.Common;
using Sallyport.Server.RestApi.Description;
using Sallyport.Server.Web;

namespace Sallyport.Server.RestApi;

/// <summary>Front desk: the management API. A line for each route, with what it asks of whoever calls.</summary>
public static class RestApiModule
{
    public static void AddRestApi(this IServiceCollection services)
    {
        services.AddSingleton<RestGate>();
        services.AddSingleton<SessionRoutes>();
        services.AddSingleton<MeRoutes>();
        services.AddSingleton<AccountRoutes>();
        services.AddSingleton<PolicyRoutes>();
        services.AddSingleton<ApplicationRoutes>();
        services.AddSingleton<UserRoutes>();
        services.AddSingleton<UserMfaRoutes>();
        services.AddSingleton<KeyRoutes>();
        services.AddSingleton<RoleRoutes>();
        services.AddSingleton<AuditRoutes>();
        services.AddExceptionHandler<RestFault>();
        services.AddSingleton<ReadDocument>();
        services.ConfigureHttpJsonOptions(o => RestJson.Set(o.SerializerOptions));
        services.AddOpenApi(RestDocument.Name, RestDocument.Configure);
    }

    /// <summary>Behind the cookie's authentication, and before the guards of pages.</summary>
    public static void UseRestApi(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<RestGate>();
        app.Use(gate.Pass);
    }

    public static void MapRestApi(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").AllowAnonymous().AddEndpointFilter(ReadBodies);
        MapSession(api);
        MapMe(api);
        MapAccount(api);
        MapApplications(api);
        MapUsers(api);
        MapUserMfa(api);
        MapKeys(api);
        MapRoles(api);
        routes
            .MapGet("/openapi/v1.json", (ReadDocument document, HttpContext http) => Text(document, http))
            .AllowAnonymous()
            .ExcludeFromDescription();
    }

    public static void GuardRestApi(this PageConventionCollection pages) =>
        pages.Guard("/RestApi/Description/DocumentPage", Guards.Public);

    private static async Task<IResult> Text(ReadDocument document, HttpContext http) =>
        Results.Text(await document.ReadText(http.RequestAborted), "application/json");

    private static void MapSession(RouteGroupBuilder api)
    {
        api.MapPost("/session", (SessionRoutes r, HttpContext http, Body<SessionBody> body) => r.Open(http, body))
            .Asks(RestRule.Public)
            .Takes<SessionBody>()
            .Answers<SessionAnswer>();
        api.MapDelete("/session", (SessionRoutes r, RestCall call) => r.SignOut(call)).Asks(RestRule.AnySession).AnswersNothing();
        api.MapPost("/session/proof", (SessionRoutes r, RestCall call, Body<ProofBody> body) => r.Prove(call, body))
            .Asks(RestRule.OwnSession)
            .Takes<ProofBody>()
            .Answers<ProvedAnswer>();
    }

    private static void MapMe(RouteGroupBuilder api)
    {
        api.MapGet("/me", (MeRoutes r, RestCall call) => r.Show(call)).Asks(RestRule.Anybody).Answers<MeAnswer>();
        api.MapPatch("/me", (MeRoutes r, RestCall call, Body<OwnDetailsBody> body) => r.Change(call, body))
            .Asks(RestRule.Anybody)
            .Takes<OwnDetailsBody>()
            .Answers<MeAnswer>();
        api.MapGet("/me/factors", (MeRoutes r, RestCall call) => r.Factors(call)).Asks(RestRule.Anybody).Answers<FactorsAnswer>();
        api.MapGet("/me/sessions", (MeRoutes r, RestCall call) => r.Sessions(call)).Asks(RestRule.Anybody).Lists<ShownSession>();
        api.MapDelete("/me/sessions", (MeRoutes r, RestCall call) => r.EndOthers(call))
            .Asks(RestRule.OwnSession)
            .AnswersNothing();
        api.MapDelete("/me/sessions/{session}", (MeRoutes r, RestCall call, string session) => r.EndSession(call, session))
            .Asks(RestRule.OwnSession)
            .AnswersNothing();
        api.MapGet("/me/trusted-browsers", (MeRoutes r, RestCall call) => r.Trusted(call))
            .Asks(RestRule.Anybody)
            .Lists<ShownTrust>();
        api.MapDelete("/me/trusted-browsers/{browser}", (MeRoutes r, RestCall call, string browser) => r.EndTrust(call, browser))
            .Asks(RestRule.OwnSession)
            .AnswersNothing();
    }

    private static void MapAccount(RouteGroupBuilder api)
    {
        api.MapGet("/account", (AccountRoutes r, RestCall call) => r.Show(call))
            .Asks(RestRule.May(Permission.ViewPolicy))
            .Answers<AccountAnswer>();
        api.MapPatch("/account", (AccountRoutes r, RestCall call, Body<AccountChangeBody> body) => r.Change(call, body))
            .Asks(RestRule.May(Permission.UpdatePolicy))
            .Takes<AccountChangeBody>()
            .Answers<AccountAnswer>();
        api.MapGet("/account/policy", (PolicyRoutes r, RestCall call) => r.Show(call))
            .Asks(RestRule.May(Permission.ViewPolicy))
            .Answers<PolicyAnswer>();
        api.MapPost(
                "/account/policy/preview",
                (PolicyRoutes r, RestCall call, Body<PolicyPreviewBody> body) => r.Preview(call, body)
            )
            .Asks(RestRule.May(Permission.UpdatePolicy))
            .Takes<PolicyPreviewBody>()
            .Answers<PolicyPreviewAnswer>();
        api.MapPatch("/account/policy", (PolicyRoutes r, RestCall call, Body<PolicyChangeBody> body) => r.Change(call, body))
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
            .Takes<PolicyChangeBody>()
            .Answers<PolicyAnswer>();
        api.MapGet("/audit", (AuditRoutes r, RestCall call) => r.List(call))
            .Asks(RestRule.May(Permission.ViewAudit))
            .Parameters("limit", "before", "from", "until", "person", "action")
            .Answers<AuditPart>();
    }

    private static void MapApplications(RouteGroupBuilder api)
    {
        api.MapGet("/account/applications", (ApplicationRoutes r, RestCall call) => r.List(call))
            .Asks(RestRule.May(Permission.ViewPolicy))
            .Lists<ApplicationAnswer>();
        api.MapPost(
                "/account/applications",
                (ApplicationRoutes r, RestCall call, Body<NewApplicationBody> body) => r.Add(call, body)
            )
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
            .Takes<NewApplicationBody>()
            .Makes<ApplicationAnswer>();
        api.MapDelete("/account/applications/{id}", (ApplicationRoutes r, RestCall call, string id) => r.Remove(call, id))
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
            .AnswersNothing();
    }

    private static void MapUsers(RouteGroupBuilder api)
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

    private static void MapUserMfa(RouteGroupBuilder api)
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

    private static void MapKeys(RouteGroupBuilder api)
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

    private static void MapRoles(RouteGroupBuilder api)
    {
        api.MapGet("/roles", (RoleRoutes r, RestCall call) => r.List(call))
            .Asks(RestRule.May(Permission.ManageRole))
            .Lists<RoleAnswer>();
        api.MapPost("/roles", (RoleRoutes r, RestCall call, Body<RoleBody> body) => r.Create(call, body))
            .Asks(RestRule.Proved(Permission.ManageRole))
            .Takes<RoleBody>()
            .Makes<RoleAnswer>();
        api.MapGet("/roles/{id}", (RoleRoutes r, RestCall call, string id) => r.Show(call, id))
            .Asks(RestRule.May(Permission.ManageRole))
            .Answers<RoleAnswer>();
        api.MapPatch(
                "/roles/{id}",
                (RoleRoutes r, RestCall call, string id, Body<RoleChangeBody> body) => r.Change(call, id, body)
            )
            .Asks(RestRule.Proved(Permission.ManageRole))
            .Takes<RoleChangeBody>()
            .Answers<RoleAnswer>();
        api.MapDelete("/roles/{id}", (RoleRoutes r, RestCall call, string id) => r.Delete(call, id))
            .Asks(RestRule.Proved(Permission.ManageRole))
            .AnswersNothing();
    }

    // A body that cannot be read is answered before its route sees it.
    private static ValueTask<object?> ReadBodies(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<IBody>().FirstOrDefault()?.Fault is { } fault
            ? ValueTask.FromResult<object?>(fault)
            : next(context);
}
