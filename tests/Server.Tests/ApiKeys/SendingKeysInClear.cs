using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.ApiKeys;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>In addresses, and over http from another machine.</summary>
[Keeps("APIKEY-10"), Keeps("ALWAYS-6")]
public sealed class SendingKeysInClear
{
    [Theory]
    [InlineData("/health/live?key={0}")]
    [InlineData("/health/live?a=1&key=secret-token:{0}")]
    [InlineData("/health/live?{0}")]
    [InlineData("/health/live?key=%73%6cp{1}")]
    [InlineData("/no/such/page?x={0}")]
    [InlineData("/me/{0}")]
    [InlineData("/sign-in?return=%2Fx%3Fkey%3D{0}")]
    public async Task A_key_in_an_address_is_refused_whatever_the_address_and_flagged(string address)
    {
        await using var server = await TestServer.Start();
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));

        var answer = await server
            .Browser()
            .Get(address.Replace("{0}", text, StringComparison.Ordinal).Replace("{1}", text[3..], StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.Status, answer.ContentType));
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(
            ["type", "title", "status", "code", "instance"],
            problem.RootElement.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal(
            (new Uri(server.Settings.PublicUrl, "/openapi#key_in_url").OriginalString, "key_in_url"),
            (problem.RootElement.GetProperty("type").GetString(), problem.RootElement.GetProperty("code").GetString())
        );
        Assert.Matches("^urn:request:.+", problem.RootElement.GetProperty("instance").GetString());
        Assert.DoesNotContain(text, answer.Body, StringComparison.Ordinal);
        Assert.Equal("keyInUrl", (await Row(server, key)).FlaggedFor);
    }

    // That nothing of it is kept is looked for where the server ends.
    [Fact]
    public async Task A_key_that_a_program_takes_for_its_name_is_kept_nowhere()
    {
        await using var server = await TestServer.Start();
        var anna = (await ApiProgram.Open(server)).Administrator;
        var (_, text) = await Keys.Of(server, anna);
        using var program = await ApiProgram.SignedIn(server, anna);

        var made = await program.Post(
            "/users",
            new JsonObject { ["login"] = "ben", ["email"] = "ben@acme.test" },
            ("User-Agent", "Billing/1.0 " + text),
            ("Idempotency-Key", text)
        );

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var rows = await server.Read(tx => tx.AuditTrail.Page(new AuditQuestion(anna.Account.Id, null, null, "", "", 50, 0)));
        Assert.Contains(rows, row => row.UserAgent == "Billing/1.0 slp_…");
    }

    [Fact]
    public async Task A_proxy_s_question_is_answered_403_which_it_can_hand_on()
    {
        await using var server = await TestServer.Start();
        var (_, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));

        var answer = await server.Browser().Get("/auth/verify?key=" + text);

        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Equal("key_in_url", Assert.Single(answer.Headers.GetValues("Sallyport-Reason")));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10"), Keeps("APIKEY-4")]
    public async Task Its_owner_is_mailed_once_sees_it_in_the_list_until_it_is_renewed_and_the_trail_tells_once_a_day(
        DatabaseKind kind
    )
    {
        await using var server = await TestServer.Start(kind);
        var other = await server.Second();
        var ben = await server.Given.User(await server.Given.Account("hosting"));
        var (key, text) = await Keys.Of(server, ben);

        for (var i = 0; i < 30; i++)
            await (i % 2 == 0 ? server : other).Browser().Get("/health/live?key=" + text);
        server.Clock.Advance(TimeSpan.FromDays(1));
        await server.Browser().Get("/health/live?key=" + text);

        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "apiKeyFlagged");
        var told = await Trail.Of(server, ben.Account.Id, "api_key_flagged");
        Assert.Equal([key.Id, key.Id], told.Select(fields => fields["key"]));
        using var again = await server.Given.SignedIn(ben);
        Assert.Contains("It came in an address on", (await again.Get(Keys.Own)).Text, StringComparison.Ordinal);
        Assert.True((await CheckingKeys.Check(server, text)).HasPassed);
        await again.Submit($"{Keys.Own}?renew={key.Id}", ("overlap", "0"));
        Keys.Shown(server, again.Page);
        Assert.DoesNotContain("Flagged", (await again.Get(Keys.Own)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.9", "http", "ApiKey", true)]
    [InlineData("203.0.113.9", null, "Bearer", true)]
    [InlineData("203.0.113.9", "http", "Basic", true)]
    [InlineData("203.0.113.9", "https", "ApiKey", false)]
    [InlineData("127.0.0.9", "http", "ApiKey", false)]
    [InlineData(null, null, "Basic", false)]
    public async Task Over_http_from_another_machine_a_key_is_refused_and_flagged(
        string? client,
        string? proto,
        string scheme,
        bool isRefused
    )
    {
        await using var server = await TestServer.Start(settings: s =>
            s with
            {
                TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
            }
        );
        var ben = await CheckingKeys.Somebody(server);
        var (key, text) = await Keys.Of(server, ben);

        var answer = await Send(server, client, proto, scheme, key, text);

        Assert.Equal(isRefused ? HttpStatusCode.Forbidden : HttpStatusCode.OK, answer.Status);
        Assert.Equal(isRefused, answer.Body.Contains("\"code\":\"plain_http\"", StringComparison.Ordinal));
        Assert.Equal(isRefused ? "plainHttp" : "", (await Row(server, key)).FlaggedFor);
        Assert.Equal(isRefused ? 1 : 0, (await server.Mailbox.Of(ben)).Count(mail => mail.Kind == "apiKeyFlagged"));
    }

    [Fact]
    public async Task Nobody_who_is_not_trusted_speaks_for_a_client()
    {
        await using var server = await TestServer.Start();
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));

        Assert.Equal(HttpStatusCode.OK, (await Send(server, "203.0.113.9", "http", "ApiKey", key, text)).Status);
    }

    [Fact]
    public async Task Texts_that_are_no_keys_are_refused_and_cost_their_address_no_more_than_its_budget()
    {
        await using var server = await TestServer.Start();
        var name = (await server.Read(tx => tx.Installation.Get())).Name;
        for (var i = 0; i < 30; i++)
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (await server.Browser().Get("/health/live?key=" + ApiKeyText.New(name, server.Random).RevealText())).Status
            );
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));

        await server.Browser().Get("/health/live?key=" + text);
        Assert.Null((await Row(server, key)).FlaggedAt);
        await server.Browser("127.0.0.8").Get("/health/live?key=" + text);
        Assert.NotNull((await Row(server, key)).FlaggedAt);
    }

    private static Task<Page> Send(TestServer server, string? client, string? proto, string scheme, ApiKey key, string text)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        if (client is not null)
            request.Headers.Add("X-Forwarded-For", client);
        if (proto is not null)
            request.Headers.Add("X-Forwarded-Proto", proto);
        var value = scheme == "Basic" ? Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.Id}:{text}")) : text;
        request.Headers.Authorization = new AuthenticationHeaderValue(scheme, value);
        return server.Browser().Send(request);
    }

    private static async Task<ApiKey> Row(TestServer server, ApiKey key) =>
        (await server.Read(tx => tx.ApiKeys.FindIn(key.AccountId, key.Id)))!;
}
