using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

[Keeps("DOOR-1"), Keeps("ADMIN-1")]
public sealed class Users
{
    [Fact]
    [Keeps("ADMIN-2")]
    public async Task Somebody_is_made_read_changed_shut_out_brought_back_and_removed_by_key()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.WithKey(server, company.Administrator);

        var made = await program.Post(
            "/users",
            new JsonObject
            {
                ["login"] = "zoë",
                ["email"] = "zoe@acme.test",
                ["mobile"] = "+61 400 000 000",
                ["apiAddresses"] = new JsonArray("192.0.2.0/24"),
            }
        );
        Assert.True(made.Status == HttpStatusCode.UnprocessableEntity, made.ToString());
        Assert.Equal("login_malformed", made["errors"][0]!["code"]!.GetValue<string>());
        made = await program.Post(
            "/users",
            new JsonObject
            {
                ["login"] = "zoe",
                ["email"] = "zoe@acme.test",
                ["mobile"] = "+61 400 000 000",
                ["apiAddresses"] = new JsonArray("192.0.2.0/24"),
            }
        );
        Assert.True(made.Status == HttpStatusCode.Created, made.ToString());
        var path = "/users/" + made["id"].GetValue<string>();
        Assert.Equal("/api/v1" + path, made.Headers.Location!.OriginalString);
        Assert.Equal(("+61400000000", false), (made["mobile"].GetValue<string>(), made["hasPassword"].GetValue<bool>()));

        var read = await program.Get(path);
        var changed = await program.Patch(path, read.Tag, new JsonObject { ["givenName"] = "Zoë" });
        Assert.True(changed.Status == HttpStatusCode.OK, changed.ToString());
        Assert.Equal(("Zoë", "+61400000000"), (changed["givenName"].GetValue<string>(), changed["mobile"].GetValue<string>()));
        Assert.NotEqual(read.Tag, changed.Tag);
        Assert.Equal("edited_meanwhile", (await program.Patch(path, read.Tag, new JsonObject { ["givenName"] = "Zoe" })).Code);
        Assert.Equal("if_match_missing", (await program.Patch(path, null, new JsonObject { ["title"] = "Dr" })).Code);

        var status = await program.Put(path + "/status", new JsonObject { ["status"] = "deactivated" });
        Assert.Equal("deactivated", status["status"].GetValue<string>());
        Assert.Equal("user_not_active", (await Sensitive(server, company, path + "/password-link")).Code);
        await program.Put(path + "/status", new JsonObject { ["status"] = "active" });
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete(path)).Status);
        Assert.Equal("removed", (await program.Get(path))["status"].GetValue<string>());
        Assert.Equal("not_found", (await program.Delete(path)).Code);
    }

    [Fact]
    [Keeps("ADMIN-8")]
    public async Task The_trail_says_by_which_door_and_key_it_was_done()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var (key, text) = await ApiKeys.Keys.Of(server, company.Administrator);
        using var program = new ApiProgram(server, "Bearer " + text);
        var ben = await server.Given.User(company);

        await program.Put($"/users/{ben.User.Id}/status", new JsonObject { ["status"] = "locked" });

        var written = Assert.Single(await Trail.Of(server, company, AuditAction.UserLocked));
        Assert.Equal(("api", key.Id, company.Administrator.User.Id), (written.Door, written.SessionId, written.ActorId));
    }

    [Fact]
    public async Task The_list_has_parts_a_search_an_order_and_filters()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        foreach (var login in new[] { "carl", "anna", "ben" })
            await server.Given.User(company, login);
        await server.Given.App(await server.Given.User(company, "dora"));
        await server.Given.User(await server.Given.Account("numbering"), "stranger");
        using var program = await ApiProgram.WithKey(server, company.Administrator);

        async Task<string> Logins(string query)
        {
            var answer = await program.Get("/users" + query);
            Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
            var logins = answer["items"].AsArray().Select(user => user!["login"]!.GetValue<string>());
            return string.Join(' ', logins) + $" of {answer["total"]}";
        }

        Assert.Equal("admin anna ben carl dora of 5", await Logins(""));
        Assert.Equal("ben carl of 5", await Logins("?limit=2&offset=2"));
        Assert.Equal("dora carl ben anna admin of 5", await Logins("?order=-login"));
        Assert.Equal("carl of 1", await Logins("?q=CAR"));
        Assert.Equal("dora of 1", await Logins("?mfa=app"));
        Assert.Equal(" of 5", await Logins("?offset=5"));
        foreach (
            var wrong in new[]
            {
                "?limit=0",
                "?limit=x",
                "?limit=1&limit=2",
                "?order=password",
                "?sort=login",
                "?mfa=yes",
                "?removed=1",
            }
        )
            Assert.Equal((wrong, HttpStatusCode.BadRequest), (wrong, (await program.Get("/users" + wrong)).Status));
    }

    [Fact]
    [Keeps("APIKEY-8")]
    public async Task A_key_sets_no_password_and_moves_no_mail_address()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.WithKey(server, company.Administrator);
        var path = "/users/" + ben.User.Id;
        var tag = (await program.Get(path)).Tag;

        foreach (var change in new[] { "password", "email" })
            Assert.Equal(
                "session_needed",
                (await program.Patch(path, tag, new JsonObject { [change] = "gravel-window@orbit.test" })).Code
            );
        var asked = new JsonObject
        {
            ["login"] = "carl",
            ["email"] = "carl@acme.test",
            ["password"] = "gravel-window-orbit-77",
        };
        Assert.Equal("session_needed", (await program.Post("/users", asked)).Code);
        var now = (await server.Read(tx => tx.Users.Find(ben.User.Id)))!;
        Assert.Equal((ben.User.PasswordChangedAt, ben.User.Email), (now.PasswordChangedAt, now.Email));
    }

    [Fact]
    [Keeps("ALWAYS-7")]
    public async Task The_last_administrator_stays_and_nobody_shuts_oneself_out()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        using var program = await ApiProgram.WithKey(server, anna);
        var path = "/users/" + anna.User.Id;

        Assert.Equal("oneself", (await program.Delete(path)).Code);
        var demoted = await program.Patch(path, (await program.Get(path)).Tag, new JsonObject { ["role"] = "all" });

        Assert.Equal("last_administrator", demoted["errors"][0]!["code"]!.GetValue<string>());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10")]
    public async Task The_same_request_sent_at_once_makes_one_user_and_one_mail(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.WithKey(server, company.Administrator);
        var body = new JsonObject { ["login"] = "carl", ["email"] = "carl@acme.test" };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 12).Select(_ => program.Post("/users", body, ("Idempotency-Key", "signup-17")))
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Single(answers.Select(answer => answer["id"].GetValue<string>()).Distinct());
        Assert.Single(await Trail.Of(server, company, AuditAction.UserCreated), row => row.TargetName == "carl");
        Assert.Single(await server.Mailbox.All(), mail => mail.To == "carl@acme.test");
        body["email"] = "other@acme.test";
        Assert.Equal("idempotency_key_reused", (await program.Post("/users", body, ("Idempotency-Key", "signup-17"))).Code);
        Assert.Equal(
            "idempotency_key_malformed",
            (await program.Post("/users", body, ("Idempotency-Key", new string('x', 65)))).Code
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_two_who_change_what_they_both_read_one_is_told_so(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.WithKey(server, company.Administrator);
        var path = "/users/" + ben.User.Id;
        var tag = (await program.Get(path)).Tag;

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(i => program.Patch(path, tag, new JsonObject { ["title"] = $"Dr {i}" }))
        );

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.Code == "edited_meanwhile"));
    }

    private static async Task<Answer> Sensitive(TestServer server, Company company, string path)
    {
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        return await program.Post(path);
    }
}
