using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>Oneself, the account, its policy, roles, keys and trail.</summary>
[Keeps("DOOR-1")]
public sealed class Resources
{
    [Fact]
    public async Task Me_says_who_one_is_by_what_with_which_accesses_and_permissions()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;
        var (key, text) = await ApiKeys.Keys.Of(
            server,
            anna,
            wanted => wanted with { Accesses = ["API", "ISPROXY"], Permissions = ["VIEW_USER"] }
        );
        using var byKey = new ApiProgram(server, "ApiKey " + text);
        using var bySession = await ApiProgram.SignedIn(server, anna);
        using var byPassword = new ApiProgram(server, Basic(anna.User.Email, anna.Password));

        var me = await byKey.Get("/me");

        Assert.Equal(("key", key.Id), (me["by"].GetValue<string>(), me["keyId"].GetValue<string>()));
        Assert.Equal((anna.User.Id, anna.Account.Handle), ($"{me["user"]["id"]}", $"{me["account"]["handle"]}"));
        Assert.Equal("""["API","ISPROXY"]""", me["accesses"].ToJsonString());
        Assert.Equal("""["VIEW_USER"]""", me["permissions"].ToJsonString());
        Assert.Equal("session", (await bySession.Get("/me"))["by"].GetValue<string>());
        Assert.Equal("2025-01-06T09:05:10Z", (await bySession.Get("/me"))["provedUntil"].GetValue<string>());
        Assert.Equal("password", (await byPassword.Get("/me"))["by"].GetValue<string>());
        var changed = await byKey.Patch("/me", null, new JsonObject { ["familyName"] = "Ågren", ["timeZone"] = "Europe/Berlin" });
        Assert.Equal("Ågren", changed["user"]["familyName"]!.GetValue<string>());
        Assert.Equal(
            "mobile",
            (await byKey.Patch("/me", null, new JsonObject { ["mobile"] = "0" }))["errors"][0]!["member"]!.GetValue<string>()
        );
    }

    [Fact]
    [Keeps("SIGN-9"), Keeps("SIGN-10"), Keeps("APP-9")]
    public async Task One_s_sessions_trusted_browsers_and_factors_are_listed_and_ended()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(
            "numbering",
            policy => policy with { TrustedBrowserDays = 30, PasswordOnApi = PasswordOnApi.WithToken }
        );
        var anna = await server.Given.App(company.Administrator);
        using var portal = server.Browser("127.0.0.9");
        await portal.Enter("/sign-in", ("login", anna.User.Login), ("password", anna.Password));
        await portal.Enter(("code", server.Given.Code(anna)), ("trust", "true"));
        server.Given.NextCode();
        using var program = await ApiProgram.SignedIn(server, anna);

        var factors = await program.Get("/me/factors");
        Assert.Equal((true, "Phone"), (factors["mfaOn"].GetValue<bool>(), $"{factors["apps"][0]!["name"]}"));
        Assert.DoesNotContain("seed", factors.Body, StringComparison.OrdinalIgnoreCase);
        var trusted = Assert.Single((await program.Get("/me/trusted-browsers"))["items"].AsArray());
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete($"/me/trusted-browsers/{trusted!["id"]}")).Status);
        Assert.Equal("not_found", (await program.Delete($"/me/trusted-browsers/{trusted["id"]}")).Code);
        var sessions = (await program.Get("/me/sessions"))["items"].AsArray();
        Assert.Equal(
            ["browser False", "program True"],
            sessions.Select(s => $"{s!["kind"]} {s["isThis"]!.GetValue<bool>()}").Order(StringComparer.Ordinal)
        );
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete("/me/sessions")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await portal.Get("/me")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete("/session")).Status);
        Assert.Equal("session_ended", (await program.Get("/me")).Code);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_account_is_read_and_changed_once_by_those_who_read_the_same(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var read = await program.Get("/account");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(i => program.Patch("/account", read.Tag, new JsonObject { ["name"] = $"Acme {i}" }))
        );

        var done = Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.Equal(5, answers.Count(answer => answer.Code == "edited_meanwhile"));
        var label = await program.Patch("/account", done.Tag, new JsonObject { ["issuerLabel"] = "a:b" });
        Assert.Equal(("fields_refused", "issuerLabel"), (label.Code, $"{label["errors"][0]!["member"]}"));
        Assert.Single(await Trail.Of(server, company, AuditAction.AccountChanged));
    }

    [Fact]
    [Keeps("MUST-7")]
    public async Task A_policy_is_tightened_after_a_look_at_whom_it_reaches()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var settings = new JsonObject { ["requirement"] = "required", ["graceDays"] = "7" };
        var tag = (await program.Get("/account/policy")).Tag;

        var preview = await program.Post("/account/policy/preview", new JsonObject { ["settings"] = settings.DeepClone() });
        Assert.True(preview["tightens"].GetValue<bool>());
        Assert.Contains(preview["reached"].AsArray(), row => $"{row!["id"]}" == ben.User.Id);
        Assert.Equal("graceDays 0 7", Of(preview["changes"][1]!));

        var early = await program.Patch("/account/policy", tag, new JsonObject { ["settings"] = settings.DeepClone() });
        Assert.Equal("confirmation_needed", early.Code);
        var body = new JsonObject
        {
            ["settings"] = settings.DeepClone(),
            ["confirmed"] = true,
            ["mail"] = true,
        };
        var changed = await program.Patch("/account/policy", tag, body);
        Assert.True(changed.Status == HttpStatusCode.OK, changed.ToString());
        Assert.Equal("7", $"{changed["settings"]["graceDays"]}");
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "mfaRequired");
        Assert.Equal("edited_meanwhile", (await program.Patch("/account/policy", tag, body.DeepClone())).Code);

        foreach (var (name, word, code) in new[] { ("graceDays", "91", "word_unknown"), ("colour", "red", "setting_unknown") })
        {
            var wrong = new JsonObject { ["settings"] = new JsonObject { [name] = word } };
            Assert.Equal(code, $"{(await program.Patch("/account/policy", changed.Tag, wrong))["errors"][0]!["code"]}");
        }

        static string Of(JsonNode row) => $"{row["setting"]} {row["before"]} {row["after"]}";
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task Roles_are_made_given_changed_and_deleted()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var body = new JsonObject { ["name"] = "Desk", ["permissions"] = new JsonArray("VIEW_USER") };

        var made = await program.Post("/roles", body, ("Idempotency-Key", "desk"));
        var again = await program.Post("/roles", body, ("Idempotency-Key", "desk"));
        Assert.Equal((HttpStatusCode.Created, $"{made["id"]}"), (again.Status, $"{again["id"]}"));
        var path = $"/roles/{made["id"]}";
        var changed = await program.Patch(path, made.Tag, new JsonObject { ["permissions"] = new JsonArray("UPDATE_USER") });
        Assert.Equal("view_missing", $"{changed["errors"][0]!["code"]}");
        changed = await program.Patch(
            path,
            made.Tag,
            new JsonObject { ["permissions"] = new JsonArray("VIEW_USER", "VIEW_AUDIT") }
        );
        Assert.Equal("""["VIEW_USER","VIEW_AUDIT"]""", changed["permissions"].ToJsonString());
        Assert.Equal("edited_meanwhile", (await program.Patch(path, made.Tag, new JsonObject { ["name"] = "Other" })).Code);
        var ben = await server.Given.User(company, role: $"{made["id"]}");
        Assert.Equal("role_in_use", (await program.Delete(path)).Code);
        await program.Delete($"/users/{ben.User.Id}");
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete(path)).Status);
        Assert.Equal("not_found", (await program.Get(path)).Code);
        Assert.Equal(2, (await program.Get("/roles"))["total"].GetValue<int>());
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-3"), Keeps("APIKEY-9"), Keeps("ALWAYS-6")]
    public async Task A_key_is_shown_once_renewed_and_deleted(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var body = new JsonObject
        {
            ["description"] = "Billing",
            ["accesses"] = new JsonArray("API"),
            ["addresses"] = new JsonArray("127.0.0.0/8"),
            ["expiresAt"] = "2026-01-01T00:00:00Z",
        };

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => program.Post("/me/api-keys", body, ("Idempotency-Key", "billing")))
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        var made = Assert.Single(answers, answer => answer.Json!["key"] is not null);
        Assert.Equal(7, answers.Count(answer => answer.Json!["alreadyShown"]?.GetValue<bool>() == true));
        Assert.Single(answers.Select(answer => $"{answer["id"]}").Distinct());
        using var billing = new ApiProgram(server, "ApiKey " + Key(server, made));
        Assert.Equal(HttpStatusCode.OK, (await billing.Get("/me")).Status);
        body["description"] = "Other";
        Assert.Equal("idempotency_key_reused", (await program.Post("/me/api-keys", body, ("Idempotency-Key", "billing"))).Code);

        var path = $"/me/api-keys/{made["id"]}";
        var rotation = new JsonObject { ["hint"] = $"{made["hint"]}", ["overlapHours"] = 1 };
        var renewed = await program.Post(path + "/rotation", rotation);
        using var newer = new ApiProgram(server, "ApiKey " + Key(server, renewed));
        Assert.Equal(HttpStatusCode.OK, (await newer.Get("/me")).Status);
        Assert.Equal(HttpStatusCode.OK, (await billing.Get("/me")).Status);
        Assert.Equal("already_rotated", (await program.Post(path + "/rotation", rotation)).Code);
        Assert.DoesNotContain("slp_", (await program.Get("/me/api-keys")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete(path)).Status);
        Assert.Equal("not_found", (await program.Delete(path)).Code);
        Assert.Equal("deleted", (await newer.Get("/me")).Code);
    }

    [Fact]
    [Keeps("APIKEY-1"), Keeps("APIKEY-2")]
    public async Task Keys_of_others_follow_the_policy_and_say_which_member_is_wrong()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var path = $"/users/{ben.User.Id}/api-keys";
        var body = new JsonObject { ["description"] = "Billing", ["accesses"] = new JsonArray("API") };

        Key(server, await program.Post(path, body));
        var wrong = await program.Post(path, new JsonObject { ["description"] = " ", ["accesses"] = new JsonArray() });
        Assert.Equal(["description", "accesses"], wrong["errors"].AsArray().Select(error => $"{error!["member"]}"));
        await server.Given.Policy(company, policy => policy with { ApiKeysBy = ApiKeysBy.User });
        Assert.Equal("not_by_you", (await program.Post(path, body)).Code);
        Assert.Equal(1, (await program.Get(path))["total"].GetValue<int>());
    }

    [Theory]
    [InlineData("2099-12-31")]
    [InlineData("2099-12-31T10:00:00")]
    [Keeps("APIKEY-1")]
    public async Task A_time_without_its_zone_is_not_guessed(string expiresAt)
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var body = new JsonObject { ["description"] = "Billing", ["accesses"] = new JsonArray("API") };

        body["expiresAt"] = expiresAt;
        var refused = await program.Post("/me/api-keys", body);

        Assert.Equal("member_type_wrong", refused.Code);
        Assert.Equal("expiresAt", $"{refused["errors"][0]!["member"]}");
        body["expiresAt"] = "2099-12-31T10:00:00+02:00";
        var made = await program.Post("/me/api-keys", body);
        Key(server, made);
        Assert.Equal("2099-12-31T08:00:00Z", $"{made["expiresAt"]}");
    }

    [Fact]
    [Keeps("ADMIN-8")]
    public async Task The_trail_comes_in_parts_that_new_rows_do_not_move()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company, "ben");
        using var program = await ApiProgram.WithKey(server, company.Administrator);

        var first = await program.Get("/audit?limit=3");
        await server.Given.User(company);
        var second = await program.Get($"/audit?limit=3&before={first["next"]}");

        var positions = first["items"]
            .AsArray()
            .Concat(second["items"].AsArray())
            .Select(row => row!["position"]!.GetValue<long>());
        Assert.Equal(positions.Distinct().OrderDescending(), positions);
        var made = await program.Get("/audit?action=user_created&person=ben");
        Assert.Equal(ben.User.Id, $"{Assert.Single(made["items"].AsArray())!["targetId"]}");
        Assert.Null(made.Json!["next"]);
        Assert.Empty((await program.Get("/audit?until=2024-01-01T00:00:00Z"))["items"].AsArray());
        foreach (var wrong in new[] { "action=x", "from=yesterday", "before=x", "limit=0" })
            Assert.Equal("parameter_malformed", (await program.Get("/audit?" + wrong)).Code);
    }

    private static string Key(TestServer server, Answer answer)
    {
        var text = answer["key"].GetValue<string>();
        server.Secrets.AddApiKey(text);
        return text;
    }

    private static string Basic(string name, string password) =>
        "Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{name}:{password}"));
}
