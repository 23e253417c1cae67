using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class ListingUsers
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-1")]
    public async Task Forty_users_are_shown_by_pages_and_searched(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        for (var i = 1; i < 40; i++)
            await AddRow(server, company, $"user{i:00}");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var first = await browser.Get("/account/users");
        Assert.Contains("Showing 1 to 25 of 40", first.Text, StringComparison.Ordinal);
        Assert.Equal("admin", first.TextsOf("tbody th")[0]);
        var second = await browser.Get(first.Document.QuerySelector(".pager nav a")!.GetAttribute("href")!);
        Assert.Contains("Showing 26 to 40 of 40", second.Text, StringComparison.Ordinal);
        Assert.Equal("user39", second.TextsOf("tbody th")[^1]);

        var sorted = await browser.Get("/account/users?sort=-login&size=10");
        Assert.Contains("Showing 1 to 10 of 40", sorted.Text, StringComparison.Ordinal);
        Assert.Equal("user39", sorted.TextsOf("tbody th")[0]);

        var found = await browser.Get("/account/users?q=USER07");
        Assert.Equal(["user07"], found.TextsOf("tbody th"));
        Assert.Contains("No users match", (await browser.Get("/account/users?q=100%25")).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task Removed_users_are_shown_only_when_asked_for()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company, "ben");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Enter($"/account/users/{ben.User.Id}", ("status", "removed"));

        Assert.Equal("/account/users", answer.Path);
        Assert.Equal(["admin"], answer.TextsOf("tbody th"));
        Assert.Equal(["admin", "ben"], (await browser.Get("/account/users?removed=true")).TextsOf("tbody th"));
        Assert.False((await browser.Get($"/account/users/{ben.User.Id}")).HasForm("email"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("MUST-11")]
    public async Task The_list_shows_who_has_mfa_and_who_must_and_is_filtered_by_both(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("hosting", policy => policy with { Requirement = Requirement.Off });
        var ben = await server.Given.Enrolled(company);
        var cleo = await server.Given.User(company, "cleo");
        await server.Write(tx =>
            tx.Users.ChangeRequirement(cleo.User.Id, new(UserRequirement.Required, null, tx.Now, null), tx.Now)
        );
        using var browser = await server.Given.SignedIn(company.Administrator);

        Assert.Equal([ben.User.Login], (await browser.Get("/account/users?mfa=on")).TextsOf("tbody th"));
        Assert.Equal(["admin", "cleo"], (await browser.Get("/account/users?mfa=off")).TextsOf("tbody th"));
        Assert.Equal(["cleo"], (await browser.Get("/account/users?required=yes")).TextsOf("tbody th"));
        Assert.Equal(["admin", ben.User.Login], (await browser.Get("/account/users?required=no")).TextsOf("tbody th"));
        var row = (await browser.Get("/account/users?q=cleo")).TextsOf("tbody td");
        Assert.Contains("Required of this user", row);
        Assert.Contains("N/A", row);
        Assert.Contains("Authenticator app", (await browser.Get("/account/users?mfa=on")).TextsOf("tbody td"));
    }

    [Fact]
    [Keeps("MUST-11"), Keeps("V1.2.10")]
    public async Task The_export_is_the_filtered_list_and_no_formula()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await AddRow(server, company, "ben", givenName: "=HYPERLINK(\"http://evil.test\",\"x\")");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Get("/account/users?export=csv&q=ben");

        Assert.Equal("text/csv", answer.ContentType);
        var lines = answer.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.StartsWith(
            "ben,\"'=HYPERLINK(\"\"http://evil.test\"\",\"\"x\"\")\",ben@test.example,all,active,off,inherit,,",
            lines[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task A_member_without_the_permission_finds_no_list()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(await server.Given.User(company));

        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/account/users")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.Get("/account/users/new")).Status);
    }

    // Straight into the table: forty passwords need not be hashed for a list.
    private static Task<int> AddRow(TestServer server, Company company, string login, string givenName = "") =>
        server.Write(tx =>
            tx.Users.Add(
                new User
                {
                    Id = tx.Random.Id(),
                    AccountId = company.Account.Id,
                    Login = login,
                    CanonicalLogin = login,
                    Email = $"{login}@test.example",
                    CanonicalEmail = $"{login}@test.example",
                    GivenName = givenName,
                    CreatedAt = tx.Now,
                    ModifiedAt = tx.Now,
                }
            )
        );
}
