using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Applications;

[Keeps("SIGN-8"), Keeps("DOOR-2")]
public sealed class RegisteringApplications
{
    private const string Address = "/account/applications";

    [Fact]
    public async Task An_operator_registers_and_removes_them_on_a_page()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        using var browser = await server.Given.Operator(company);

        var added = await browser.Enter(Address, ("host", "Wiki.Acme.Test"));
        var again = await browser.Submit(Address, ("host", "wiki.acme.test:8443"));
        var wrong = await browser.Submit(Address, ("host", "https://wiki.acme.test/"));
        var kept = Assert.Single(await server.Read(tx => tx.Applications.Of(company.Account.Id)));
        var removed = await browser.Enter(Address, ("application", kept.Id));

        Assert.Equal(["The application is registered."], added.Banners);
        Assert.Contains("wiki.acme.test", added.Text, StringComparison.Ordinal);
        Assert.Equal(["This host is registered already."], again.Errors);
        Assert.Single(wrong.Errors);
        Assert.StartsWith("The application is removed.", Assert.Single(removed.Banners), StringComparison.Ordinal);
        Assert.Empty(await server.Read(tx => tx.Applications.Of(company.Account.Id)));
        foreach (var action in new[] { AuditAction.ApplicationAdded, AuditAction.ApplicationRemoved })
            Assert.Equal("wiki.acme.test", Assert.Single(await Trail.Of(server, company, action)).TargetName);
    }

    [Theory]
    [InlineData("127.0.0.1:3000")]
    [InlineData("login.acme.test")]
    public async Task A_host_by_which_people_come_to_Sallyport_is_refused_with_what_to_do(string host)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "login.acme.test"));
        using var browser = await server.Given.Operator(company);

        var refused = await browser.Submit(Address, ("host", host));

        Assert.Equal(
            [
                "By this host people come to Sallyport itself. Give the application a host name of its own that leads to its proxy.",
            ],
            refused.Errors
        );
        Assert.Equal(host, refused.Field("host"));
        Assert.Empty(await server.Read(tx => tx.Applications.Of(company.Account.Id)));
    }

    [Fact]
    public async Task An_administrator_sees_them_and_changes_none()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var wiki = await Registered(server, company, "wiki.acme.test");
        using var browser = await server.Given.SignedIn(company.Administrator);
        var page = await browser.Get(Address);
        var form = await browser.Fill("/me") with { Action = Address };

        Assert.Contains("wiki.acme.test", page.Text, StringComparison.Ordinal);
        Assert.False(page.HasForm("host"));
        Assert.False(page.HasForm("application"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(With(form, "", ("host", "evil.test")))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(With(form, "Remove", ("application", wiki)))).Status);
        Assert.Single(await server.Read(tx => tx.Applications.Of(company.Account.Id)));
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task An_operator_removes_none_of_another_account_by_its_id()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var theirs = await Registered(server, await server.Given.Account("console"), "wiki.other.test");
        using var browser = await server.Given.Operator(company);
        var form = await browser.Fill("/me") with { Action = Address };

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(With(form, "Remove", ("application", theirs)))).Status);
        Assert.NotNull(await server.Read(tx => tx.Applications.FindByHost("wiki.other.test")));
    }

    private static FilledForm With(FilledForm form, string handler, (string, string) field) =>
        form with
        {
            Action = $"{Address}?handler={handler}",
            Fields = [.. form.Fields, KeyValuePair.Create(field.Item1, field.Item2)],
        };

    private static async Task<string> Registered(TestServer server, Company company, string host)
    {
        var id = server.Random.Id();
        await server.Write(tx =>
            tx.Applications.Add(
                new Application
                {
                    Id = id,
                    AccountId = company.Account.Id,
                    Host = host,
                    CreatedAt = tx.Now,
                }
            )
        );
        return id;
    }
}
