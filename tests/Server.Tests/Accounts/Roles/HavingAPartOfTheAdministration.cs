using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Roles;

/// <summary>People with some permissions see what works for them, and a direct request for the rest is refused.</summary>
[Keeps("ADMIN-4")]
public sealed class HavingAPartOfTheAdministration
{
    [Fact]
    public async Task Who_may_only_look_sees_no_button_and_is_refused_every_change()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var ben = await server.Given.Enrolled(company);
        var looker = await server.Given.User(company, role: await server.Given.Role(company, "Looker", Permission.ViewUser));
        using var browser = await server.Given.SignedIn(looker);
        var token = (await browser.Fill("/me")) with { Action = "" };
        var his = $"/account/users/{ben.User.Id}";

        Assert.Equal(["/account/users"], Menu(await browser.Get("/account/users")));
        Assert.DoesNotContain("New user", browser.Page.Text, StringComparison.Ordinal);
        Assert.Empty((await browser.Get(his)).Document.QuerySelectorAll("main form, main a.button"));
        foreach (
            var address in new[]
            {
                his,
                his + "?handler=Status",
                his + "?handler=Link",
                his + "/mfa",
                his + "/mfa?handler=Grace",
                his + "/mfa?handler=Remove",
                his + "/authenticator-app",
                "/account/users/new",
                "/account",
                "/account/policy",
                "/account/roles/new",
            }
        )
        {
            var form = token with
            {
                Action = address,
                Fields =
                [
                    .. token.Fields,
                    KeyValuePair.Create("status", "removed"),
                    KeyValuePair.Create("requirement", "required"),
                ],
            };
            Assert.Equal((address, HttpStatusCode.NotFound), (address, (await browser.Send(form)).Status));
        }
        var kept = (await server.Read(tx => tx.Users.Find(ben.User.Id)))!;
        Assert.Equal((UserStatus.Active, ben.User.Version), (kept.Status, kept.Version));
        Assert.True((await server.Read(tx => tx.Factors.Of(ben.User.Id))).MfaOn);
    }

    [Fact]
    [Keeps("MUST-10"), Keeps("ADMIN-13")]
    public async Task A_help_desk_removes_a_lost_second_factor_and_does_nothing_else()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var ben = await server.Given.Enrolled(company);
        var role = await server.Given.Role(company, "Help desk", Permission.ViewUser, Permission.RescueUser);
        using var browser = await server.Given.SignedIn(await server.Given.User(company, role: role));

        Assert.Equal(["Requirement and MFA"], (await browser.Get($"/account/users/{ben.User.Id}")).TextsOf("main a.button"));
        Assert.False((await browser.Get($"/account/users/{ben.User.Id}/mfa")).HasForm("requirement"));
        Assert.Contains("Remove MFA", browser.Page.TextsOf("button"));
        var token = await browser.Fill("/me");
        var answer = await browser.Send(token with { Action = $"/account/users/{ben.User.Id}/mfa?handler=Remove" });

        Assert.EndsWith("?done=removed", answer.Location, StringComparison.Ordinal);
        Assert.False((await server.Read(tx => tx.Factors.Of(ben.User.Id))).MfaOn);
    }

    [Fact]
    public async Task Who_may_remove_users_sees_that_alone()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        var role = await server.Given.Role(
            company,
            "Leavers",
            Permission.ViewUser,
            Permission.RemoveUser,
            Permission.ManageApiKey
        );
        using var browser = await server.Given.SignedIn(await server.Given.User(company, role: role));

        var page = await browser.Get($"/account/users/{ben.User.Id}");
        Assert.Equal([$"Remove {ben.User.Login} for good"], page.TextsOf("main button"));
        await browser.Submit(
            $"/account/users/{ben.User.Id}",
            ("status", null),
            ("__RequestVerificationToken", page.Field("__RequestVerificationToken")),
            ("status", "removed")
        );

        Assert.Equal(UserStatus.Removed, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Status);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-13")]
    public async Task What_is_taken_from_a_role_is_gone_at_the_next_request_on_every_node(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var company = await server.Given.Account("numbering");
        var role = await server.Given.Role(company, "Looker", Permission.ViewUser, Permission.ViewAudit);
        using var his = await server.Given.SignedIn(await server.Given.User(company, role: role));
        using var hers = await server.Given.SignedIn(company.Administrator);
        his.Server = second.Address;
        Assert.Equal(HttpStatusCode.OK, (await his.Get("/account/audit")).Status);

        await hers.Submit($"/account/roles/{role}", ("permissions", "VIEW_USER"));

        Assert.Equal(HttpStatusCode.NotFound, (await his.Get("/account/audit")).Status);
        Assert.Equal(["/account/users"], Menu(await his.Get("/account/users")));
    }

    private static IEnumerable<string?> Menu(Page page) =>
        page
            .Document.QuerySelectorAll("header a, nav a")
            .Select(link => link.GetAttribute("href"))
            .Where(to => to is not null && to.StartsWith("/account", StringComparison.Ordinal))
            .Distinct();
}
