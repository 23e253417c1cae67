using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

/// <summary>An attack by accident: two administrators, each sure that the other must go, on two nodes.</summary>
public sealed class DemotingEachOtherAtOnce
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-7"), Keeps("ADMIN-4")]
    public async Task One_of_two_administrators_stays(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        for (var round = 0; round < 5; round++)
        {
            var company = await server.Given.Account("numbering");
            var (anna, bea) = (company.Administrator, await server.Given.User(company, "bea", BuiltInRole.Admin));
            using var hers = await server.Given.SignedIn(anna);
            using var other = await server.Given.SignedIn(bea);
            other.Server = second.Address;
            var one = await hers.Fill($"/account/users/{bea.User.Id}", round % 2 == 0 ? ("role", "all") : ("status", "removed"));
            var two = await other.Fill($"/account/users/{anna.User.Id}", ("role", "all"));

            await Task.WhenAll(hers.Send(one), other.Send(two));

            Assert.Equal(1, await server.Read(tx => tx.Users.CountActiveAdministrators(company.Account.Id)));
        }
    }

    [Theory]
    [Keeps("ALWAYS-7"), Keeps("ADMIN-4")]
    [InlineData("role", "all")]
    [InlineData("doors", "api")]
    public async Task The_last_administrator_keeps_role_and_door(string field, string value)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit($"/account/users/{company.Administrator.User.Id}", (field, value));

        Assert.NotEmpty(answer.Errors);
        var kept = (await server.Read(tx => tx.Users.Find(company.Administrator.User.Id)))!;
        Assert.Equal((BuiltInRole.Admin, "portal,api,isProxy"), (kept.Role, kept.Doors));
    }
}
