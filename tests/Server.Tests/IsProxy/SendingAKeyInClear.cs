using Sallyport.Core.IsProxy;
using Sallyport.Server.Tests.Enforcement;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("APIKEY-10")]
public sealed class SendingAKeyInClear
{
    [Theory]
    [InlineData("LOGIN {0}", "400 Login failed")]
    [InlineData("LOGIN secret-token:{0}", "400 Login failed")]
    [InlineData("IS {0} free.test", "400 not authenticated")]
    [InlineData("login   {0} ", "400 Login failed")]
    [InlineData("LOGIN {0} and more", "400 Wrong number of arguments")]
    [InlineData("LOGIN acme/ben {0}", "400 Login failed")]
    [InlineData("IS {0}", "400 not authenticated")]
    [InlineData("IS {0} free.test and more", "400 Wrong number of arguments")]
    [InlineData("AUTH {0}", "400 Unknown command")]
    [InlineData("{0}", "400 Unknown command")]
    public async Task Where_TLS_is_required_the_key_is_dead_and_its_owner_mailed_once(string line, string answer)
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        var key = await service.Key();
        using var client = await service.Connect();

        Assert.Equal(answer, await client.Ask(line.Replace("{0}", key, StringComparison.Ordinal)));
        Assert.Equal(answer, await client.Ask(line.Replace("{0}", key, StringComparison.Ordinal)));

        Assert.Empty(await service.Server.Read(tx => tx.ApiKeys.Of(service.Person.User.Id)));
        Assert.Single(await service.Server.Mailbox.Of(service.Person), mail => mail.Kind == "apiKeyExposed");
        Assert.Single(await Trail.Of(service.Server, service.Person.Account.Id, "api_key_exposed"));
    }

    [Fact]
    public async Task So_are_the_first_four_of_a_request_of_another_protocol()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        var keys = new List<string>();
        for (var i = 0; i < 5; i++)
            keys.Add(await service.Key());
        using var client = await service.Connect();

        Assert.Equal("400 Unknown command", await client.Ask($"GET /?keys={string.Join(',', keys)} HTTP/1.1"));

        var left = Assert.Single(await service.Server.Read(tx => tx.ApiKeys.Of(service.Person.User.Id)));
        Assert.EndsWith(left.Hint, keys[4], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(IsProxyTls.Required, 0)]
    [InlineData(IsProxyTls.Optional, 1)]
    public async Task Behind_STARTTLS_it_is_thrown_away_and_dead_where_TLS_is_required(IsProxyTls tls, int left)
    {
        await using var service = await LineHost.Start(tls);
        var key = await service.Key();
        using var client = await service.Connect();

        await client.Send($"STARTTLS\r\nLOGIN {key}");
        Assert.Equal("100 OK", await client.Hear());
        using var shown = await client.Encrypt(service.Certificate.Root);

        Assert.Equal(left, (await service.Server.Read(tx => tx.ApiKeys.Of(service.Person.User.Id))).Count);
    }

    [Fact]
    public async Task What_is_no_key_is_answered_alike()
    {
        await using var service = await LineHost.Start(IsProxyTls.Required);
        var key = await service.Key();
        using var client = await service.Connect();

        Assert.Equal("400 Login failed", await client.Ask("LOGIN " + key[..^1] + (key[^1] == 'a' ? 'b' : 'a')));

        Assert.Single(await service.Server.Read(tx => tx.ApiKeys.Of(service.Person.User.Id)));
    }
}
