using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.RestApi;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>Who comes in, and what whoever does not is told.</summary>
[Keeps("DOOR-1"), Keeps("APIKEY-11")]
public sealed class AtTheGate
{
    [Fact]
    public async Task A_problem_has_all_that_RFC_9457_asks_and_a_stable_code()
    {
        await using var server = await TestServer.Start();
        using var program = new ApiProgram(server);

        var answer = await program.Get("/me");

        Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json"), (answer.Status, answer.Type));
        Assert.Equal(new Uri(server.Settings.PublicUrl, "/openapi#not_signed_in").ToString(), $"{answer["type"]}");
        Assert.Equal((401, "not_signed_in"), (answer["status"].GetValue<int>(), answer.Code));
        Assert.StartsWith("urn:request:", $"{answer["instance"]}", StringComparison.Ordinal);
        Assert.Equal("ApiKey, Bearer", string.Join(", ", answer.Headers.WwwAuthenticate.Select(one => one.Scheme)));
        Assert.Equal("no-store", $"{answer.Headers.CacheControl}");
    }

    [Fact]
    [Keeps("V16.5.1")]
    public async Task A_fault_of_the_database_is_a_problem_with_a_number_and_no_page()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.WithKey(server, company.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await program.Get("/users")).Status);
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("ALTER TABLE installation RENAME TO elsewhere");

        var answer = await program.Get("/users");
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("ALTER TABLE elsewhere RENAME TO installation");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.Status, answer.Type));
        Assert.StartsWith("urn:request:", $"{answer["instance"]}", StringComparison.Ordinal);
        Assert.DoesNotContain("installation", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_very_first_body_can_be_read() => Assert.True(RestJson.Options.IsReadOnly);

    [Theory]
    [InlineData("GET", "/nowhere", "not_found", HttpStatusCode.NotFound)]
    [InlineData("GET", "/api", "not_found", HttpStatusCode.NotFound)]
    [InlineData("POST", "/api/v1/me", "method_not_allowed", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/account/policy/preview", "method_not_allowed", HttpStatusCode.MethodNotAllowed)]
    [InlineData("TRACE", "/api/v1/users", "method_not_allowed", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/me?api_key=x", "parameter_unknown", HttpStatusCode.BadRequest)]
    public async Task What_is_not_there_is_a_problem_and_no_page(string method, string path, string code, HttpStatusCode status)
    {
        await using var server = await TestServer.Start();
        using var program = new ApiProgram(server);

        var answer = await program.Send(method, path);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Theory]
    [InlineData("", "json_malformed", null)]
    [InlineData("[]", "json_malformed", null)]
    [InlineData("{\"login\":\"a\",\"email\":\"b\"", "json_malformed", null)]
    [InlineData("{\"login\":\"a\"}", "member_missing", "email")]
    [InlineData("{\"login\":\"a\",\"email\":\"b\",\"isAdmin\":true}", "member_unknown", "isAdmin")]
    [InlineData("{\"login\":\"a\",\"email\":\"b\",\"Login\":\"c\"}", "member_unknown", "Login")]
    [InlineData("{\"login\":\"a\",\"login\":\"b\",\"email\":\"b\"}", "member_twice", "login")]
    [InlineData("{\"login\":7,\"email\":\"b\"}", "member_type_wrong", "login")]
    [InlineData("{\"login\":null,\"email\":\"b\"}", "member_type_wrong", "login")]
    [InlineData("{\"login\":\"a\",\"email\":\"b\",\"doors\":\"api\"}", "member_type_wrong", "doors")]
    [InlineData("{\"login\":\"a\",\"email\":\"b\",\"doors\":[{}]}", "member_type_wrong", "doors[0]")]
    [InlineData("{\"login\":\"a\",\"email\":\"b\",\"doors\":[null]}", "member_type_wrong", "doors[0]")]
    [InlineData("{\"login\":\"\\ud800\",\"email\":\"b\"}", "member_type_wrong", "login")]
    [InlineData("{\"\\ud800\":\"a\",\"email\":\"b\"}", "json_malformed", null)]
    public async Task A_body_is_taken_exactly_or_the_member_is_named(string body, string code, string? member)
    {
        await using var server = await TestServer.Start();
        using var program = await ApiProgram.WithKey(server, (await ApiProgram.Open(server)).Administrator);

        var answer = await program.Send("POST", "/users", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.True(code == answer.Code, answer.ToString());
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal(member, answer.Json!["errors"]?[0]!["member"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_body_too_large_or_of_another_kind_is_refused()
    {
        await using var server = await TestServer.Start();
        using var program = await ApiProgram.WithKey(server, (await ApiProgram.Open(server)).Administrator);

        var large = await program.Post("/users", new JsonObject { ["login"] = new string('a', 70_000), ["email"] = "b" });
        var text = await program.Send("POST", "/users", new StringContent("{}", Encoding.UTF8, "text/plain"));
        var form = await program.Send("POST", "/users", new FormUrlEncodedContent([KeyValuePair.Create("login", "a")]));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too_large"), (large.Status, large.Code));
        foreach (var other in new[] { text, form })
            Assert.Equal((HttpStatusCode.UnsupportedMediaType, "content_type_wrong"), (other.Status, other.Code));
    }

    [Theory]
    [InlineData("{\"login\":\"a\"", "application/json", "json_malformed", HttpStatusCode.BadRequest)]
    [InlineData(
        "{\"login\":\"a\\u0000\",\"password\":\"b\"}",
        "application/json",
        "member_type_wrong",
        HttpStatusCode.BadRequest
    )]
    [InlineData(
        "login=a%00b&password=%zz",
        "application/x-www-form-urlencoded",
        "content_type_wrong",
        HttpStatusCode.UnsupportedMediaType
    )]
    [InlineData("--x", "multipart/form-data; boundary=abc", "content_type_wrong", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("x", "x;;;=\"", "content_type_wrong", HttpStatusCode.UnsupportedMediaType)]
    [InlineData(null, "application/json", "too_large", HttpStatusCode.RequestEntityTooLarge)]
    public async Task Who_opens_a_session_with_something_else_than_json_hears_a_problem(
        string? body,
        string type,
        string code,
        HttpStatusCode status
    )
    {
        await using var server = await TestServer.Start();
        using var program = new ApiProgram(server);
        var content = new StringContent(body ?? $"{{\"login\":\"{new string('a', 70_000)}\"}}");
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await program.Send("POST", "/session", content);

        Assert.Equal((status, code, "application/problem+json"), (answer.Status, answer.Code, answer.Type));
    }

    [Theory]
    [Keeps("MUST-2"), Keeps("ALWAYS-4")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_must_enrol_may_sign_out_and_nothing_else(bool isCookie)
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = isCookie ? new ApiProgram(server) : await ApiProgram.SignedIn(server, company.Administrator);
        using var portal = await server.Given.SignedIn(company.Administrator);
        await server.Given.Policy(
            company,
            policy => policy with { Requirement = Requirement.Required, Bites = Bites.EveryRequest }
        );

        async Task<Answer> Ask(string method, string path) =>
            isCookie ? await InBrowser.Send(portal, method, path, InBrowser.OwnOrigin(server)) : await program.Send(method, path);

        foreach (var path in new[] { "/me", "/users", "/account", "/audit", "/me/factors" })
            Assert.Equal((path, "must_enrol"), (path, (await Ask("GET", path)).Code));
        Assert.Equal("must_enrol", (await Ask("DELETE", "/me/sessions")).Code);
        using var key = await ApiProgram.WithKey(server, company.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await key.Get("/me")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await Ask("DELETE", "/session")).Status);
        Assert.Equal(isCookie ? "not_signed_in" : "session_ended", (await Ask("GET", "/me")).Code);
    }

    [Fact]
    [Keeps("ADMIN-3")]
    public async Task A_password_that_somebody_else_set_is_changed_first()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        await server.Write(tx => tx.Users.DemandPasswordChange(company.Administrator.User.Id, tx.Now));

        Assert.Equal("must_change_password", (await program.Get("/me")).Code);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_proof_that_grew_old_is_given_anew_and_the_token_with_it()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var ben = await server.Given.User(company);
        var link = $"/users/{ben.User.Id}/password-link";
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        var old = program.Authorization!;

        Assert.Equal("fresh_proof_required", (await program.Post(link)).Code);
        Assert.Equal("proof_wrong", (await program.Post("/session/proof", new JsonObject { ["proof"] = "wrong" })).Code);
        var proof = await program.Post("/session/proof", new JsonObject { ["proof"] = company.Administrator.Password });
        program.Bear(server, proof);

        Assert.Equal(HttpStatusCode.Accepted, (await program.Post(link)).Status);
        program.Authorization = old;
        Assert.Equal("session_ended", (await program.Get("/me")).Code);
    }

    [Fact]
    [Keeps("SIGN-13"), Keeps("ALWAYS-3")]
    public async Task Who_is_shut_out_demoted_or_elsewhere_is_so_at_the_next_request()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company, role: BuiltInRole.Admin);
        using var session = await ApiProgram.SignedIn(server, ben);
        using var key = await ApiProgram.WithKey(server, ben);
        using var portal = await server.Given.SignedIn(ben);

        async Task<string> Codes(Func<User, User> change, string path)
        {
            await server.Write(async tx => await tx.Users.ChangeDetails(change((await tx.Users.Find(ben.User.Id))!)));
            var byCookie = await InBrowser.Send(portal, "GET", path, InBrowser.OwnOrigin(server));
            return string.Join(' ', (await session.Get(path)).Code, (await key.Get(path)).Code, byCookie.Code);
        }

        Assert.Equal(
            "lacking_permission lacking_permission lacking_permission",
            await Codes(user => user with { Role = "all" }, "/users")
        );
        Assert.Equal(
            "session_ended wrong_address wrong_address",
            await Codes(user => user with { ApiAddresses = "10.0.0.0/8" }, "/me")
        );
        Assert.Equal("session_ended door_closed door_closed", await Codes(user => user with { Doors = "portal,isProxy" }, "/me"));
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Locked, tx.Now));
        Assert.Equal("session_ended user_inactive not_signed_in", await Codes(user => user, "/me"));
    }

    [Fact]
    [Keeps("SIGN-6"), Keeps("SIGN-7")]
    public async Task Guesses_count_with_those_of_the_portal_and_have_one_answer()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var anna = company.Administrator;

        foreach (var login in new[] { anna.User.Email, "nobody@nowhere.test" })
        {
            for (var i = 0; i < 5; i++)
            {
                using var guesser = new ApiProgram(server, from: $"127.0.7.{i + 1}");
                var wrong = await guesser.Post("/session", new JsonObject { ["login"] = login, ["password"] = "wrong" });
                Assert.Equal((HttpStatusCode.Unauthorized, "credentials_wrong"), (wrong.Status, wrong.Code));
            }
            using var late = new ApiProgram(server, from: "127.0.7.9");
            var answer = await late.Post("/session", new JsonObject { ["login"] = login, ["password"] = anna.Password });
            Assert.Equal((HttpStatusCode.TooManyRequests, "too_many"), (answer.Status, answer.Code));
            Assert.NotNull(answer.Headers.RetryAfter);
        }
        using var browser = server.Browser("127.0.7.10");
        var page = await browser.Submit("/sign-in", ("login", anna.User.Login), ("password", anna.Password));
        Assert.Equal(HttpStatusCode.TooManyRequests, page.Status);
    }
}
