using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An attack by a program that has some right and wants more: over those above, over the account, or over what another request has made.</summary>
[Keeps("DOOR-1"), Keeps("ADMIN-4"), Keeps("ALWAYS-3")]
public sealed class ClimbingByTheApi
{
    private static readonly string[] Desk =
    [
        "VIEW_USER",
        "CREATE_USER",
        "UPDATE_USER",
        "REMOVE_USER",
        "MANAGE_ROLE",
        "MANAGE_API_KEY",
    ];

    /// <summary>By a session of somebody with a small role, and by a key of an administrator that was made as small.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Nobody_gets_at_those_above_nor_gives_what_they_do_not_have(bool isKey)
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var (chief, ben, role) = await Staff(server, company);
        using var program = isKey
            ? new ApiProgram(server, "ApiKey " + (await Keys.Of(server, chief, key => key with { Permissions = Desk })).Text)
            : await ApiProgram.SignedIn(server, ben);
        var above = $"/users/{company.Administrator.User.Id}";
        var tag = $"\"{company.Administrator.User.Version}\"";
        var self = isKey ? chief : ben;
        var own = $"/users/{self.User.Id}";
        var ownTag = (await program.Get(own)).Tag;
        var roleTag = (await program.Get("/roles/" + role)).Tag;
        var everything = new JsonArray([.. Enum.GetValues<Permission>().Select(one => (JsonNode)Words.Upper(one))]);

        (string What, Answer Answer)[] tries =
        [
            ("rename above", await program.Patch(above, tag, new JsonObject { ["login"] = "mine" })),
            ("demote above", await program.Patch(above, tag, new JsonObject { ["role"] = "all" })),
            ("shut out above", await program.Put(above + "/status", new JsonObject { ["status"] = "locked" })),
            ("remove above", await program.Delete(above)),
            ("see sessions above", await program.Get(above + "/sessions")),
            ("end sessions above", await program.Delete(above + "/sessions")),
            ("see keys above", await program.Get(above + "/api-keys")),
            ("make a key above", await program.Post(above + "/api-keys", NewKey())),
            ("raise oneself", await program.Patch(own, ownTag, new JsonObject { ["role"] = BuiltInRole.Admin })),
            ("make an administrator", await program.Post("/users", NewUser("eve", BuiltInRole.Admin))),
            ("make a role of everything", await program.Post("/roles", Role("Gods", everything.DeepClone()))),
            ("raise a role", await program.Patch("/roles/" + role, roleTag, new JsonObject { ["permissions"] = everything })),
        ];

        foreach (var (what, answer) in tries)
            Assert.True((int)answer.Status is 403 or 404 or 409 or 422, $"{what}: {answer}");
        var (before, after) = (
            company.Administrator.User,
            (await server.Read(tx => tx.Users.Find(company.Administrator.User.Id)))!
        );
        Assert.Equal(
            (before.Login, before.Role, before.Version, before.Status),
            (after.Login, after.Role, after.Version, after.Status)
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-7")]
    public async Task Two_administrators_who_shut_each_other_out_at_once_leave_one(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        for (var round = 0; round < 4; round++)
        {
            var other = await server.Given.User(company, role: BuiltInRole.Admin);
            using var first = await ApiProgram.WithKey(server, company.Administrator);
            using var second = await ApiProgram.WithKey(server, other);
            var (mine, theirs) = ($"/users/{company.Administrator.User.Id}", $"/users/{other.User.Id}");
            var tag = $"\"{(await server.Read(tx => tx.Users.Find(company.Administrator.User.Id)))!.Version}\"";

            await Task.WhenAll(
                first.Put(theirs + "/status", new JsonObject { ["status"] = "deactivated" }),
                second.Put(mine + "/status", new JsonObject { ["status"] = "deactivated" }),
                second.Patch(mine, tag, new JsonObject { ["role"] = "all" }),
                first.Delete(theirs)
            );

            Assert.NotEmpty(await server.Read(tx => tx.Users.ActiveAdministrators(company.Account.Id)));
            await server.Write(tx => tx.Users.ChangeStatus(company.Administrator.User.Id, UserStatus.Active, tx.Now));
            await server.Write(async tx =>
                await tx.Users.ChangeDetails(
                    (await tx.Users.Find(company.Administrator.User.Id))! with
                    {
                        Role = BuiltInRole.Admin,
                    }
                )
            );
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-6")]
    public async Task A_request_s_name_is_its_caller_s_its_kind_s_and_its_target_s(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        var stranger = (await ApiProgram.Open(server)).Administrator;
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        using var other = await ApiProgram.SignedIn(server, stranger);
        var named = ("Idempotency-Key", "one");

        var many = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => program.Post("/me/api-keys", NewKey(), named)));
        var forBen = await program.Post($"/users/{ben.User.Id}/api-keys", NewKey(), named);
        var elsewhere = await other.Post("/me/api-keys", NewKey(), named);
        var user = await program.Post("/users", NewUser("eve", "all"), named);
        var role = await program.Post("/roles", Role("Eve", new JsonArray("VIEW_USER")), named);
        var theirs = await other.Post("/users", NewUser("mallory", "all"), named);

        foreach (var made in many.Append(forBen).Append(elsewhere).Append(user).Append(role).Append(theirs))
            Assert.True(made.Status == HttpStatusCode.Created, made.ToString());
        var shown = many.Append(forBen).Append(elsewhere).Where(made => made.Json!["key"] is not null).ToList();
        foreach (var made in shown)
            server.Secrets.AddApiKey(made["key"].GetValue<string>());
        Assert.Equal(3, shown.Count);
        Assert.Single(many.Select(made => $"{made["id"]}").Distinct());
        Assert.Distinct(shown.Select(made => $"{made["id"]}"));
        Assert.Equal(5, many.Count(made => made.Json!["alreadyShown"]?.GetValue<bool>() == true));
        var wider = NewKey();
        wider["accesses"] = new JsonArray("API", "ISPROXY");
        Assert.Equal("idempotency_key_reused", (await program.Post("/me/api-keys", wider, named)).Code);
    }

    /// <summary>What one engine keeps and the other does not, and what is no text at all: refused or not found, and never a fault.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Signs_that_no_database_likes_are_no_fault(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var ben = await server.Given.User(company);
        var path = $"/users/{ben.User.Id}";
        string[] odd = ["\0", "a\0b", "\ufffe", "\u202e", "' OR 1=1 --", "%", "_", "\\", new string('a', 5000)];

        foreach (var text in odd)
        {
            var typed = Uri.EscapeDataString(text);
            var answers = (await Reads(program, typed)).Concat(await Writes(program, path, text)).ToList();
            foreach (var (what, answer) in answers)
                Assert.True((int)answer.Status < 500, $"{what} {typed[..Math.Min(20, typed.Length)]}: {answer}");
            if (text is "%" or "_" or "\\")
                Assert.Equal(0, answers.Single(one => one.What == "search").Answer["total"].GetValue<int>());
        }
    }

    private static async Task<(string What, Answer Answer)[]> Reads(ApiProgram program, string typed) =>
        [
            ("user", await program.Get("/users/" + typed)),
            ("role", await program.Get("/roles/" + typed)),
            ("key", await program.Delete("/me/api-keys/" + typed)),
            ("session", await program.Delete("/me/sessions/" + typed)),
            ("browser", await program.Delete("/me/trusted-browsers/" + typed)),
            ("application", await program.Delete("/account/applications/" + typed)),
            ("search", await program.Get("/users?q=" + typed)),
            ("order", await program.Get("/users?order=" + typed)),
            ("trail", await program.Get("/audit?person=" + typed)),
            ("before", await program.Get("/audit?before=" + typed)),
        ];

    private static async Task<(string What, Answer Answer)[]> Writes(ApiProgram program, string user, string text)
    {
        var described = new JsonObject
        {
            ["name"] = "R",
            ["permissions"] = new JsonArray(),
            ["description"] = text,
        };
        var settings = new JsonObject { ["settings"] = new JsonObject { [text] = text } };
        var signIn = new JsonObject
        {
            ["login"] = text,
            ["password"] = text,
            ["token"] = text,
        };
        return
        [
            ("name", await program.Patch("/me", null, new JsonObject { ["givenName"] = text })),
            ("zone", await program.Patch("/me", null, new JsonObject { ["timeZone"] = text })),
            ("login", await program.Patch(user, (await program.Get(user)).Tag, new JsonObject { ["login"] = text })),
            ("title", await program.Patch(user, (await program.Get(user)).Tag, new JsonObject { ["title"] = text })),
            ("new role", await program.Post("/roles", Role(text, new JsonArray("VIEW_USER")))),
            ("described", await program.Post("/roles", described)),
            ("policy", await program.Post("/account/policy/preview", settings)),
            ("hint", await program.Post("/me/api-keys/0000000000000/rotation", new JsonObject { ["hint"] = text })),
            ("reason", await program.Post(user + "/grace", new JsonObject { ["days"] = 3, ["reason"] = text })),
            ("sign-in", await program.Post("/session", signIn)),
        ];
    }

    // Somebody with everything, and Ben, whose role is small.
    private static async Task<(Person Chief, Person Ben, string Role)> Staff(TestServer server, Company company)
    {
        var chief = await server.Given.User(company, role: BuiltInRole.Admin);
        using var program = await ApiProgram.SignedIn(server, chief);
        var made = await program.Post("/roles", Role("Desk", new JsonArray([.. Desk.Select(one => (JsonNode)one)])));
        return (chief, await server.Given.User(company, role: $"{made["id"]}"), $"{made["id"]}");
    }

    private static JsonObject NewKey() => new() { ["description"] = "Billing", ["accesses"] = new JsonArray("API") };

    private static JsonObject NewUser(string login, string role) =>
        new()
        {
            ["login"] = login,
            ["email"] = login + "@new.test",
            ["role"] = role,
        };

    private static JsonObject Role(string name, JsonNode permissions) => new() { ["name"] = name, ["permissions"] = permissions };
}
