using Sallyport.Core.Common;
using Sallyport.Server.Jobs;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Jobs;

public sealed class ForgettingTheUseless
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_can_still_be_used_stays_and_the_rest_goes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        using (await server.Given.SignedIn(company.Administrator)) { }
        var link = await Link(server, TimeSpan.FromHours(1));

        await server.Get<CleanUp>().Clean(CancellationToken.None);
        Assert.NotNull(await server.Read(tx => tx.Links.Find(link)));
        Assert.Equal(1, await Sessions(server));
        server.Clock.Advance(TimeSpan.FromDays(3));
        await server.Get<CleanUp>().Clean(CancellationToken.None);
        Assert.Null(await server.Read(tx => tx.Links.Find(link)));
        Assert.Equal(1, await Sessions(server));
        server.Clock.Advance(TimeSpan.FromDays(30));
        await server.Get<CleanUp>().Clean(CancellationToken.None);

        Assert.Equal(0, await Sessions(server));
    }

    private static async Task<string> Link(TestServer server, TimeSpan life)
    {
        var digest = TokenDigest.Of("token");
        await server.Write(tx =>
            tx.Links.Add(
                new OneTimeLink
                {
                    TokenDigest = digest,
                    Purpose = LinkPurpose.SetUp,
                    CreatedAt = tx.Now,
                    ExpiresAt = tx.Now + life,
                }
            )
        );
        return digest;
    }

    private static async Task<long> Sessions(TestServer server)
    {
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        return await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "SELECT COUNT(*) FROM sessions");
    }
}
