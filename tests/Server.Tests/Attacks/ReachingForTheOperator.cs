using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An administrator of the operator's own account tries to become the operator.</summary>
[Keeps("ADMIN-4"), Keeps("APP-8")]
public sealed class ReachingForTheOperator
{
    [Fact]
    public async Task Nobody_sets_up_an_app_for_who_stands_above()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("hosting");
        var ada = await server.Given.User(company);
        await server.Database.Write(
            Core.Common.Caller.OfSystem("test"),
            tx =>
                tx.Users.Add(
                    ada.User with
                    {
                        Id = "operator000000000000",
                        Login = "op",
                        CanonicalLogin = "op",
                        Email = "op@acme.test",
                        CanonicalEmail = "op@acme.test",
                        OperatorSince = tx.Now,
                    }
                )
        );
        using var admin = await server.Given.SignedIn(company.Administrator);

        var others = await admin.Get($"/account/users/{ada.User.Id}/authenticator-app");
        var operators = await admin.Get("/account/users/operator000000000000/authenticator-app");

        Assert.Equal(HttpStatusCode.OK, others.Status);
        Assert.Equal(HttpStatusCode.NotFound, operators.Status);
    }

    [Fact]
    [Keeps("SIGN-11")]
    public async Task A_session_left_open_makes_no_new_administrator_without_a_proof()
    {
        await using var server = await TestServer.Start();
        using var admin = await server.Given.SignedIn((await server.Given.Account("numbering")).Administrator);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        await admin.Submit("/account/users/new", ("login", "mallory"), ("email", "mallory@evil.test"), ("role", "admin"));

        Assert.True(admin.Page.HasForm("proof"));
        Assert.Null(await server.Read(tx => tx.Users.FindByEmail("mallory@evil.test")));
    }
}
