using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>A trusted proxy passes the client's own <c>X-Forwarded-Host</c> on, beside the <c>Host</c> by which it came.</summary>
[Keeps("DOOR-2")]
public sealed class ClaimingAnotherHost
{
    private const string Wiki = "wiki.acme.test";
    private const string Shop = "shop.other.test";

    [Theory]
    [InlineData("X-Forwarded-Host", Shop)]
    [InlineData("X-Forwarded-Host", "nobodys.test")]
    [InlineData("X-Forwarded-Host", "10.0.0.7")]
    [InlineData("X-Forwarded-Host", "localhost")]
    [InlineData("X-Original-URL", $"http://{Shop}/")]
    [InlineData("X-Original-URL", "http://nobodys.test/")]
    public async Task Nobody_s_key_passes_at_a_company_s_application_by_speaking_of_another_host(string header, string value)
    {
        await using var server = await Start();
        var (acme, other) = (
            await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both }),
            await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both })
        );
        await AtApplication.Register(server, acme, Wiki);
        await AtApplication.Register(server, other, Shop);
        var (_, theirs) = await ApiKeys.Keys.Of(server, other.Administrator);
        var (_, ours) = await ApiKeys.Keys.Of(server, acme.Administrator);

        foreach (var key in new[] { ours, theirs })
            Assert.Equal("original_unreadable", await Reason(server, Wiki, key, (header, value)));
        Assert.Null(await Reason(server, Wiki, ours, ("X-Forwarded-Host", Wiki)));
        Assert.Equal("other_account", await Reason(server, Wiki, theirs, ("X-Forwarded-Host", Wiki + ":443")));
    }

    [Fact]
    public async Task The_same_holds_for_host_names_of_accounts()
    {
        await using var server = await Start();
        var (acme, other) = (
            await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both }),
            await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both })
        );
        await server.Write(tx => tx.Accounts.AddHost(acme.Account.Id, "login.acme.test"));
        await AtApplication.Register(server, other, Shop);
        var (_, theirs) = await ApiKeys.Keys.Of(server, other.Administrator);

        Assert.Equal("original_unreadable", await Reason(server, "login.acme.test", theirs, ("X-Forwarded-Host", Shop)));
    }

    [Fact]
    public async Task A_proxy_that_calls_by_a_name_of_its_own_or_by_the_public_one_speaks_of_any_host()
    {
        await using var server = await Start();
        var acme = await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both });
        await AtApplication.Register(server, acme, Wiki);
        var (_, ours) = await ApiKeys.Keys.Of(server, acme.Administrator);

        Assert.Null(await Reason(server, "sallyport:5080", ours, ("X-Forwarded-Host", Wiki)));
        Assert.Null(await Reason(server, "portal.test", ours, ("X-Forwarded-Host", Wiki)));
    }

    /// <summary>By whose name a page is shown, and whose keys are asked for, follows from the host.</summary>
    [Theory]
    [InlineData("login.acme.test", "login.other.test", HttpStatusCode.BadRequest)]
    [InlineData("login.acme.test", "portal.test", HttpStatusCode.BadRequest)]
    [InlineData("login.acme.test", "nobodys.test", HttpStatusCode.BadRequest)]
    [InlineData("portal.test", "login.acme.test", HttpStatusCode.BadRequest)]
    [InlineData("login.acme.test", "LOGIN.acme.test:80", HttpStatusCode.OK)]
    [InlineData("10.0.0.7:5080", "login.acme.test", HttpStatusCode.OK)]
    public async Task No_page_is_shown_where_two_known_hosts_differ(string host, string told, HttpStatusCode status)
    {
        await using var server = await Start();
        var (acme, other) = (
            await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both }),
            await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both })
        );
        foreach (var (company, name) in new[] { (acme, "login.acme.test"), (other, "login.other.test") })
            await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, name));
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = host;
        request.Headers.Add("X-Forwarded-Host", told);

        Assert.Equal(status, (await browser.Send(request)).Status);
    }

    private static Task<TestServer> Start() =>
        TestServer.Start(settings: s =>
            s with
            {
                PublicUrl = new Uri("http://portal.test"),
                TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")],
            }
        );

    // Null: it passes.
    private static async Task<string?> Reason(TestServer server, string host, string key, (string Name, string Value) told)
    {
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.Address, "/auth/verify"));
        request.Headers.Host = host;
        request.Headers.Add("Authorization", "ApiKey " + key);
        request.Headers.Add("X-Forwarded-Proto", "http");
        request.Headers.TryAddWithoutValidation(told.Name, told.Value);
        var answer = await browser.Send(request);
        return answer.Status == HttpStatusCode.OK ? null : answer.Headers.GetValues("Sallyport-Reason").Single();
    }
}
