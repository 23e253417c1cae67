using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

[Keeps("DOOR-1"), Keeps("SIGN-8")]
public sealed class Applications
{
    private const string Path = "/account/applications";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10")]
    public async Task An_operator_registers_each_once_and_removes_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.OfOperator(server, company);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => program.Post(Path, Host("Wiki.Acme.Test"), ("Idempotency-Key", "first")))
        );

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        var id = Assert.Single(answers.Select(answer => $"{answer["id"]}").Distinct(StringComparer.Ordinal));
        Assert.Equal("wiki.acme.test", $"{(await program.Get(Path))["items"][0]!["host"]}");
        Assert.Equal("idempotency_key_reused", (await program.Post(Path, Host("a.test"), ("Idempotency-Key", "first"))).Code);
        Assert.Equal("host_taken", await Fault(program, "wiki.acme.test:8443"));
        Assert.Equal("host_malformed", await Fault(program, "https://wiki.acme.test/"));
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete($"{Path}/{id}")).Status);
        Assert.Equal("not_found", (await program.Delete($"{Path}/{id}")).Code);
        Assert.Single(await Trail.Of(server, company, AuditAction.ApplicationAdded));
        Assert.Single(await Trail.Of(server, company, AuditAction.ApplicationRemoved));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_host_by_which_people_come_to_Sallyport_is_no_application_s(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        var other = await ApiProgram.Open(server);
        await server.Write(tx => tx.Accounts.AddHost(other.Account.Id, "login.acme.test"));
        using var program = await ApiProgram.OfOperator(server, company);

        Assert.Equal("host_of_sallyport", await Fault(program, "127.0.0.1"));
        Assert.Equal("host_of_sallyport", await Fault(program, "127.0.0.1:3000"));
        Assert.Equal("host_of_sallyport", await Fault(program, "Login.Acme.Test"));
        Assert.Empty((await program.Get(Path))["items"].AsArray());
    }

    [Fact]
    public async Task An_administrator_sees_them_and_a_key_changes_none()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var id = await AtApplication.Register(server, company, "wiki.acme.test");
        using var session = await ApiProgram.SignedIn(server, company.Administrator);
        using var key = await ApiProgram.WithKey(server, company.Administrator);

        Assert.Single((await key.Get(Path))["items"].AsArray());
        Assert.Equal("operator_alone", (await session.Post(Path, Host("evil.test"))).Code);
        Assert.Equal("operator_alone", (await session.Delete($"{Path}/{id}")).Code);
        Assert.Equal("session_needed", (await key.Post(Path, Host("evil.test"))).Code);
        Assert.Equal("session_needed", (await key.Delete($"{Path}/{id}")).Code);
        Assert.Single((await key.Get(Path))["items"].AsArray());
    }

    private static async Task<string> Fault(ApiProgram program, string host) =>
        $"{(await program.Post(Path, Host(host)))["errors"][0]!["code"]}";

    private static JsonObject Host(string host) => new() { ["host"] = host };
}
