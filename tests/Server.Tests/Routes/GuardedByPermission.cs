using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Routes;

/// <summary>Every page that a permission guards, every permission: made from the routes of the running server.</summary>
public sealed class GuardedByPermission
{
    private const string Prefix = "may:";

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task Each_page_opens_with_its_permission_alone_and_without_it_to_nobody()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("console");
        var target = await server.Given.User(company, role: await server.Given.Role(company, "Nobody"));
        var guarded = Guarded(server);
        foreach (var permission in Enum.GetValues<Permission>())
        {
            using var with = await Come(server, company, Needed(permission));
            using var without = await Come(server, company, Enum.GetValues<Permission>().Where(p => !Needs(p, permission)));
            foreach (var pattern in guarded.Where(g => g.Permission == permission).Select(g => g.Pattern))
            {
                var address = pattern.Replace("{id}", target.User.Id, StringComparison.Ordinal);
                Assert.Equal((pattern, HttpStatusCode.NotFound), (pattern, (await without.Get(address)).Status));
                // A page without a form says so to everybody.
                Assert.True(await Post(without, address) is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, pattern);
                if (!pattern.Contains("{id}", StringComparison.Ordinal))
                    Assert.Equal((pattern, HttpStatusCode.OK), (pattern, (await with.Get(address)).Status));
            }
        }
        Assert.Equal(Documented(), guarded.Select(g => $"{Words.Upper(g.Permission)} {g.Pattern}").Order(StringComparer.Ordinal));
    }

    private static IReadOnlyList<(Permission Permission, string Pattern)> Guarded(TestServer server) =>
        [
            .. from endpoint in server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from data in endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()
            where data.Policy is not null && data.Policy.StartsWith(Prefix, StringComparison.Ordinal)
            select (
                Words.Parse<Permission>(data.Policy![Prefix.Length..])!.Value,
                "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            ),
        ];

    // The permission with those without which no role has it.
    private static IEnumerable<Permission> Needed(Permission permission) =>
        RoleRule.NeededBy(permission) is { } needed ? [permission, needed] : [permission];

    private static bool Needs(Permission one, Permission other) => Needed(one).Contains(other);

    private static async Task<Browser> Come(TestServer server, Company company, IEnumerable<Permission> permissions)
    {
        var role = await server.Given.Role(company, server.Random.Id(), permissions);
        return await server.Given.SignedIn(await server.Given.User(company, role: role));
    }

    private static async Task<HttpStatusCode> Post(Browser browser, string address) =>
        (await browser.Send(await browser.Fill("/me") with { Action = address })).Status;

    private static IEnumerable<string> Documented() =>
        System
            .IO.File.ReadLines(Repository.File("docs/permissions.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .SelectMany(cells =>
                cells[2]
                    .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(page => $"{cells[0].Trim('`')} {page.Trim('`')}")
            )
            .Order(StringComparer.Ordinal);
}
