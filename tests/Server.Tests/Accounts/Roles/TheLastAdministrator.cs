using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Roles;

/// <summary>No role of an account's own makes an administrator, so that no edit of one can take the last one away.</summary>
[Keeps("ALWAYS-7"), Keeps("ADMIN-4")]
public sealed class TheLastAdministrator
{
    private static readonly Permission[] Everything = Enum.GetValues<Permission>();

    [Fact]
    public async Task Does_not_change_to_a_role_that_allows_as_much_today()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var role = await server.Given.Role(company, "Owner", Everything);
        await server.Given.User(company, role: role);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var own = $"/account/users/{company.Administrator.User.Id}";

        var answer = await browser.Submit(own, ("role", role));

        Assert.Contains(
            answer.Errors,
            error => error.StartsWith("This is the account's last active administrator", StringComparison.Ordinal)
        );
        Assert.Equal(BuiltInRole.Admin, (await server.Read(tx => tx.Users.Find(company.Administrator.User.Id)))!.Role);
    }

    [Theory]
    [InlineData("role")]
    [InlineData("deactivated")]
    [InlineData("removed")]
    public async Task Is_out_of_reach_for_somebody_who_may_as_much_by_another_role(string change)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var role = await server.Given.Role(company, "Owner", Everything);
        using var browser = await server.Given.SignedIn(await server.Given.User(company, role: role));
        var administrator = company.Administrator.User;

        var answer = await browser.Submit(
            $"/account/users/{administrator.Id}",
            change == "role" ? ("role", role) : ("status", change)
        );

        Assert.Contains(
            answer.Errors,
            error => error.StartsWith("This is the account's last active administrator", StringComparison.Ordinal)
        );
        Assert.Equal(
            (BuiltInRole.Admin, UserStatus.Active),
            await server.Read(async tx =>
                ((await tx.Users.Find(administrator.Id))!.Role, (await tx.Users.Find(administrator.Id))!.Status)
            )
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Stays_when_two_give_each_other_another_role_at_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        for (var round = 0; round < 4; round++)
        {
            var company = await server.Given.Account("numbering");
            var role = await server.Given.Role(company, "Owner", Everything);
            var bea = await server.Given.User(company, "bea", BuiltInRole.Admin);
            using var hers = await server.Given.SignedIn(company.Administrator);
            using var other = await server.Given.SignedIn(bea);
            other.Server = second.Address;
            var one = await hers.Fill($"/account/users/{bea.User.Id}", ("role", role));
            var two = await other.Fill($"/account/users/{company.Administrator.User.Id}", ("role", role));

            await Task.WhenAll(hers.Send(one), other.Send(two));

            Assert.Equal(1, await server.Read(tx => tx.Users.CountActiveAdministrators(company.Account.Id)));
        }
    }
}
