using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Enforcement;

/// <summary>A policy that asks for what nobody could set up is refused at every door; where there is one already, it is said.</summary>
[Keeps("MUST-2"), Keeps("MUST-12")]
public sealed class LeavingNobodyAWay
{
    [Theory]
    [InlineData("requiredStrength=phishingResistant", "methods=app")]
    [InlineData("methods=securityKey", "attestation=verified")]
    [InlineData("methods=securityKey", "attestation=verified", "models=allow:08987058-cadc-4b81-b6e1-30de50dcbe96")]
    [InlineData("requiredStrength=phishingResistant", "attestation=verified")]
    public async Task Is_refused_to_the_command_line_too(params string[] settings)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");

        var answer = await Change(server, company, [.. settings, "requirement=required"]);

        Assert.IsType<ChangedPolicy.NobodyCanEnrol>(answer);
        Assert.IsType<ChangedPolicy.NobodyCanEnrol>(await Change(server, company, settings));
        Assert.Equal(1, (await server.Read(tx => tx.Policies.Of(company.Account.Id))).Version);
    }

    [Theory]
    [InlineData("requiredStrength=phishingResistant", "methods=securityKey")]
    [InlineData("attestation=verified", "methods=securityKey,app")]
    [InlineData("methods=securityKey", "models=allow:08987058-cadc-4b81-b6e1-30de50dcbe96")]
    public async Task Is_not_said_of_a_policy_that_leaves_one(params string[] settings)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");

        Assert.IsType<ChangedPolicy.Done>(await Change(server, company, settings));
    }

    [Fact]
    public async Task Is_refused_by_page_and_by_REST_with_a_code()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var shown = await program.Get("/account/policy");
        var asked = new JsonObject
        {
            ["settings"] = new JsonObject { ["requiredStrength"] = "phishingResistant", ["methods"] = "app" },
        };
        using var browser = await server.Given.SignedIn(company.Administrator);

        var preview = await program.Post("/account/policy/preview", asked);
        Assert.Equal("nobody_can_enrol", preview.Code);
        Assert.Equal(HttpStatusCode.Conflict, preview.Status);
        var page = await browser.Submit("/account/policy", ("requiredStrength", "phishingResistant"), ("methods", "app"));
        Assert.Contains("Nobody could set up what this policy asks for", Assert.Single(page.Errors), StringComparison.Ordinal);
        Assert.NotNull(shown);
    }

    [Fact]
    public async Task Where_it_is_so_already_it_is_said_and_other_settings_can_be_changed_but_nothing_more_is_asked()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        using var browser = await server.Given.SignedIn(company.Administrator);
        await server.Given.Policy(
            company,
            policy => policy with { RequiredStrength = RequiredStrength.PhishingResistant, Methods = [Method.App] }
        );

        Assert.Contains(
            (await browser.Get("/account/policy")).Banners,
            banner => banner.Contains("Nobody can set up a second factor", StringComparison.Ordinal)
        );
        Assert.True(Assert.IsType<ChangedPolicy.Done>(await Change(server, company, ["keyExpiryDays=9"])).LeavesNobodyAWay);
        Assert.IsType<ChangedPolicy.NobodyCanEnrol>(await Change(server, company, ["requirement=required"]));
        Assert.False(
            Assert.IsType<ChangedPolicy.Done>(await Change(server, company, ["methods=securityKey,app"])).LeavesNobodyAWay
        );
    }

    private static Task<ChangedPolicy> Change(TestServer server, Company company, string[] settings) =>
        server
            .Get<ChangePolicy>()
            .Change(
                Caller.OfCommandLine("test"),
                company.Account.Id,
                null,
                settings.ToDictionary(s => s.Split('=')[0], s => s.Split('=')[1], StringComparer.Ordinal),
                false,
                CancellationToken.None
            );
}
