using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Jobs;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

[Keeps("ADMIN-1")]
public sealed class SearchingNames
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_name_is_found_as_stored_and_in_every_case_and_order(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        await Name(server, await server.Given.User(company, "ayse"), "Ayşe", "Özdemir");
        await Name(server, await server.Given.User(company, "rate"), "100%", "under_score");

        foreach (
            var typed in (string[])["Özdemir", "özdemir", "ÖZDEMIR", "O\u0308zdemir", "ayşe özdemir", "Özdemir Ayşe", "zDEM"]
        )
            Assert.Equal(["ayse"], await Found(server, company, typed));
        Assert.Equal(["rate"], await Found(server, company, "%"));
        Assert.Equal(["rate"], await Found(server, company, "r_s"));
        Assert.Empty(await Found(server, company, "Ozdemir"));
        Assert.Empty(await Found(server, company, "a_se"));
        Assert.Empty(await Found(server, company, "\\"));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Rows_that_the_version_before_wrote_are_found_as_stored_at_once_and_in_every_case_soon(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await server.Given.Account("numbering");
        var person = await server.Given.User(company, "ayse");
        await Name(server, person, "Ben", "Okafor");
        // As the version before does it: it knows nothing of folded names.
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync(
                "UPDATE users SET given_name = 'Ayşe', family_name = 'Özdemir' WHERE id = @Id",
                new { person.User.Id }
            );

        Assert.Equal(["ayse"], await Found(server, company, "Özdemir"));
        Assert.Empty(await Found(server, company, "Okafor"));

        await server.Get<FoldNames>().Fold(CancellationToken.None);
        Assert.Equal(["ayse"], await Found(server, company, "özdemir"));
        Assert.Equal(["ayse"], await Found(server, company, "ÖZDEMIR"));
        Assert.False(await server.Read(tx => tx.FoldedNames.HasGap()));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Capitals_beyond_ASCII_are_sorted_with_their_small_letters(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        foreach (var (login, family) in ((string, string)[])[("one", "öb"), ("two", "Öa"), ("three", "Öc")])
            await Name(server, await server.Given.User(company, login), "x", family);

        var sorted = await List(server, company, new UsersQuestion { Sort = "name", Search = "ö" });

        Assert.Equal(["two", "one", "three"], sorted);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_trail_of_a_name_beyond_ASCII_is_found_as_it_stands(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        await server.Write(tx =>
        {
            tx.Audit(AuditEvent.Of(AuditAction.RoleChanged, company.Account.Id, "role1", "Über-Rolle"));
            return Task.FromResult(1);
        });

        var rows = await server.Read(tx =>
            tx.AuditTrail.Page(new AuditQuestion(company.Account.Id, null, null, "Über-Rolle", "", 10, 0))
        );

        Assert.Single(rows);
    }

    private static Task<int> Name(TestServer server, Person person, string given, string family) =>
        server.Write(async tx =>
            await tx.Users.ChangeDetails((await tx.Users.Find(person.User.Id))! with { GivenName = given, FamilyName = family })
        );

    private static Task<string[]> Found(TestServer server, Company company, string typed) =>
        List(server, company, new UsersQuestion { Search = typed });

    private static async Task<string[]> List(TestServer server, Company company, UsersQuestion question)
    {
        var caller = Caller.OfSystem("test") with { AccountId = company.Account.Id };
        var listed = await server.Get<ListUsers>().List(caller, question, CancellationToken.None);
        return [.. listed.Users.Select(user => user.Row.Login)];
    }
}
