using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Roles;

[Keeps("ADMIN-4")]
public sealed class MakingRoles
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10")]
    public async Task A_role_is_made_given_renamed_and_deleted_when_nobody_has_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);
        Assert.Contains("No roles of your own yet", (await browser.Get("/account/roles")).Text, StringComparison.Ordinal);

        var made = await browser.Submit(
            "/account/roles/new",
            ("name", " Help desk "),
            ("description", "Whom to call"),
            ("permissions", "VIEW_USER"),
            ("permissions", "RESCUE_USER")
        );
        var role = Assert.Single(await server.Read(tx => tx.Roles.Of(company.Account.Id)));
        await browser.Submit($"/account/users/{ben.User.Id}", ("role", role.Id));
        var renamed = await browser.Submit($"/account/roles/{role.Id}", ("name", "Support"), ("permissions", "VIEW_USER"));
        var list = await browser.Get("/account/roles");
        var inUse = await browser.Get($"/account/roles/{role.Id}");

        Assert.Equal(("/account/roles?done=created", "/account/roles?done=saved"), (made.Location, renamed.Location));
        Assert.Equal(["Administrator", "Member", "Support"], list.TextsOf("tbody th a"));
        Assert.Equal(["1", "0", "1"], list.TextsOf("tbody td.end"));
        Assert.DoesNotContain("I understand", inUse.Text, StringComparison.Ordinal);
        Assert.Equal([Permission.ViewUser], (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Permissions);

        await browser.Submit($"/account/users/{ben.User.Id}", ("role", "all"));
        var edit = await browser.Fill($"/account/roles/{role.Id}", ("name", "Support"));
        Assert.Contains("I understand, delete this role", browser.Page.TextsOf("button"));
        var deleted = await browser.Send(edit with { Action = $"/account/roles/{role.Id}?handler=Delete" });
        Assert.Equal("/account/roles?done=deleted", deleted.Location);
        Assert.Empty(await server.Read(tx => tx.Roles.Of(company.Account.Id)));
        foreach (var action in new[] { AuditAction.RoleCreated, AuditAction.RoleChanged, AuditAction.RoleDeleted })
            Assert.Equal(role.Id, Assert.Single(await Trail.Of(server, company, action)).TargetId);
    }

    [Theory]
    [InlineData("name", "", "Enter a name")]
    [InlineData("name", "Help\u200bdesk", "Enter a name")]
    [InlineData("name", "Administrator", "A built-in role has this name")]
    [InlineData("name", "SUPPORT", "This account has a role of that name already.")]
    [InlineData("permissions", "RULE_WORLD", "Choose from the permissions shown.")]
    [InlineData("permissions", "UPDATE_USER", "Whoever may change something must see it")]
    public async Task What_cannot_be_taken_says_so_and_nothing_is_made(string field, string value, string words)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await server.Given.Role(company, "Support", Permission.ViewUser);
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit(
            "/account/roles/new",
            field == "name" ? [("name", value)] : [("name", "Desk"), (field, value)]
        );

        Assert.Contains(answer.Errors, error => error.StartsWith(words, StringComparison.Ordinal));
        Assert.Single(await server.Read(tx => tx.Roles.Of(company.Account.Id)));
    }

    [Fact]
    public async Task Two_who_edit_a_role_at_once_do_not_overwrite_each_other_unseen()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var role = await server.Given.Role(company, "Support", Permission.ViewUser);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var early = await browser.Fill($"/account/roles/{role}", ("name", "Early"));
        await browser.Submit($"/account/roles/{role}", ("name", "Late"));

        var answer = await browser.Send(early);

        Assert.Contains("Somebody else changed this role in the meantime", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Late", (await server.Read(tx => tx.Roles.FindIn(company.Account.Id, role)))!.Name);
    }

    [Theory]
    [InlineData(BuiltInRole.Admin)]
    [InlineData(BuiltInRole.All)]
    public async Task Built_in_roles_are_shown_and_not_changed(string id)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var own = await server.Given.Role(company, "Support");
        using var browser = await server.Given.SignedIn(company.Administrator);
        var edit = await browser.Fill($"/account/roles/{own}", ("name", "Mine"));

        Assert.False((await browser.Get($"/account/roles/{id}")).HasForm("name"));
        foreach (var address in new[] { $"/account/roles/{id}", $"/account/roles/{id}?handler=Delete" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(edit with { Action = address })).Status);
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task Another_accounts_role_is_neither_found_nor_given()
    {
        await using var server = await TestServer.Start();
        var (mine, other) = (await server.Given.Account("numbering"), await server.Given.Account("numbering"));
        var (own, theirs) = (await server.Given.Role(mine, "Support"), await server.Given.Role(other, "Support"));
        var ben = await server.Given.User(mine);
        using var browser = await server.Given.SignedIn(mine.Administrator);
        var edit = await browser.Fill($"/account/roles/{own}", ("name", "Stolen"));

        var given = await browser.Submit($"/account/users/{ben.User.Id}", ("role", theirs));

        Assert.Contains("Choose one of the roles.", given.Errors);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get($"/account/roles/{theirs}")).Status);
        foreach (var address in new[] { $"/account/roles/{theirs}", $"/account/roles/{theirs}?handler=Delete" })
            Assert.Equal(HttpStatusCode.NotFound, (await browser.Send(edit with { Action = address })).Status);
        Assert.Equal("Support", (await server.Read(tx => tx.Roles.FindIn(other.Account.Id, theirs)))!.Name);
    }
}
