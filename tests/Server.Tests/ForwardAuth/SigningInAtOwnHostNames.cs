using System.Net;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

[Keeps("DOOR-2")]
public sealed class SigningInAtOwnHostNames
{
    [Fact]
    [Keeps("SIGN-12")]
    public async Task Where_an_account_has_a_host_name_of_its_own_people_sign_in_there()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "portal.localhost"));
        await AtApplication.Register(server, company, "wiki.localhost");
        using var at = new AtApplication(server, "wiki.localhost");

        Assert.Equal("portal.localhost", AtApplication.LocationOf(await at.Open()).Host);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-12")]
    public async Task Of_several_host_names_people_sign_in_at_the_one_nearest_to_the_application_else_at_the_first(
        DatabaseKind kind
    )
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        foreach (var host in new[] { "zoo.localhost", "login.acme.localhost", "abc.localhost" })
        {
            await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, host));
            server.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        await AtApplication.Register(server, company, "wiki.acme.localhost");
        await AtApplication.Register(server, company, "wiki.elsewhere.localhost");
        using var near = new AtApplication(server, "wiki.acme.localhost");
        using var far = new AtApplication(server, "wiki.elsewhere.localhost");

        Assert.Equal("login.acme.localhost", AtApplication.LocationOf(await near.Open()).Host);
        Assert.Equal("zoo.localhost", AtApplication.LocationOf(await far.Open()).Host);
        Assert.Equal(
            "zoo.localhost",
            (await far.App.Get($"/.sallyport/start?to=http%3A%2F%2F{far.Host}%2F")).Headers.Location!.Host
        );
    }

    [Fact]
    public async Task Who_must_enrol_at_Sallyport_s_own_host_stays_there()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering", policy => policy with { Requirement = Requirement.Required });
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "portal.localhost"));
        using var browser = server.Browser();
        await browser.Submit(
            "/sign-in",
            ("login", company.Administrator.User.Email),
            ("password", company.Administrator.Password)
        );
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        request.Headers.Add("Accept", "text/html");

        var answer = await browser.Send(request);

        Assert.Equal((HttpStatusCode.Unauthorized, "must_enrol"), AtApplication.Verdict(answer));
        Assert.Equal(new Uri(server.Address, "/enrol"), AtApplication.LocationOf(answer));
    }
}
