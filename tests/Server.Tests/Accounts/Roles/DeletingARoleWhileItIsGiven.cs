using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Roles;

/// <summary>A race: one administrator deletes a role while another gives it to somebody, on two nodes.</summary>
public sealed class DeletingARoleWhileItIsGiven
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-4")]
    public async Task Nobody_is_left_with_a_role_that_is_gone(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var company = await server.Given.Account("numbering");
        using var hers = await server.Given.SignedIn(company.Administrator);
        using var other = hers.Twin(second.Address);
        for (var round = 0; round < 6; round++)
        {
            var role = await server.Given.Role(company, $"Desk {round}");
            var ben = await server.Given.User(company);
            var edit = await hers.Fill($"/account/roles/{role}", ("name", "x"));
            var give =
                round % 2 == 0
                    ? await other.Fill($"/account/users/{ben.User.Id}", ("role", role))
                    : await other.Fill(
                        "/account/users/new",
                        ("login", $"n{round}"),
                        ("email", $"n{round}@x.test"),
                        ("role", role)
                    );

            await Task.WhenAll(hers.Send(edit with { Action = $"/account/roles/{role}?handler=Delete" }), other.Send(give));

            var uses = await server.Read(tx => tx.Roles.Uses(company.Account.Id));
            var isThere = await server.Read(tx => tx.Roles.FindIn(company.Account.Id, role)) is not null;
            Assert.Equal(isThere, uses.Any(use => use.Role == role));
        }
    }
}
