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
        services.AddSingleton<HostNameRoutes>();
        services.AddSingleton<InstallationRoutes>();
        services.AddSingleton<UserRoutes>();
        services.AddSingleton<UserMfaRoutes>();
        services.AddSingleton<EmailRoutes>();
        services.AddSingleton<KeyRoutes>();
        services.AddSingleton<RoleRoutes>();
        services.AddSingleton<AuditRoutes>();
        services.AddExceptionHandler<RestFault>();
        services.AddSingleton<ReadDocument>();
        services.ConfigureHttpJsonOptions(o => RestJson.Set(o.SerializerOptions));
        services.AddOpenApi(RestDocument.Name, RestDocument.Configure);
    }

    /// <summary>Before routing: whoever asks by HEAD gets what GET would answer, less the body (RFC 9110, 9.3.2), which the server leaves out.</summary>
    public static void TakeHeadAsGet(this IApplicationBuilder app) =>
        app.Use(
            (http, next) =>
            {
                if (RestGate.IsRest(http.Request.Path) && HttpMethods.IsHead(http.Request.Method))
                    http.Request.Method = HttpMethods.Get;
                return next(http);
            }
        );

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
        MapOperators(api);
        api.MapUsers();
        api.MapUserMfa();
        api.MapKeys();
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
        api.MapPost("/session/proof/question", (SessionRoutes r, RestCall call) => r.AskKey(call))
            .Asks(RestRule.OwnSession)
            .Answers<KeyQuestionAnswer>();
    }

    private static void MapMe(RouteGroupBuilder api)
    {
        api.MapGet("/me", (MeRoutes r, RestCall call) => r.Show(call)).Asks(RestRule.Anybody).Answers<MeAnswer>();
        api.MapPatch("/me", (MeRoutes r, RestCall call, Body<OwnDetailsBody> body) => r.Change(call, body))
            .Asks(RestRule.Anybody)
            .Takes<OwnDetailsBody>()
            .Answers<MeAnswer>();
        api.MapDelete("/me/pending-email", (EmailRoutes r, RestCall call) => r.CancelOwn(call))
            .Asks(RestRule.OwnSession)
            .AnswersNothing();
        api.MapPut("/me/requirement", (UserMfaRoutes r, RestCall call, Body<RequirementBody> body) => r.RequireOwn(call, body))
            .Asks(RestRule.OwnProved)
            .Takes<RequirementBody>()
            .Answers<MfaAnswer>();
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
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
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

    // What is read with VIEW_POLICY and changed by operators alone.
    private static void MapOperators(RouteGroupBuilder api)
    {
        api.MapGet("/account/host-names", (HostNameRoutes r, RestCall call) => r.List(call))
            .Asks(RestRule.May(Permission.ViewPolicy))
            .Lists<HostNameAnswer>();
        api.MapPost("/account/host-names", (HostNameRoutes r, RestCall call, Body<NewHostNameBody> body) => r.Add(call, body))
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
            .Takes<NewHostNameBody>()
            .Makes<HostNameAnswer>();
        api.MapDelete("/account/host-names/{host}", (HostNameRoutes r, RestCall call, string host) => r.Remove(call, host))
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
            .Parameters("confirmed")
            .AnswersNothing();
        api.MapGet("/installation", (InstallationRoutes r, RestCall call) => r.Show(call))
            .Asks(RestRule.May(Permission.ViewPolicy))
            .Answers<InstallationAnswer>();
        api.MapPatch(
                "/installation",
                (InstallationRoutes r, RestCall call, Body<InstallationChangeBody> body) => r.Change(call, body)
            )
            .Asks(RestRule.Sensitive(Permission.UpdatePolicy))
            .Takes<InstallationChangeBody>()
            .Answers<InstallationAnswer>();
    }

    private static void MapRoles(RouteGroupBuilder api)
    {
        api.MapGet("/roles", (RoleRoutes r, RestCall call) => r.List(call))
            .Asks(RestRule.May(Permission.ManageRole))
            .Lists<RoleAnswer>();
        api.MapPost("/roles", (RoleRoutes r, RestCall call, Body<RoleBody> body) => r.Create(call, body))
            .Asks(RestRule.Sensitive(Permission.ManageRole))
            .Takes<RoleBody>()
            .Makes<RoleAnswer>();
        api.MapGet("/roles/{id}", (RoleRoutes r, RestCall call, string id) => r.Show(call, id))
            .Asks(RestRule.May(Permission.ManageRole))
            .Answers<RoleAnswer>();
        api.MapPatch(
                "/roles/{id}",
                (RoleRoutes r, RestCall call, string id, Body<RoleChangeBody> body) => r.Change(call, id, body)
            )
            .Asks(RestRule.Sensitive(Permission.ManageRole))
            .Takes<RoleChangeBody>()
            .Answers<RoleAnswer>();
        api.MapDelete("/roles/{id}", (RoleRoutes r, RestCall call, string id) => r.Delete(call, id))
            .Asks(RestRule.Sensitive(Permission.ManageRole))
            .AnswersNothing();
    }

    // A body that cannot be read is answered before its route sees it.
    private static ValueTask<object?> ReadBodies(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.OfType<IBody>().FirstOrDefault()?.Fault is { } fault
            ? ValueTask.FromResult<object?>(fault)
            : next(context);
}
