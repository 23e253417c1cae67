using System.Net;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

/// <summary>The rule in a proxy's call, and what it says of the original request: whatever is not wholly understood does not pass.</summary>
[Keeps("DOOR-2")]
public sealed class UnderstandingTheQuestion
{
    [Fact]
    public async Task A_rule_of_strength_alone_is_for_people_and_with_an_access_for_keys_too()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");

        Assert.Equal("lacking_strength", AtApplication.ReasonOf(await at.Ask("?strength=phishingResistant", "/", By(text))));
        Assert.Equal(HttpStatusCode.OK, (await at.Ask("?strength=phishingResistant&access=API", "/", By(text))).Status);
    }

    [Fact]
    [Keeps("ALWAYS-6")]
    public async Task Nobody_keeps_an_answer_and_a_refusal_is_fit_for_a_browser()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");

        var passed = await at.Ask("", "/", By(text));
        var refused = await at.Ask("", "/", By("nonsense"));
        var inUrl = await at.Ask($"?key={text}", "/");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (passed.Status, refused.Status));
        Assert.All([passed, refused, inUrl], answer => Assert.Equal(["no-store"], answer.Headers.GetValues("Cache-Control")));
        Assert.All(
            [refused, inUrl],
            answer =>
            {
                Assert.Equal(["nosniff"], answer.Headers.GetValues("X-Content-Type-Options"));
                Assert.True(answer.Headers.Contains("Content-Security-Policy"));
            }
        );
    }

    [Fact]
    public async Task A_rule_that_the_operator_keeps_is_asked_by_its_name()
    {
        const string Kept = "SALLYPORT_FORWARD_RULES";
        var rules = Settings.Read(name => name == Kept ? "line=access=ISPROXY; desk=permission=VIEW_USER" : null).ForwardRules;
        await using var server = await TestServer.Start(settings: s => s with { ForwardRules = rules });
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");

        Assert.Equal("lacking_access", AtApplication.ReasonOf(await at.Ask("?rule=line&mode=full", "/", By(text))));
        Assert.Equal(HttpStatusCode.OK, (await at.Ask("?rule=desk", "/", By(text))).Status);
        foreach (var rule in new[] { "?rule=other", "?rule=desk&access=API", "?rule=desk&rule=desk", "?rule=desk&mode=half" })
            Assert.Equal((rule, "bad_rule"), (rule, AtApplication.ReasonOf(await at.Ask(rule, "/", By(text)))));
        foreach (var wrong in new[] { "desk=access=NOPE", "Desk=access=API", "=access=API", "a=access=API;a=access=API" })
            Assert.Throws<StartRefusedException>(() => Settings.Read(name => name == Kept ? wrong : null));
    }

    /// <summary>As Envoy does it.</summary>
    [Theory]
    [InlineData("/orders", "GET")]
    [InlineData("/orders/17?page=2&sort=-created&q=a%20b&flag", "POST")]
    [InlineData("/orders?permission=VIEW_USER&page=2", "DELETE")]
    public async Task A_proxy_may_append_path_and_query_by_any_method(string appended, string method)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        var (_, narrow) = await Keys.Of(server, company.Administrator, key => key with { Permissions = ["VIEW_AUDIT"] });

        var passed = await Ask(server, method, appended, text);
        var refused = await Ask(server, method, appended, narrow);

        Assert.Equal(HttpStatusCode.OK, passed.Status);
        Assert.Equal(
            appended.Contains("permission", StringComparison.Ordinal) ? HttpStatusCode.Forbidden : HttpStatusCode.OK,
            refused.Status
        );
    }

    private static async Task<Page> Ask(TestServer server, string method, string appended, string key)
    {
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/auth/verify" + appended);
        request.Headers.Add("Authorization", "ApiKey " + key);
        return await browser.Send(request);
    }

    [Theory]
    [InlineData("?acces=API")]
    [InlineData("?access=API&access=API")]
    [InlineData("?access=WIKI")]
    [InlineData("?permission=RULE_WORLD")]
    [InlineData("?strength=very")]
    [InlineData("?mode=half")]
    [InlineData("?x")]
    public async Task By_a_rule_that_is_not_understood_nobody_passes(string rule)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");

        Assert.Equal((HttpStatusCode.Forbidden, "bad_rule"), AtApplication.Verdict(await at.Ask(rule, "/", By(text))));
    }

    [Theory]
    [InlineData("?access=API", "/a/../admin", null)]
    [InlineData("?access=API", "/%2e%2e/admin", null)]
    [InlineData("?access=API", "/a", "X-Original-URI: /a")]
    [InlineData("?access=API", "/a", "X-Forwarded-Uri: /b")]
    [InlineData("?access=API", "/a", "X-Forwarded-Host: other.test")]
    [InlineData("?access=API", "/a", "X-Forwarded-Proto: http,https")]
    [InlineData("?access=API&original=/b", "/a", null)]
    [InlineData("?original=/a//b&access=API", "/a//b", null)]
    public async Task What_the_proxy_says_of_the_original_must_be_plain(string rule, string target, string? more)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator);
        using var at = new AtApplication(server, "api.localhost");
        List<(string, string)> headers = [By(text)];
        if (more?.Split(": ") is [var name, var value])
            headers.Add((name, value));

        Assert.Equal(
            (HttpStatusCode.Forbidden, "original_unreadable"),
            AtApplication.Verdict(await at.Ask(rule, target, [.. headers]))
        );
    }

    [Fact]
    public async Task Where_the_proxy_appends_the_original_to_the_call_no_word_of_it_is_a_rule()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var (_, text) = await Keys.Of(server, company.Administrator, key => key with { Accesses = ["ISPROXY"] });
        using var at = new AtApplication(server, "api.localhost");
        const string Appended = "/a?access=ISPROXY&mode=full&x";

        Assert.Equal(
            "lacking_access",
            AtApplication.ReasonOf(await at.Ask("?access=API&original=" + Appended, Appended, By(text)))
        );
        Assert.Equal(HttpStatusCode.OK, (await at.Ask("?access=ISPROXY&original=" + Appended, Appended, By(text))).Status);
    }

    private static (string, string) By(string key) => ("Authorization", "ApiKey " + key);
}
