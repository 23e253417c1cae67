using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>A fresh proof by a security key in a session that programs, or scripts of the portal, hold.</summary>
[Keeps("DOOR-1"), Keeps("SIGN-11")]
public sealed class ProvingByKey
{
    private const string Proof = "/session/proof";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("KEY-6"), Keeps("ALWAYS-2")]
    public async Task An_answer_proves_once_and_gives_the_session_a_new_token(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (program, company, key) = await Held(server);
        using var _ = program;
        var former = program.Authorization;
        var path = $"/users/{(await server.Given.User(company)).User.Id}/password-link";
        Assert.Equal("fresh_proof_required", (await program.Post(path)).Code);
        var body = await Answered(program, key);

        var proved = await program.Post(Proof, body);

        Assert.Equal(HttpStatusCode.OK, proved.Status);
        program.Bear(server, proved);
        Assert.Equal(HttpStatusCode.Accepted, (await program.Post(path)).Status);
        Assert.Equal("proof_wrong", (await program.Post(Proof, body)).Code);
        program.Authorization = former;
        Assert.Equal("session_ended", (await program.Get("/me")).Code);
    }

    [Fact]
    [Keeps("W-R2")]
    public async Task Another_session_s_question_an_old_one_and_another_key_prove_nothing()
    {
        await using var server = await TestServer.Start();
        var ben = (await ApiProgram.Open(server)).Administrator;
        using var program = await ApiProgram.SignedIn(server, ben);
        using var other = await ApiProgram.SignedIn(server, ben);
        var key = await server.Key(ben);

        Assert.Equal("proof_wrong", (await program.Post(Proof, await Answered(other, key))).Code);
        Assert.Equal(
            "proof_wrong",
            (await program.Post(Proof, await Answered(program, new SoftAuthenticator(server.Origin())))).Code
        );
        var late = await Answered(program, key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal("proof_wrong", (await program.Post(Proof, late)).Code);
        Assert.Equal(3, (await server.Refusals(ben, "proof_given")).Count);
    }

    [Fact]
    public async Task Halves_of_a_proof_are_told_and_who_has_no_key_gets_no_question()
    {
        await using var server = await TestServer.Start();
        var (program, _, key) = await Held(server);
        using var _1 = program;
        using var without = await ApiProgram.SignedIn(server, (await ApiProgram.Open(server)).Administrator);
        var whole = await Answered(program, key);

        foreach (
            var half in new JsonObject[]
            {
                [],
                new() { ["question"] = $"{whole["question"]}" },
                new() { ["answer"] = whole["answer"]!.DeepClone() },
                new() { ["proof"] = "123456", ["question"] = $"{whole["question"]}" },
            }
        )
            Assert.Equal("member_missing", (await program.Post(Proof, half)).Code);
        Assert.Equal("no_key_here", (await without.Post(Proof + "/question")).Code);
        Assert.Equal(HttpStatusCode.OK, (await program.Post(Proof, whole)).Status);
    }

    [Fact]
    public async Task A_script_of_the_portal_proves_in_the_browser_s_session()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var key = await server.Key(company.Administrator);
        using var browser = await server.AtSecondStep(company.Administrator);
        await browser.Touch(key);
        server.Clock.Advance(TimeSpan.FromMinutes(6));

        var asked = await InBrowser.Send(browser, "POST", Proof + "/question", InBrowser.OwnOrigin(server));
        var elsewhere = await InBrowser.Send(browser, "POST", Proof + "/question", ("Origin", "https://evil.test"));

        Assert.Equal(HttpStatusCode.OK, asked.Status);
        Assert.Equal("cross_site", elsewhere.Code);
        Assert.Equal(server.Settings.PublicUrl.Host, $"{asked["options"]["rpId"]}");
    }

    // A session of somebody who has a key now, six minutes old.
    private static async Task<(ApiProgram Program, Company Company, SoftAuthenticator Key)> Held(TestServer server)
    {
        var company = await ApiProgram.Open(server);
        var program = await ApiProgram.SignedIn(server, company.Administrator);
        var key = await server.Key(company.Administrator);
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        return (program, company, key);
    }

    private static async Task<JsonObject> Answered(ApiProgram program, SoftAuthenticator key)
    {
        var asked = await program.Post(Proof + "/question");
        Assert.True(asked.Status == HttpStatusCode.OK, asked.ToString());
        return new JsonObject
        {
            ["question"] = $"{asked["question"]}",
            ["answer"] = JsonNode.Parse(key.Assert(asked["options"].ToJsonString())),
        };
    }
}
