using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Tests.Routes;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Others;

/// <summary>
/// An administrator at the doors that are for other users, with the own id: every route and every form by which one acts on a user, made from the running server. What
/// the own pages refuse is refused here too.
/// </summary>
[Keeps("ADMIN-4"), Keeps("MUST-1"), Keeps("MUST-8"), Keeps("MUST-10")]
public sealed class ActingOnOneself
{
    // What each route is sent, and what it answers. Where the own page has the same act, the answer is that of the own page.
    private static readonly Dictionary<string, (JsonObject? Body, string Code)> Routes = new(StringComparer.Ordinal)
    {
        ["DELETE /users/{id}"] = (null, "oneself"),
        ["PATCH /users/{id}"] = (Body("role", "all"), "role_is_yours"),
        ["PUT /users/{id}/status"] = (Body("status", "locked"), "oneself"),
        ["POST /users/{id}/password-link"] = (null, "oneself"),
        ["POST /users/{id}/password-for-programs"] = (null, "oneself"),
        ["DELETE /users/{id}/mfa"] = (null, "oneself"),
        ["PUT /users/{id}/requirement"] = (Body("requirement", "notRequired"), "not_by_you"),
        ["POST /users/{id}/grace"] = (new JsonObject { ["days"] = 30, ["reason"] = "busy" }, "oneself"),
        ["DELETE /users/{id}/sessions"] = (null, "oneself"),
        ["DELETE /users/{id}/sessions/{session}"] = (null, "oneself"),
        ["POST /users/{id}/api-keys"] = (
            new JsonObject { ["description"] = "Mine", ["accesses"] = new JsonArray("API") },
            "not_by_you"
        ),
        ["DELETE /users/{id}/api-keys/{key}"] = (null, "not_found"),
        ["POST /users/{id}/api-keys/{key}/rotation"] = (Body("hint", "abcd"), "not_found"),
    };

    // What each form is sent.
    private static readonly Dictionary<string, (string, string)[]> Forms = new(StringComparer.Ordinal)
    {
        ["/account/users/{id}"] = [("role", "all")],
        ["/account/users/{id}?handler=Status"] = [("status", "locked")],
        ["/account/users/{id}?handler=Link"] = [],
        ["/account/users/{id}?handler=Programs"] = [],
        ["/account/users/{id}/mfa"] = [("requirement", "notRequired")],
        ["/account/users/{id}/mfa?handler=Grace"] = [("days", "30"), ("reason", "busy")],
        ["/account/users/{id}/mfa?handler=Remove"] = [],
        ["/account/users/{id}/authenticator-app"] = [("code", "000000")],
        ["/account/users/{id}/authenticator-app?handler=Generate"] = [("replace", "")],
        ["/account/users/{id}/api-keys"] = [("description", "Mine"), ("accesses", "API")],
        ["/account/users/{id}/api-keys?handler=Delete"] = [("key", "0000000000000")],
        ["/account/users/{id}/api-keys?handler=Renew"] = [("key", "0000000000000"), ("hint", "abcd"), ("overlap", "0")],
    };

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task No_route_for_others_does_to_oneself_what_the_own_routes_refuse(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (anna, before) = await Held(server);
        using var program = await ApiProgram.SignedIn(server, anna);
        Assert.Equal(
            Routes.Keys.Order(StringComparer.Ordinal),
            EveryRoute
                .Of(server)
                .Where(door => door.Pattern.StartsWith("/api/v1/users/{id}", StringComparison.Ordinal) && door.Method != "GET")
                .Select(door => $"{door.Method} {door.Pattern["/api/v1".Length..]}")
                .Order(StringComparer.Ordinal)
        );

        foreach (var (route, (body, code)) in Routes)
        {
            var (method, pattern) = (route.Split(' ')[0], route.Split(' ')[1]);
            var path = pattern.Replace("{id}", anna.User.Id, StringComparison.Ordinal).Replace("{", "").Replace("}", "");
            var tag = (await program.Get("/users/" + anna.User.Id)).Tag!;
            var answer = await program.Send(method, path, body?.DeepClone(), method == "PATCH" ? [("If-Match", tag)] : []);
            Assert.True(CodeOf(answer) == code, $"{route}: {answer}");
        }
        Assert.Equal("not_by_you", (await program.Put("/me/requirement", Body("requirement", "notRequired"))).Code);
        Assert.Equal(before, await StateOf(server, anna));
    }

    [Fact]
    public async Task No_form_for_others_does_to_oneself_what_the_own_pages_refuse()
    {
        await using var server = await TestServer.Start();
        var (anna, before) = await Held(server);
        using var browser = await server.Given.SignedIn(anna);
        Assert.Equal(Forms.Keys.Order(StringComparer.Ordinal), FormsOf(server).Order(StringComparer.Ordinal));

        foreach (var (form, fields) in Forms)
        {
            var any = await browser.Fill($"/account/users/{anna.User.Id}", ("login", anna.User.Login));
            var sent = any with
            {
                Action = form.Replace("{id}", anna.User.Id, StringComparison.Ordinal),
                Fields =
                [
                    .. any.Fields.Where(field => fields.All(other => other.Item1 != field.Key)),
                    .. fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)),
                ],
            };
            var answer = await browser.Send(sent);
            Assert.DoesNotContain("done=", answer.Location ?? "", StringComparison.Ordinal);
            Assert.True(before == await StateOf(server, anna), $"{form}: {answer}");
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_key_narrower_than_its_user_does_not_widen_what_the_user_may(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        var (_, text) = await ApiKeys.Keys.Of(server, anna, wanted => wanted with { Permissions = ["VIEW_USER", "UPDATE_USER"] });
        using var key = new ApiProgram(server, "ApiKey " + text);
        var path = "/users/" + anna.User.Id;

        var answer = await key.Patch(path, (await key.Get(path)).Tag, new JsonObject { ["apiAddresses"] = new JsonArray() });

        Assert.True((int)answer.Status == 403, answer.ToString());
    }

    // An administrator of whom another one requires MFA, with time to set it up that runs out, and whose password has ended for programs.
    private static async Task<(Person Anna, string State)> Held(TestServer server)
    {
        var company = await server.Given.Account(
            "console",
            policy =>
                policy with
                {
                    ApiKeysBy = ApiKeysBy.Nobody,
                    PasswordOnApi = PasswordOnApi.WithToken,
                    UserMayOptOut = true,
                    GraceDays = 3,
                    EnrolForOthers = true,
                }
        );
        await server.Given.User(company, role: BuiltInRole.Admin);
        var anna = await server.Given.App(company.Administrator);
        await server.Write(async tx =>
        {
            await tx.Users.ChangeRequirement(anna.User.Id, new(UserRequirement.Required, "another", tx.Now, null), tx.Now);
            await tx.Users.ExtendGrace(anna.User.Id, tx.Now.AddDays(2), tx.Now);
            return await tx.Users.EndApiPassword(anna.User.Id, tx.Now);
        });
        return (anna, await StateOf(server, anna));
    }

    private static Task<string> StateOf(TestServer server, Person person) =>
        server.Read(async tx =>
        {
            var user = (await tx.Users.Find(person.User.Id))!;
            var factors = await tx.Factors.Of(user.Id);
            var keys = (await tx.ApiKeys.Of(user.Id)).Count;
            return string.Join(
                ' ',
                user.Role,
                user.StatusWord,
                user.Requirement,
                user.RequirementSetBy,
                user.GraceEndsAt,
                user.ApiPasswordEndedAt,
                user.PasswordChangedAt,
                factors,
                keys
            );
        });

    // Every handler of a POST on the pages of one user.
    private static IEnumerable<string> FormsOf(TestServer server) =>
        from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let page = endpoint.Metadata.GetMetadata<PageActionDescriptor>()
        where page is not null && page.AttributeRouteInfo!.Template!.StartsWith("account/users/{id}", StringComparison.Ordinal)
        let name = "Sallyport.Server" + page.ViewEnginePath.Replace('/', '.')
        from method in typeof(Server.Accounts.UserPage).Assembly.GetType(name, throwOnError: true)!.GetMethods()
        where method.Name.StartsWith("OnPost", StringComparison.Ordinal)
        let handler = method.Name["OnPost".Length..].Replace("Async", "", StringComparison.Ordinal)
        select "/" + page.AttributeRouteInfo!.Template + (handler.Length > 0 ? "?handler=" + handler : "");

    private static string? CodeOf(Answer answer) =>
        answer.Code == "fields_refused" ? $"{answer["errors"][0]!["code"]}" : answer.Code;

    private static JsonObject Body(string name, string value) => new() { [name] = value };
}
