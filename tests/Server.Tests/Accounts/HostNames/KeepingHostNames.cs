using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.HostNames;

[Keeps("SIGN-1")]
public sealed class KeepingHostNames
{
    private const string Address = "/account/host-names";

    [Fact]
    public async Task An_operator_adds_and_removes_them_on_a_page()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        using var browser = await server.Given.Operator(company);

        var added = await browser.Enter(Address, ("host", "Login.Acme.Test"));
        await server.Key(company.Administrator, rpId: "login.acme.test");
        var again = await browser.Submit(Address, ("host", "login.acme.test"));
        var wrong = await browser.Submit(Address, ("host", "login.acme.test:8443"));
        await AtApplication.Register(server, company, "wiki.acme.test");
        var application = await browser.Submit(Address, ("host", "wiki.acme.test"));
        var warned = await browser.Get(Address);
        var removed = await browser.Enter(Address, ("name", "login.acme.test"));

        Assert.Equal(["The host name is added."], added.Banners);
        Assert.Contains("login.acme.test", added.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("answer to it alone", added.Text, StringComparison.Ordinal);
        Assert.Equal(["This host name leads to an account already."], again.Errors);
        Assert.Single(wrong.Errors);
        Assert.Equal(
            ["An application is registered at this host. Choose another host name, or remove the application first."],
            application.Errors
        );
        Assert.Contains("answer to it alone: 1.", warned.Text, StringComparison.Ordinal);
        Assert.Equal(["The host name is removed."], removed.Banners);
        Assert.Contains("No host names yet", removed.Text, StringComparison.Ordinal);
        Assert.Empty(await server.Read(tx => tx.Accounts.HostsOf(company.Account.Id)));
        Assert.Contains(
            "login.acme.test",
            Assert.Single(await Trail.Of(server, company, AuditAction.HostNameRemoved)).Fields,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_host_by_which_everybody_comes_is_refused_with_what_to_do()
    {
        await using var server = await TestServer.Start(settings: s => s with { PublicUrl = new Uri("http://portal.test") });
        var company = await server.Given.Account("console");
        using var browser = await server.Given.Operator(company);

        var refused = await browser.Submit(Address, ("host", "Portal.Test"));

        Assert.Equal(
            ["By this host people of every account come. Choose a host name that leads to this account alone."],
            refused.Errors
        );
        Assert.Equal("Portal.Test", refused.Field("host"));
        Assert.Empty(await server.Read(tx => tx.Accounts.HostsOf(company.Account.Id)));
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task An_administrator_sees_them_and_changes_none_nor_does_another_account_s_operator()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "login.acme.test"));
        using var browser = await server.Given.SignedIn(company.Administrator);
        using var stranger = await server.Given.Operator(await server.Given.Account("console"));

        var page = await browser.Get(Address);

        Assert.Contains("login.acme.test", page.Text, StringComparison.Ordinal);
        Assert.False(page.HasForm("host"));
        Assert.False(page.HasForm("name"));
        Assert.Equal(HttpStatusCode.NotFound, await Post(browser, "", ("host", "evil.test")));
        Assert.Equal(HttpStatusCode.NotFound, await Post(browser, "Remove", ("name", "login.acme.test")));
        Assert.Equal(HttpStatusCode.NotFound, await Post(stranger, "Remove", ("name", "login.acme.test")));
        Assert.Single(await server.Read(tx => tx.Accounts.HostsOf(company.Account.Id)));
    }

    // Whoever sees no button may still post.
    private static async Task<HttpStatusCode> Post(Browser browser, string handler, (string Name, string Value) field)
    {
        var form = await browser.Fill("/me");
        var answer = await browser.Send(
            form with
            {
                Action = $"{Address}?handler={handler}",
                Fields = [.. form.Fields, KeyValuePair.Create(field.Name, field.Value)],
            }
        );
        return answer.Status;
    }
}
