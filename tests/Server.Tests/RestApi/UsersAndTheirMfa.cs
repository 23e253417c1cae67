using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>What is asked of a user, the user's sessions, and the password for programs.</summary>
[Keeps("DOOR-1")]
public sealed class UsersAndTheirMfa
{
    [Fact]
    [Keeps("MUST-8"), Keeps("MUST-10")]
    public async Task What_is_asked_of_a_user_and_Remove_MFA_take_a_session_with_a_fresh_proof()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(
            "console",
            policy =>
                policy with
                {
                    PasswordOnApi = PasswordOnApi.WithToken,
                    ApiKeysBy = ApiKeysBy.Both,
                    UserMayOptOut = true,
                    GraceDays = 3,
                }
        );
        var anna = await server.Given.App(company.Administrator);
        var ben = await server.Given.Enrolled(company);
        using var program = await ApiProgram.SignedIn(server, anna);
        using var key = await ApiProgram.WithKey(server, anna);
        var path = "/users/" + ben.User.Id;

        Assert.Equal("session_needed", (await key.Delete(path + "/mfa")).Code);
        var required = await program.Put(path + "/requirement", new JsonObject { ["requirement"] = "required" });
        Assert.Equal("user", required["demand"]["by"]!.GetValue<string>());
        var more = new JsonObject { ["days"] = 20, ["reason"] = "ill" };
        var extended = await program.Post(path + "/grace", more);
        Assert.True(extended.Status == HttpStatusCode.OK, extended.ToString());
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete(path + "/mfa")).Status);
        Assert.Equal("nothing_to_remove", (await program.Delete(path + "/mfa")).Code);
        Assert.Equal("nothing_to_extend", (await program.Post(path + "/grace", more)).Code);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("fresh_proof_required", (await program.Delete(path + "/mfa")).Code);
        Assert.False((await program.Get(path + "/mfa"))["on"].GetValue<bool>());
    }

    [Fact]
    [Keeps("APIKEY-6")]
    public async Task The_password_for_programs_is_brought_back_by_a_session()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        await server.Given.Policy(company, policy => policy with { PasswordOnApi = PasswordOnApi.UntilKeyOrMfa });
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        using var key = await ApiProgram.WithKey(server, ben);
        var path = $"/users/{ben.User.Id}/password-for-programs";

        Assert.NotNull((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
        Assert.Equal("session_needed", (await key.Post(path)).Code);
        Assert.Equal(HttpStatusCode.NoContent, (await program.Post(path)).Status);
        Assert.Null((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.ApiPasswordEndedAt);
        await server.Given.App(ben);
        await server.Write(tx => tx.Users.EndApiPassword(ben.User.Id, tx.Now));
        Assert.Equal("mfa_on_or_required", (await program.Post(path)).Code);
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task An_administrator_sees_and_ends_the_sessions_of_a_user()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        using var here = await server.Given.SignedIn(ben);
        using var there = await server.Given.SignedIn(ben, "127.0.0.9");
        using var program = await ApiProgram.WithKey(server, company.Administrator);
        var path = $"/users/{ben.User.Id}/sessions";

        var listed = await program.Get(path);
        var first = listed["items"].AsArray().Single(s => s!["address"]!.GetValue<string>() == "127.0.0.9")!["id"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete($"{path}/{first}")).Status);
        Assert.Equal("not_found", (await program.Delete($"{path}/{first}")).Code);

        Assert.Equal(HttpStatusCode.OK, (await here.Get("/me")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await there.Get("/me")).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete(path)).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await here.Get("/me")).Status);
        Assert.Equal(
            ["by_administrator", "by_administrator"],
            [
                .. (await Trail.Of(server, company, AuditAction.SessionEnded)).Select(row => row.Reason),
                .. (await Trail.Of(server, company, AuditAction.SessionsEnded)).Select(row => row.Reason),
            ]
        );
    }
}
