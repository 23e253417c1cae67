using Sallyport.Server.IsProxy;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>F14: ten thousand connections that say nothing. It takes or refuses them cleanly, and whoever has something to say gets in.</summary>
[Keeps("DOOR-3")]
[Collection(Alone.Name)]
public sealed class FloodingTheLine
{
    [Fact]
    [Keeps("SIGN-1")]
    public async Task Ten_thousand_silent_connections_keep_nobody_out_here_or_at_the_portal()
    {
        await using var service = await LineHost.Start();
        using var early = await service.LoggedIn("127.0.9.1");
        var silent = new List<LineClient>();
        for (var i = 0; i < 10_000; i++)
            silent.Add(await service.Connect($"127.0.6.{1 + (i % 40)}"));

        var listener = service.Server.Get<IsProxyListener>();
        await Eventually.Holds(() => listener.Count <= IsProxyListener.MostConnections);
        using var late = await service.LoggedIn("127.0.9.2");
        Assert.Equal("free.test available", await late.Ask("IS free.test"));
        Assert.Equal("free.test available", await early.Ask("IS free.test"));
        var portal = service.Server.Browser("127.0.9.3");
        Assert.Equal("/me", (await service.Server.Given.SignIn(portal, service.Person)).Path[..3]);

        silent.ForEach(client => client.Dispose());
        await Eventually.Holds(() => listener.Count == 2);
    }

    [Fact]
    public async Task Who_has_logged_in_gives_no_place_up()
    {
        await using var service = await LineHost.Start();
        var key = await service.Key();
        var clients = new List<LineClient>();
        for (var i = 0; i < IsProxyListener.MostConnections; i++)
        {
            clients.Add(await service.Connect($"127.0.7.{1 + (i % 8)}"));
            Assert.Equal("100 Login ok", await clients[^1].Ask("LOGIN " + key));
        }

        using var oneMore = await service.Connect("127.0.9.2");

        Assert.Null(await oneMore.Hear());
        Assert.Equal("free.test available", await clients[0].Ask("IS free.test"));
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n\n\n")]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n")]
    [InlineData("\u00C3\r\n\u0028\r\n")]
    public async Task What_is_no_command_is_answered_by_its_line_and_the_next_one_is_served(string text)
    {
        await using var service = await LineHost.Start();
        using var client = await service.Connect();

        await client.Send(System.Text.Encoding.Latin1.GetBytes(text));

        Assert.Equal("400 Unknown command", await client.Hear());
        using var next = await service.Connect();
        Assert.Equal("400 not authenticated", await next.Ask("IS free.test"));
    }
}
