using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Others;

/// <summary>A help desk and the people whom it helps, with the roles that people really have.</summary>
[Keeps("ADMIN-13"), Keeps("ADMIN-4")]
public sealed class HelpingOthers
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-10")]
    public async Task A_role_that_sees_users_and_removes_MFA_helps_a_member_by_page_and_by_API(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Open(server);
        var (first, second) = (await server.Given.Enrolled(company), await server.Given.Enrolled(company));
        var desk = await Desk(server, company, Permission.RescueUser);
        using var browser = await server.Given.SignedIn(desk);
        using var program = await ApiProgram.SignedIn(server, desk);

        var shown = await browser.Get($"/account/users/{first.User.Id}");
        var link = Assert.Single(shown.Document.QuerySelectorAll("a"), a => a.GetAttribute("href") == Mfa(first));
        Assert.NotNull(link);
        var page = await browser.Get(Mfa(first));
        var removed = await browser.Send(page.Form() with { Action = Mfa(first) + "?handler=Remove" });
        var answer = await program.Delete($"/users/{second.User.Id}/mfa");

        Assert.Equal(Mfa(first) + "?done=removed", removed.Location);
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        foreach (var person in new[] { first, second })
            Assert.Equal(Factors.None, await server.Read(tx => tx.Factors.Of(person.User.Id)));
    }

    /// <summary>Every user with power over others or over the account, built from every permission there is.</summary>
    [Fact]
    [Keeps("MUST-10")]
    public async Task It_helps_nobody_who_holds_an_administrative_permission_and_the_administrator_does()
    {
        await using var server = await TestServer.Start();
        var company = await Open(server);
        var desk = await Desk(server, company, [.. Enum.GetValues<Permission>()]);
        var anna = await server.Given.App(company.Administrator);
        using var program = await ApiProgram.SignedIn(server, desk);
        using var chief = await ApiProgram.SignedIn(server, anna);
        foreach (var permission in Enum.GetValues<Permission>().Where(RoleRule.IsAdministrative))
        {
            var needed = RoleRule.NeededBy(permission) is { } other ? [permission, other] : new[] { permission };
            var role = await server.Given.Role(company, $"With {permission}", needed);
            var path = $"/users/{(await server.Given.Enrolled(company, role)).User.Id}";

            foreach (var (what, answer) in await Help(program, path))
                Assert.True(answer.Code == RefusalOf(what), $"{permission}, {what}: {answer}");
            foreach (var (what, answer) in await Help(chief, path))
                Assert.True((int)answer.Status < 300, $"{permission}, {what}: {answer}");
        }
        foreach (var (what, answer) in await Help(program, $"/users/{anna.User.Id}"))
            Assert.True(answer.Code == RefusalOf(what), $"{what}: {answer}");
    }

    /// <summary>Links, sessions, time and locks: by whoever may change users, API keys or not. What gives power over the user is not help.</summary>
    [Fact]
    public async Task Who_changes_users_helps_a_member_and_takes_nothing_over()
    {
        await using var server = await TestServer.Start();
        var company = await Open(server);
        var desk = await Desk(server, company, Permission.UpdateUser, Permission.RescueUser);
        var ben = await server.Given.Enrolled(company);
        using var program = await ApiProgram.SignedIn(server, desk);
        var path = $"/users/{ben.User.Id}";

        foreach (var (what, answer) in await Help(program, path))
            Assert.True((int)answer.Status < 300, $"{what}: {answer}");
        var tag = (await program.Get(path)).Tag;
        foreach (
            var body in new JsonObject[]
            {
                new() { ["password"] = "a-password-of-the-help-desk" },
                new() { ["email"] = "mine@evil.test" },
                new() { ["role"] = "all" },
                new() { ["login"] = "mine" },
            }
        )
            Assert.Equal("above_you", (await program.Patch(path, tag, body)).Code);
        Assert.Equal("above_you", (await program.Put(path + "/status", Status("locked"))).Code);
        Assert.Equal("above_you", (await program.Put(path + "/requirement", Body("requirement", "required"))).Code);
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Deactivated, tx.Now));
        Assert.Equal("above_you", (await program.Put(path + "/status", Status("active"))).Code);
    }

    [Fact]
    public async Task The_page_offers_a_help_desk_what_it_may_do_and_nothing_else()
    {
        await using var server = await TestServer.Start();
        var company = await Open(server);
        var desk = await Desk(server, company, Permission.UpdateUser);
        var ben = await server.Given.Enrolled(company);
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Locked, tx.Now));
        using var browser = await server.Given.SignedIn(desk);

        var page = await browser.Get($"/account/users/{ben.User.Id}");
        var above = await browser.Get($"/account/users/{company.Administrator.User.Id}");

        Assert.Equal(["Unlock"], page.TextsOf("form[action*='handler=Status'] button"));
        Assert.False(page.HasForm("login"));
        Assert.Empty(above.TextsOf("main form button"));
        Assert.Equal($"/account/users/{ben.User.Id}?done=status", (await browser.Send(page.Form(("status", "active")))).Location);
        Assert.Equal(UserStatus.Active, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Status);
    }

    // What is only looked at is not there for those who may not.
    private static string RefusalOf(string what) => what == "see sessions" ? "not_found" : "above_you";

    // All that helps a user back in; the link last, because it is for those who are unlocked.
    private static async Task<(string What, Answer Answer)[]> Help(ApiProgram program, string path) =>
        [
            ("see sessions", await program.Get(path + "/sessions")),
            ("end sessions", await program.Delete(path + "/sessions")),
            ("remove MFA", await program.Delete(path + "/mfa")),
            ("give time", await GiveTime(program, path)),
            ("send a link", await program.Post(path + "/password-link")),
        ];

    private static async Task<Answer> GiveTime(ApiProgram program, string path) =>
        await program.Post(path + "/grace", new JsonObject { ["days"] = 5, ["reason"] = "ill" }) is { Code: "nothing_to_extend" }
            ? await program.Get("/me")
            : await program.Post(path + "/grace", new JsonObject { ["days"] = 6, ["reason"] = "ill" });

    private static Task<Company> Open(TestServer server) =>
        server.Given.Account(
            "console",
            policy => policy with { ApiKeysBy = ApiKeysBy.Both, PasswordOnApi = PasswordOnApi.WithToken, UserMayOptOut = true }
        );

    private static async Task<Person> Desk(TestServer server, Company company, params Permission[] permissions) =>
        await server.Given.Enrolled(
            company,
            await server.Given.Role(company, "Help desk", permissions.Append(Permission.ViewUser).Distinct())
        );

    private static string Mfa(Person person) => $"/account/users/{person.User.Id}/mfa";

    private static JsonObject Status(string status) => Body("status", status);

    private static JsonObject Body(string name, string value) => new() { [name] = value };
}
