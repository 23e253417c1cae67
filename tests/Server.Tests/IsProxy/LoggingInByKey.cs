using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.IsProxy;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("APIKEY-5")]
[Keeps("DOOR-3")]
public sealed class LoggingInByKey
{
    [Fact]
    [Keeps("APIKEY-8")]
    public async Task It_passes_whatever_the_account_asks_of_its_people()
    {
        await using var service = await LineHost.Start();
        var key = await service.Key();
        await service.Server.Given.App(service.Person);
        await service.Server.Given.Policy(
            new Company(service.Person.Account, service.Person),
            policy => policy with { Requirement = Requirement.Required, PasswordOnApi = PasswordOnApi.Never }
        );
        using var client = await service.Connect();

        Assert.Equal("100 Login ok", await client.Ask("LOGIN " + key));
        Assert.Equal("free.test available", await client.Ask("IS free.test"));
        Assert.Equal("taken.test not available", await client.Ask($"IS {key} taken.test"));
    }

    [Theory]
    [InlineData("wrong access")]
    [InlineData("wrong address")]
    [InlineData("expired")]
    [InlineData("deleted")]
    [InlineData("user deactivated")]
    [InlineData("door closed")]
    [InlineData("mistyped")]
    [InlineData("nobody's")]
    public async Task What_does_not_fit_does_not_pass(string what)
    {
        await using var service = await LineHost.Start();
        var key = await Unfit(service, what);
        using var client = await service.Connect();

        Assert.Equal("400 not authenticated", await client.Ask($"IS {key} free.test"));
        Assert.Equal("400 Login failed", await client.Ask("LOGIN " + key));
    }

    [Theory]
    [InlineData("deleted", DatabaseKind.Sqlite)]
    [InlineData("user deactivated", DatabaseKind.Sqlite)]
    [InlineData("door closed", DatabaseKind.Sqlite)]
    [InlineData("expired", DatabaseKind.Sqlite)]
    [InlineData("deleted", DatabaseKind.Postgres)]
    [InlineData("user deactivated", DatabaseKind.Postgres)]
    [Keeps("SIGN-13")]
    public async Task What_passes_no_longer_ends_open_connections_on_every_node(string what, DatabaseKind kind)
    {
        await using var service = await LineHost.Start(kind: kind);
        var second = await service.Server.Second();
        var key = await service.Key(k => k with { ExpiresAt = service.Server.Clock.Now.AddSeconds(20) });
        using var here = await service.Connect();
        using var there = await LineClient.Connect(second);
        Assert.Equal("100 Login ok", await here.Ask("LOGIN " + key));
        Assert.Equal("100 Login ok", await there.Ask("LOGIN " + key));

        await Spoil(service, what);

        Assert.Null(await here.Hear());
        Assert.Null(await there.Hear());
    }

    [Fact]
    [Keeps("APIKEY-10")]
    public async Task One_that_was_sent_in_clear_by_one_program_ends_what_it_had_opened_for_another()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        var key = await service.Key();
        using var open = await service.Connect();
        (await open.StartTls(service.Certificate.Root)).Dispose();
        Assert.Equal("100 Login ok", await open.Ask("LOGIN " + key));
        using var careless = await service.Connect();

        await careless.Ask("LOGIN " + key);

        Assert.Null(await open.Hear());
    }

    [Fact]
    [Keeps("APIKEY-6")]
    public async Task A_first_key_ends_what_the_password_had_opened()
    {
        await using var service = await LineHost.Start();
        await service.Server.Given.Policy(
            new Company(service.Person.Account, service.Person),
            policy => policy with { PasswordOnApi = PasswordOnApi.UntilKeyOrMfa }
        );
        using var client = await service.LoggedIn();

        await service.Key();

        Assert.Null(await client.Hear());
        using var again = await service.Connect();
        Assert.Equal("400 Login failed", await again.LogIn(service.Person));
    }

    private static async Task<string> Unfit(LineHost service, string what)
    {
        if (what == "wrong access")
            return (await Keys.Of(service.Server, service.Person, key => key with { Accesses = [KeyAccess.Api] })).Text;
        if (what == "wrong address")
            return await service.Key(key => key with { Addresses = "10.0.0.0/8" });
        var key = await service.Key(key => key with { ExpiresAt = service.Server.Clock.Now.AddSeconds(20) });
        await Spoil(service, what);
        return what switch
        {
            "mistyped" => key[..^1] + (key[^1] == 'a' ? 'b' : 'a'),
            "nobody's" => ApiKeyText.New(key.Split('_')[1], service.Server.Random).RevealText(),
            _ => key,
        };
    }

    private static async Task Spoil(LineHost service, string what)
    {
        var (server, person) = (service.Server, service.Person);
        if (what == "expired")
            server.Clock.Advance(TimeSpan.FromSeconds(20));
        if (what == "deleted")
        {
            var key = Assert.Single(await server.Read(tx => tx.ApiKeys.Of(person.User.Id)));
            var caller = Caller.OfCommandLine("test");
            Assert.True(await server.Get<DeleteApiKey>().Delete(caller, person.User.Id, key.Id, CancellationToken.None));
        }
        if (what == "user deactivated")
            await server.Write(tx => tx.Users.ChangeStatus(person.User.Id, UserStatus.Deactivated, tx.Now));
        if (what == "door closed")
            await server.Write(async tx =>
                await tx.Users.ChangeDetails((await tx.Users.Find(person.User.Id))! with { Doors = "portal,api" })
            );
    }
}
