using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An attack with an administrator's stolen API key, or with a password that a program sends: becoming an administrator, or taking somebody over.</summary>
[Keeps("ADMIN-17"), Keeps("APIKEY-8")]
public sealed class RulingByAKey
{
    // Every route that changes something and takes keys, and why it may. A new one must be put here, or ask for a session.
    private static readonly Dictionary<string, string> OpenToKeys = new(StringComparer.Ordinal)
    {
        ["PATCH /api/v1/me"] = "names, number, language and zone: nothing that opens anything",
        ["DELETE /api/v1/me/api-keys/{key}"] = "shuts out",
        ["DELETE /api/v1/users/{id}/api-keys/{key}"] = "shuts out",
        ["POST /api/v1/account/policy/preview"] = "changes nothing",
        ["POST /api/v1/session"] = "asks for its own password",
        ["POST /api/v1/users"] = "members; an administrating role takes a session",
        ["PATCH /api/v1/users/{id}"] = "members; addresses, passwords and those who administer take a session",
        ["PUT /api/v1/users/{id}/status"] = "shuts out; to let in again takes a session",
        ["DELETE /api/v1/users/{id}"] = "shuts out",
        ["DELETE /api/v1/users/{id}/sessions"] = "shuts out",
        ["DELETE /api/v1/users/{id}/sessions/{session}"] = "shuts out",
    };

    [Fact]
    public void Every_route_that_changes_something_by_key_is_one_that_was_thought_of() =>
        Assert.Equal(
            OpenToKeys.Keys.Order(StringComparer.Ordinal),
            System
                .IO.File.ReadLines(Repository.File("tests/Server.Tests/RestApi/keys.txt"))
                .Where(line => !line.StartsWith('#') && !line.StartsWith("GET", StringComparison.Ordinal))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words[2] == "open")
                .Select(words => $"{words[0]} {words[1]}")
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData(DatabaseKind.Sqlite, true)]
    [InlineData(DatabaseKind.Postgres, true)]
    [InlineData(DatabaseKind.Sqlite, false)]
    public async Task Nobody_becomes_an_administrator_nor_is_taken_over(DatabaseKind kind, bool isKey)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        var (eve, second) = (await server.Given.User(company), await server.Given.User(company, role: BuiltInRole.Admin));
        var frozen = await server.Given.User(company);
        await server.Write(tx => tx.Users.Freeze(frozen.User.Id, from: null, tx.Now));
        var desk = await server.Given.Role(company, "Desk", Permission.ViewUser);
        var program = isKey ? await ApiProgram.WithKey(server, anna) : Basic(server, anna);
        using var _ = program;
        var before = await StateOf(server, company);

        foreach (var (what, answer) in await Tries(program, eve, second, frozen, desk))
            Assert.True(answer is { Status: HttpStatusCode.Forbidden, Code: "session_needed" }, $"{what}: {answer}");

        Assert.Equal(before, await StateOf(server, company));
        Assert.Empty(await server.Mailbox.Of(second));
    }

    /// <summary>What is left to keys: to bring members in, to change their names, and to shut people out.</summary>
    [Fact]
    public async Task A_key_still_brings_members_in_and_shuts_people_out()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var second = await server.Given.User(company, role: BuiltInRole.Admin);
        using var key = await ApiProgram.WithKey(server, company.Administrator);

        var made = await key.Post("/users", NewUser("zoe", "all"));
        var path = "/users/" + made["id"];
        var renamed = await key.Patch(path, made.Tag, new JsonObject { ["login"] = "zoe.b", ["givenName"] = "Zoë" });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(HttpStatusCode.OK, renamed.Status);
        Assert.Equal(HttpStatusCode.OK, (await key.Put(path + "/status", Body("status", "locked"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await key.Put($"/users/{second.User.Id}/status", Body("status", "locked"))).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await key.Delete(path)).Status);
    }

    /// <summary>By a session it is done, and whoever administers beside the caller hears of it.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_other_administrators_are_told_who_was_given_what(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var second = await server.Given.User(company, role: BuiltInRole.Admin);
        var eve = await server.Given.User(company);
        var desk = await server.Given.Role(company, "Desk", Permission.ViewUser);
        var other = await server.Given.User(company);
        await server.Write(async tx => await tx.Users.ChangeDetails((await tx.Users.Find(other.User.Id))! with { Role = desk }));
        using var program = await ApiProgram.SignedIn(server, company.Administrator);

        var made = await program.Post("/users", NewUser("mallory", "admin"));
        var tag = (await program.Get("/users/" + eve.User.Id)).Tag;
        var raised = await program.Patch("/users/" + eve.User.Id, tag, Body("role", desk));
        var role = await program.Get("/roles/" + desk);
        var widened = await program.Patch(
            "/roles/" + desk,
            role.Tag,
            new JsonObject { ["permissions"] = new JsonArray("VIEW_USER", "UPDATE_USER") }
        );
        var account = await program.Get("/account");
        var told = await program.Patch("/account", account.Tag, Body("supportContact", "help@evil.test"));

        foreach (var answer in new[] { made, raised, widened, told })
            Assert.True((int)answer.Status < 300, answer.ToString());
        Assert.Equal(
            ["accountWordsChanged", "administrationGranted", "administrationGranted", "roleWidened"],
            (await server.Mailbox.Of(second))
                .Select(mail => mail.Kind)
                .Where(kind => kind is "accountWordsChanged" or "administrationGranted" or "roleWidened")
                .Order(StringComparer.Ordinal)
        );
        // Who did it is not told; that the second one came, the command line told.
        Assert.Equal(
            "administrationGranted",
            Assert
                .Single(
                    await server.Mailbox.Of(company.Administrator),
                    mail => mail.Kind is "administrationGranted" or "roleWidened" or "accountWordsChanged"
                )
                .Kind
        );
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        account = await program.Get("/account");
        Assert.Equal("fresh_proof_required", (await program.Patch("/account", account.Tag, Body("name", "Evil"))).Code);
    }

    private static async Task<(string What, Answer Answer)[]> Tries(
        ApiProgram program,
        Person eve,
        Person second,
        Person frozen,
        string desk
    )
    {
        var (hers, theirs) = ("/users/" + eve.User.Id, "/users/" + second.User.Id);
        var (tag, other) = ((await program.Get(hers)).Tag, (await program.Get(theirs)).Tag);
        var roleTag = (await program.Get("/roles/" + desk)).Tag;
        var account = (await program.Get("/account")).Tag;
        return
        [
            ("an administrator", await program.Post("/users", NewUser("mallory", "admin"))),
            ("a part of it", await program.Post("/users", NewUser("mallory", desk))),
            ("raised", await program.Patch(hers, tag, Body("role", "admin"))),
            ("raised a little", await program.Patch(hers, tag, Body("role", desk))),
            ("address", await program.Patch(hers, tag, Body("email", "eve@evil.test"))),
            ("password", await program.Patch(hers, tag, Body("password", "a-password-of-the-thief"))),
            ("another administrator's addresses", await program.Patch(theirs, other, Lists("portalAddresses"))),
            ("another administrator's name", await program.Patch(theirs, other, Body("login", "nobody"))),
            ("thawed", await program.Put($"/users/{frozen.User.Id}/status", Body("status", "active"))),
            ("link", await program.Post(hers + "/password-link")),
            ("MFA", await program.Delete(hers + "/mfa")),
            ("requirement", await program.Put(hers + "/requirement", Body("requirement", "notRequired"))),
            ("time", await program.Post(hers + "/grace", new JsonObject { ["days"] = 9, ["reason"] = "x" })),
            ("programs", await program.Post(hers + "/password-for-programs")),
            ("a role", await program.Post("/roles", Role("Gods"))),
            ("a wider role", await program.Patch("/roles/" + desk, roleTag, Role("Desk"))),
            ("a role less", await program.Delete("/roles/" + desk)),
            ("contact", await program.Patch("/account", account, Body("supportContact", "help@evil.test"))),
            ("name", await program.Patch("/account", account, Body("name", "Evil"))),
        ];
    }

    private static Task<string> StateOf(TestServer server, Company company) =>
        server.Read(async tx =>
        {
            var users = await tx.UserList.Active(company.Account.Id);
            var account = await tx.Accounts.Find(company.Account.Id);
            return $"{account} {string.Join(' ', users)} {string.Join(' ', await tx.Roles.Of(company.Account.Id))}";
        });

    private static ApiProgram Basic(TestServer server, Person person) =>
        new(
            server,
            "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{person.User.Email}:{person.Password}"))
        );

    private static JsonObject NewUser(string login, string role) =>
        new()
        {
            ["login"] = login,
            ["email"] = login + "@new.test",
            ["role"] = role,
        };

    private static JsonObject Role(string name) =>
        new() { ["name"] = name, ["permissions"] = new JsonArray("VIEW_USER", "UPDATE_USER") };

    private static JsonObject Lists(string name) => new() { [name] = new JsonArray("127.0.0.1") };

    private static JsonObject Body(string name, string value) => new() { [name] = value };
}
