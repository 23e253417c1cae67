using System.Net;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.HostNames;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SecurityKeys;

public sealed class KeysByHostName
{
    [Theory]
    [InlineData(false, "keys.acme.test")]
    [InlineData(true, "127.0.0.1")]
    [Keeps("KEY-8")]
    public async Task A_host_name_is_its_own_relying_party_or_shares_the_installations(bool shares, string relyingParty)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { SharedRelyingParty = shares });
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "keys.acme.test"));
        using var browser = await Come(server, company.Administrator, "keys.acme.test");
        var key = new SoftAuthenticator(Origin(server, "keys.acme.test"));

        var answer = await browser.Register(key);

        Assert.Equal(10, answer.Codes().Count);
        Assert.Equal(relyingParty, Assert.Single(await server.KeysOf(company.Administrator)).RpId);
    }

    [Fact]
    [Keeps("KEY-8"), Keeps("SIGN-1")]
    public async Task A_host_name_beyond_ascii_is_one_too_as_browsers_write_it()
    {
        await using var server = await TestServer.Start();
        await server.Given.Account();
        var company = await server.Given.Account();
        var operators = Caller.OfCommandLine("test");
        await server
            .Get<AddHostName>()
            .Add(operators, company.Account.Id, "Keys.Bücher.test", asked: null, CancellationToken.None);
        using var browser = new Browser(new Uri(Origin(server, "keys.xn--bcher-kva.test")), IPAddress.Loopback);
        await browser.Submit(
            "/sign-in",
            ("login", company.Administrator.User.Email),
            ("password", company.Administrator.Password)
        );

        await browser.Register(new SoftAuthenticator(Origin(server, "keys.xn--bcher-kva.test")));

        Assert.Equal("keys.xn--bcher-kva.test", Assert.Single(await server.KeysOf(company.Administrator)).RpId);
    }

    [Fact]
    [Keeps("KEY-8"), Keeps("W-R6")]
    public async Task An_answer_from_a_page_of_another_host_is_refused()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "keys.acme.test"));
        using var browser = await Come(server, company.Administrator, "keys.acme.test");

        var answer = await browser.Register(server.NewKey());

        Assert.Contains("Origin", Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(company.Administrator));
    }

    [Fact]
    [Keeps("KEY-8")]
    public async Task By_a_name_that_is_none_of_the_installations_no_key_is_set_up()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account();
        using var browser = await Come(server, company.Administrator, "rebound.test");

        var page = await browser.Get(KeysOfPeople.KeysPage);

        Assert.Null(page.Document.QuerySelector("form[data-key]"));
        Assert.Contains($"Open the portal at {server.Settings.PublicUrl}", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("KEY-8"), Keeps("W-A14")]
    public async Task Browsers_are_told_of_host_names_that_share_and_of_no_others()
    {
        await using var server = await TestServer.Start();
        var sharing = await server.Given.Account("strict", p => p with { SharedRelyingParty = true });
        var other = await server.Given.Account();
        await server.Write(tx => tx.Accounts.AddHost(other.Account.Id, "keys.other.test"));
        using var browser = server.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/.well-known/webauthn")).Status);

        await server.Write(tx => tx.Accounts.AddHost(sharing.Account.Id, "keys.acme.test"));
        var answer = await browser.Get("/.well-known/webauthn");

        Assert.Equal("application/json", answer.ContentType);
        Assert.Equal($"{{\"origins\":[\"{Origin(server, "keys.acme.test")}\"]}}", answer.Body);
        using var elsewhere = new Browser(new Uri(Origin(server, "keys.acme.test")), IPAddress.Loopback);
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.Get("/.well-known/webauthn")).Status);
    }

    private static async Task<Browser> Come(TestServer server, Person person, string host)
    {
        var browser = new Browser(new Uri(Origin(server, host)), IPAddress.Loopback);
        await browser.Submit(
            "/sign-in?account=" + person.Account.Handle,
            ("login", person.User.Email),
            ("password", person.Password)
        );
        return browser;
    }

    private static string Origin(TestServer server, string host) => $"http://{host}:{server.Settings.PublicUrl.Port}";
}
