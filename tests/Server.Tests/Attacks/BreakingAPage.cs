using System.Net;
using Dapper;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Whoever makes the server stumble gets no page that is less guarded than others.</summary>
[Keeps("SIGN-1")]
public sealed class BreakingAPage
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Who_is_signed_in_is_told_by_a_page_with_the_headers_of_every_page(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var browser = await server.Given.Operator(await server.Given.Account("console"));
        var usual = await browser.Get("/me");
        await Run(server, "ALTER TABLE accounts RENAME TO elsewhere");

        var faults = new[] { await browser.Get("/me"), await browser.Get("/api/v1/account") };

        foreach (var page in faults)
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, page.Status);
            foreach (var name in Guarding)
                Assert.Equal(usual.Headers.GetValues(name), page.Headers.GetValues(name));
            Assert.True(page.Headers.CacheControl!.NoStore);
        }
        Assert.Equal("Something went wrong", faults[0].Heading);
        await Run(server, "ALTER TABLE elsewhere RENAME TO accounts");
    }

    private static readonly string[] Guarding =
    [
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Permissions-Policy",
    ];

    private static async Task Run(TestServer server, string sql)
    {
        await using var connection = await server.Database.Engine.Connect(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(sql);
    }
}
