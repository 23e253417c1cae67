using Dapper;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

[Keeps("ADMIN-1"), Keeps("ADMIN-18")]
public sealed class ExportingManyUsers
{
    private const int Users = 60_000;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Every_user_is_in_the_file_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.StopJobs();
        var company = await server.Given.Account("numbering");
        var other = await server.Given.Account("numbering");
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync(
                $"""
                WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < {Users})
                INSERT INTO users (id, account_id, login, canonical_login, email, canonical_email, title, given_name, family_name, mobile, language, time_zone,
                    status, role, doors, portal_addresses, api_addresses, requirement, created_at, modified_at, version, folded_given_name, folded_family_name)
                SELECT 'many' || n, @account, 'many' || n, 'many' || n, 'many' || n || '@many.test', 'many' || n || '@many.test', '', 'Ben', 'Okafor', '', '', '',
                    'active', 'all', 'portal', '', '', 'inherit', 1, 1, 1, 'ben', 'okafor' FROM many
                """,
                new { account = company.Account.Id },
                commandTimeout: 120
            );
        using var browser = await server.Given.SignedIn(company.Administrator);

        var file = (await browser.Get("/account/users?export=csv&sort=-name")).Body;

        var logins = file.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.Split(',')[0])
            .ToList();
        Assert.Equal(Users + 1, logins.Count);
        Assert.Equal(Users + 1, logins.Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(other.Administrator.User.Email, file, StringComparison.Ordinal);
    }
}
