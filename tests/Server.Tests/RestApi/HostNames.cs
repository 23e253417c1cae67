using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

[Keeps("DOOR-1"), Keeps("SIGN-1")]
public sealed class HostNames
{
    private const string Path = "/account/host-names";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-10")]
    public async Task An_operator_adds_each_once_and_removes_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.OfOperator(server, company);

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 5).Select(_ => program.Post(Path, Host("Login.Acme.Test"), ("Idempotency-Key", "first")))
        );
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await program.Post(Path, Host("a.acme.test"));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.Status));
        Assert.Equal(
            ["login.acme.test", "a.acme.test"],
            (await program.Get(Path))["items"].AsArray().Select(item => $"{item!["host"]}")
        );
        Assert.Equal("idempotency_key_reused", (await program.Post(Path, Host("b.test"), ("Idempotency-Key", "first"))).Code);
        Assert.Equal("host_taken", await Fault(program, "login.acme.test"));
        Assert.Equal("host_malformed", await Fault(program, "login.acme.test:8443"));
        await AtApplication.Register(server, company, "wiki.acme.test");
        Assert.Equal("host_of_application", await Fault(program, "Wiki.Acme.Test"));
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete($"{Path}/LOGIN.acme.test")).Status);
        Assert.Equal("not_found", (await program.Delete($"{Path}/login.acme.test")).Code);
        Assert.Null(await server.Read(tx => tx.Accounts.FindByHost("login.acme.test")));
        Assert.Equal(2, (await Trail.Of(server, company, AuditAction.HostNameAdded)).Count);
        Assert.Single(await Trail.Of(server, company, AuditAction.HostNameRemoved));
    }

    [Fact]
    public async Task The_host_by_which_everybody_comes_is_no_account_s()
    {
        await using var server = await TestServer.Start(settings: s => s with { PublicUrl = new Uri("http://portal.test") });
        using var program = await ApiProgram.OfOperator(server, await ApiProgram.Open(server));

        Assert.Equal("host_of_installation", await Fault(program, "Portal.Test."));
        Assert.Empty((await program.Get(Path))["items"].AsArray());
    }

    [Fact]
    [Keeps("KEY-8")]
    public async Task One_to_which_keys_answer_is_removed_only_by_who_says_so()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "login.acme.test"));
        await server.Key(await server.Given.User(company), rpId: "login.acme.test");
        using var program = await ApiProgram.OfOperator(server, company);

        var refused = await program.Delete($"{Path}/login.acme.test");

        Assert.Equal((HttpStatusCode.Conflict, "confirmation_needed"), (refused.Status, refused.Code));
        Assert.StartsWith("1 security keys", $"{refused["detail"]}", StringComparison.Ordinal);
        Assert.Equal("parameter_malformed", (await program.Delete($"{Path}/login.acme.test?confirmed=yes")).Code);
        Assert.Single((await program.Get(Path))["items"].AsArray());
        Assert.Equal(HttpStatusCode.NoContent, (await program.Delete($"{Path}/login.acme.test?confirmed=true")).Status);
    }

    [Fact]
    public async Task An_administrator_sees_them_and_an_operator_of_another_account_changes_none()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "login.acme.test"));
        using var session = await ApiProgram.SignedIn(server, company.Administrator);
        using var key = await ApiProgram.WithKey(server, company.Administrator);
        using var other = await ApiProgram.OfOperator(server, await ApiProgram.Open(server));

        Assert.Single((await key.Get(Path))["items"].AsArray());
        Assert.Equal("operator_alone", (await session.Post(Path, Host("evil.test"))).Code);
        Assert.Equal("operator_alone", (await session.Delete($"{Path}/login.acme.test")).Code);
        Assert.Equal("session_needed", (await key.Post(Path, Host("evil.test"))).Code);
        Assert.Equal("not_found", (await other.Delete($"{Path}/login.acme.test")).Code);
        Assert.Equal("host_taken", await Fault(other, "login.acme.test"));
        Assert.Empty((await other.Get(Path))["items"].AsArray());
        Assert.Single((await key.Get(Path))["items"].AsArray());
    }

    private static async Task<string> Fault(ApiProgram program, string host) =>
        $"{(await program.Post(Path, Host(host)))["errors"][0]!["code"]}";

    private static JsonObject Host(string host) => new() { ["host"] = host };
}
