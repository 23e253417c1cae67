using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Roles;

/// <summary>An attack: somebody with a part of the administration tries to come to the rest of it, on every way that gives permissions.</summary>
[Keeps("ADMIN-4")]
public sealed class GrantingWhatOneDoesNotHave
{
    private static readonly Permission[] Narrow =
    [
        Permission.ViewUser,
        Permission.CreateUser,
        Permission.UpdateUser,
        Permission.ManageRole,
    ];

    [Fact]
    public async Task No_role_is_made_or_widened_beyond_what_its_maker_has()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var own = await server.Given.Role(company, "Desk", Narrow);
        using var browser = await server.Given.SignedIn(await server.Given.User(company, role: own));

        var made = await browser.Submit(
            "/account/roles/new",
            ("name", "More"),
            ("permissions", "VIEW_POLICY"),
            ("permissions", "UPDATE_POLICY")
        );
        var widened = await browser.Submit(
            $"/account/roles/{own}",
            ("permissions", "MANAGE_ROLE"),
            ("permissions", "VIEW_AUDIT")
        );

        Assert.Contains("You cannot grant what you do not have yourself.", made.Errors);
        Assert.Contains("You cannot grant what you do not have yourself.", widened.Errors);
        var kept = Assert.Single(await server.Read(tx => tx.Roles.Of(company.Account.Id)));
        Assert.Equal(PermissionList.Write(Narrow), kept.Permissions);
    }

    [Fact]
    public async Task A_role_that_allows_more_is_neither_changed_nor_deleted()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var own = await server.Given.Role(company, "Desk", Narrow);
        var above = await server.Given.Role(company, "Auditors", Permission.ViewAudit);
        using var browser = await server.Given.SignedIn(await server.Given.User(company, role: own));
        var edit = await browser.Fill("/account/roles/new", ("name", "Emptied"));

        Assert.False((await browser.Get($"/account/roles/{above}")).HasForm("name"));
        foreach (var address in new[] { $"/account/roles/{above}", $"/account/roles/{above}?handler=Delete" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(edit with { Action = address })).Status);
        Assert.Equal("VIEW_AUDIT", (await server.Read(tx => tx.Roles.FindIn(company.Account.Id, above)))!.Permissions);
    }

    [Fact]
    public async Task Nobody_gets_a_role_that_allows_more_than_the_giver_has()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var desk = await server.Given.User(company, role: await server.Given.Role(company, "Desk", Narrow));
        var ben = await server.Given.User(company, role: await server.Given.Role(company, "Nobody"));
        var above = await server.Given.Role(company, "Auditors", Permission.ViewAudit);
        using var browser = await server.Given.SignedIn(desk);

        foreach (var role in new[] { BuiltInRole.Admin, BuiltInRole.All, above })
        {
            foreach (var person in new[] { ben, desk })
                Assert.Contains(
                    "You cannot grant what you do not have yourself.",
                    (await browser.Submit($"/account/users/{person.User.Id}", ("role", role))).Errors
                );
            var invited = await browser.Submit("/account/users/new", ("login", "eve"), ("email", "eve@x.test"), ("role", role));
            Assert.Contains("You cannot grant what you do not have yourself.", invited.Errors);
        }

        Assert.Equal(desk.User.Role, (await server.Read(tx => tx.Users.Find(desk.User.Id)))!.Role);
        Assert.Equal(ben.User.Role, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Role);
        Assert.Null(await server.Read(tx => tx.Users.FindByEmail("eve@x.test")));
    }

    [Fact]
    public async Task Who_has_more_is_out_of_reach()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var auditor = await server.Given.User(company, role: await server.Given.Role(company, "Auditors", Permission.ViewAudit));
        var ben = await server.Given.User(company, role: await server.Given.Role(company, "Nobody"));
        var desk = await server.Given.User(company, role: await server.Given.Role(company, "Desk", Narrow));
        using var browser = await server.Given.SignedIn(desk);
        var edit = await browser.Fill($"/account/users/{ben.User.Id}", ("email", "stolen@acme.test"));
        var status = await browser.Fill($"/account/users/{ben.User.Id}", ("status", "locked"));
        var theirs = $"/account/users/{auditor.User.Id}";

        await browser.Send(edit with { Action = theirs });
        await browser.Send(status with { Action = theirs + "?handler=Status" });
        await browser.Send(status with { Action = theirs + "?handler=Link" });

        var kept = (await server.Read(tx => tx.Users.Find(auditor.User.Id)))!;
        Assert.Equal((auditor.User.Email, UserStatus.Active, auditor.User.Version), (kept.Email, kept.Status, kept.Version));
        Assert.Empty(await server.Mailbox.Of(auditor));
    }
}
