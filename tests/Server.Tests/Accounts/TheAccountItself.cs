using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.HostNames;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class TheAccountItself
{
    [Fact]
    [Keeps("SIGN-3"), Keeps("ALWAYS-10")]
    public async Task Its_support_contact_is_changed_and_named_where_sign_in_fails()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Enter("/account", ("supportContact", "help@acme.test"), ("issuerLabel", "Acme VPN"));
        Assert.Contains("Saved.", answer.Banners);

        using var other = server.Browser();
        var failed = await other.Submit("/sign-in", ("login", "nobody"), ("password", "wrong-guess-number"));
        Assert.Contains("help@acme.test", failed.Text, StringComparison.Ordinal);
        Assert.Single(await Trail.Of(server, company, AuditAction.AccountChanged));
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task A_member_does_not_find_it()
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn(await server.Given.User(await server.Given.Account("numbering")));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/account")).Status);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-1")]
    public async Task A_host_name_decides_whose_sign_in_page_it_is(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (mine, other) = (await server.Given.Account("numbering"), await server.Given.Account("numbering"));
        var verb = server.Get<AddHostName>();
        var operators = Caller.OfCommandLine("test");

        Task<AddedHostName> Add(Caller caller, Company company, string typed) =>
            verb.Add(caller, company.Account.Id, typed, asked: null, CancellationToken.None);

        Assert.IsType<AddedHostName.Done>(await Add(operators, mine, "LOGIN.acme.test"));
        Assert.IsType<AddedHostName.Taken>(await Add(operators, other, "login.acme.test"));
        Assert.IsType<AddedHostName.Malformed>(await Add(operators, mine, "a b"));
        Assert.IsType<AddedHostName.NotPermitted>(await Add(Caller.OfSystem("test"), mine, "x.test"));

        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in");
        request.Headers.Host = "login.acme.test";
        Assert.Contains(mine.Account.Name, (await browser.Send(request)).Text, StringComparison.Ordinal);
    }
}
