using System.Diagnostics;
using System.Net;
using System.Text;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

[Keeps("DOOR-2"), Keeps("APIKEY-11")]
public sealed class PassingByAKey
{
    private static readonly string[] Identity =
    [
        "Remote-User",
        "Remote-Account",
        "Remote-Name",
        "Remote-Email",
        "Remote-Permissions",
        "Remote-Methods",
        "Remote-Key",
    ];

    [Fact]
    public async Task Every_identity_header_is_there_percent_encoded()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var zoe = await server.Given.User(company);
        await server.Write(tx => tx.Users.ChangeDetails(zoe.User with { GivenName = "Zoë", FamilyName = "Müller" }));
        var (key, text) = await Keys.Of(server, zoe);
        using var at = new AtApplication(server, "api.localhost");

        var answer = await at.Ask("?access=API", "/v1/things?x=1", By(text));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(
            [zoe.User.Login, company.Account.Handle, "Zo%C3%AB%20M%C3%BCller", zoe.User.Email, "MANAGE_API_KEY", "key", key.Id],
            Identity.Select(name => Assert.Single(answer.Headers.GetValues(name)))
        );
    }

    [Theory]
    [InlineData("GET", "/auth/verify?access=API")]
    [InlineData("POST", "/auth/verify?access=API")]
    [InlineData("DELETE", "/auth/verify/orders/7?access=API")]
    [InlineData("PROPFIND", "/auth/verify/")]
    [InlineData("OPTIONS", "/auth/verify")]
    public async Task It_is_asked_by_any_method_and_below(string method, string path)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var browser = server.Browser();
        using var with = new HttpRequestMessage(new HttpMethod(method), path);
        using var without = new HttpRequestMessage(new HttpMethod(method), path);
        with.Headers.TryAddWithoutValidation("Authorization", "ApiKey " + text);

        Assert.Equal(HttpStatusCode.OK, (await browser.Send(with)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.Send(without)).Status);
    }

    [Theory]
    [InlineData("ApiKey {key}", HttpStatusCode.OK, "")]
    [InlineData("Bearer {key}", HttpStatusCode.OK, "")]
    [InlineData("Basic {basic}", HttpStatusCode.OK, "")]
    [InlineData("ApiKey {key}x", HttpStatusCode.Unauthorized, "malformed")]
    [InlineData("ApiKey", HttpStatusCode.Unauthorized, "authorization_unreadable")]
    [InlineData("Digest {key}", HttpStatusCode.Unauthorized, "authorization_unreadable")]
    [InlineData("ApiKey {key}, ApiKey {key}", HttpStatusCode.Unauthorized, "authorization_unreadable")]
    public async Task A_key_comes_in_three_ways(string header, HttpStatusCode status, string reason)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (key, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{key.Id}:{text}"));
        var shown = header.Replace("{key}", text, StringComparison.Ordinal).Replace("{basic}", basic, StringComparison.Ordinal);

        var answer = await at.Ask("", "/", ("Authorization", shown));

        Assert.Equal(status, answer.Status);
        if (reason.Length > 0)
            Assert.Equal(reason, AtApplication.ReasonOf(answer));
    }

    [Theory]
    [Keeps("APIKEY-5"), Keeps("SIGN-13")]
    [InlineData("expired", HttpStatusCode.Unauthorized, "expired")]
    [InlineData("deleted", HttpStatusCode.Unauthorized, "deleted")]
    [InlineData("address", HttpStatusCode.Forbidden, "wrong_address")]
    [InlineData("access", HttpStatusCode.Forbidden, "lacking_access")]
    [InlineData("permission", HttpStatusCode.Forbidden, "lacking_permission")]
    [InlineData("user", HttpStatusCode.Unauthorized, "user_inactive")]
    [InlineData("door", HttpStatusCode.Forbidden, "door_closed")]
    public async Task A_key_that_may_not_pass_is_told_why(string how, HttpStatusCode status, string reason)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ben = await server.Given.User(company);
        var (key, text) = await Keys.Of(server, ben, wanted => Wanted(wanted, how, server.Clock.Now));
        using var at = new AtApplication(server, "api.localhost");
        if (how is "expired" or "deleted" or "user" or "door")
            Assert.Equal(HttpStatusCode.OK, (await at.Ask("", "/", By(text))).Status);

        await Spoil(server, ben, key, how);
        var answer = await Until(at, text, how == "permission" ? "?permission=VIEW_USER" : "", status);

        Assert.Equal((status, reason), AtApplication.Verdict(answer));
        Assert.Contains($"\"{reason}\"", answer.Body, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APIKEY-5"), Keeps("ALWAYS-9")]
    public async Task A_deleted_key_passes_on_no_node_after_a_second(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var company = await server.Given.Account("hosting");
        var (key, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");
        foreach (var node in new[] { server, second })
            Assert.Equal(HttpStatusCode.OK, (await at.Ask(node, "", "/", By(text))).Status);

        await server
            .Get<DeleteApiKey>()
            .Delete(Caller.OfCommandLine("test"), company.Administrator.User.Id, key.Id, TestContext.Current.CancellationToken);
        var since = Stopwatch.StartNew();
        Assert.Equal("deleted", AtApplication.ReasonOf(await at.Ask(server, "", "/", By(text))));

        Page answer;
        do
        {
            var asked = since.Elapsed;
            answer = await at.Ask(second, "", "/", By(text));
            Assert.True(answer.Status != HttpStatusCode.OK || asked < TimeSpan.FromSeconds(1), "It passed after a second.");
        } while (answer.Status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable);
        Assert.Equal("deleted", AtApplication.ReasonOf(answer));
    }

    [Fact]
    public async Task An_application_of_one_company_is_not_opened_by_another_s_key()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var other = await server.Given.Account("hosting");
        await AtApplication.Register(server, company, "api.localhost");
        var (_, own) = await Keys.Of(server, company.Administrator);
        var (_, others) = await Keys.Of(server, other.Administrator);
        using var at = new AtApplication(server, "api.localhost");

        Assert.Equal(HttpStatusCode.OK, (await at.Ask("", "/", By(own))).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "other_account"), AtApplication.Verdict(await at.Ask("", "/", By(others))));
    }

    [Theory]
    [Keeps("APIKEY-10")]
    [InlineData("X-Original-URI", "/things?api_key={0}")]
    [InlineData("X-Forwarded-Uri", "/things?a=b&k=secret-token%3A{0}")]
    [InlineData("X-Original-URL", "http://api.localhost/{0}")]
    public async Task A_key_in_the_original_s_address_opens_nothing_and_is_flagged(string header, string value)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (key, text) = await Keys.Of(server, company.Administrator);
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        request.Headers.TryAddWithoutValidation("Authorization", "ApiKey " + text);
        request.Headers.TryAddWithoutValidation(header, value.Replace("{0}", text, StringComparison.Ordinal));

        var answer = await browser.Send(request);

        Assert.Equal((HttpStatusCode.Forbidden, "key_in_url"), AtApplication.Verdict(answer));
        Assert.Equal("keyInUrl", (await server.Read(tx => tx.ApiKeys.FindIn(company.Account.Id, key.Id)))!.FlaggedFor);
    }

    [Fact]
    public async Task Too_many_are_refused_as_the_proxy_can_carry_it_and_a_right_key_passes()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");
        Page answer;
        var tries = 0;
        do answer = await at.Ask("", "/", By("nonsense"));
        while (answer.Status == HttpStatusCode.Unauthorized && ++tries < 1000);
        var full = await at.Ask("?mode=full", "/", By("nonsense"));

        Assert.Equal((HttpStatusCode.Forbidden, "too_many"), AtApplication.Verdict(answer));
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too_many"), AtApplication.Verdict(full));
        Assert.Equal(HttpStatusCode.OK, (await at.Ask("", "/", By(text))).Status);
    }

    private static (string, string) By(string key) => ("Authorization", "ApiKey " + key);

    private static NewApiKey Wanted(NewApiKey wanted, string how, DateTimeOffset now) =>
        how switch
        {
            "expired" => wanted with { ExpiresAt = now.AddDays(1) },
            "address" => wanted with { Addresses = "10.0.0.0/8" },
            "access" => wanted with { Accesses = ["ISPROXY"] },
            _ => wanted,
        };

    private static async Task Spoil(TestServer server, Person ben, ApiKey key, string how)
    {
        if (how == "expired")
            server.Clock.Advance(TimeSpan.FromDays(3));
        if (how == "deleted")
            await server
                .Get<DeleteApiKey>()
                .Delete(Caller.OfCommandLine("test"), ben.User.Id, key.Id, TestContext.Current.CancellationToken);
        if (how == "user")
            await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Deactivated, tx.Now));
        if (how == "door")
            await server.Write(tx => tx.Users.ChangeDetails(ben.User with { Doors = "portal,isProxy" }));
    }

    // What the table says is heard within a second.
    private static Task<Page> Until(AtApplication at, string text, string rule, HttpStatusCode status) =>
        Eventually.Found(async () => await at.Ask(rule, "/", By(text)) is { } answer && answer.Status == status ? answer : null);
}
