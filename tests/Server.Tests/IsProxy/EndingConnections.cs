using Sallyport.Core.Accounts;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class EndingConnections
{
    [Fact]
    public async Task Thirty_seconds_without_a_line_end_it()
    {
        await using var service = await LineHost.Start();
        using var idle = await service.LoggedIn();
        service.Server.Clock.Advance(IsProxyConnection.Idle - TimeSpan.FromSeconds(1));
        using var busy = await service.LoggedIn();

        service.Server.Clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(await idle.Hear());
        Assert.Equal("free.test available", await busy.Ask("IS free.test"));
    }

    [Fact]
    public async Task Bytes_that_make_no_line_keep_nothing_open()
    {
        await using var service = await LineHost.Start();
        using var client = await service.Connect();
        await client.Ask("HELLO");
        await client.Send("IS fre"u8.ToArray());
        service.Server.Clock.Advance(IsProxyConnection.Idle / 2);
        await client.Send("e.te"u8.ToArray());

        service.Server.Clock.Advance(IsProxyConnection.Idle / 2);

        Assert.Null(await client.Hear());
    }

    [Fact]
    public async Task A_third_failed_log_in_ends_it_after_what_was_asked_is_answered()
    {
        await using var service = await LineHost.Start();
        using var client = await service.Connect();

        await client.Send("LOGIN a/b wrong\r\nLOGIN a/b wrong\r\nLOGIN a/b wrong\r\nLOGIN a/b wrong");

        for (var i = 0; i < 3; i++)
            Assert.Equal("400 Login failed", await client.Hear());
        Assert.Null(await client.Hear());
    }

    [Theory]
    [MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("SIGN-13")]
    [Keeps("ALWAYS-9")]
    public async Task Whoever_is_deactivated_loses_open_connections_on_every_node(DatabaseKind kind)
    {
        await using var service = await LineHost.Start(kind: kind);
        var second = await service.Server.Second();
        using var here = await service.LoggedIn();
        using var there = await LineClient.LoggedIn(second, service.Person);

        await service.Server.Write(tx => tx.Users.ChangeStatus(service.Person.User.Id, UserStatus.Deactivated, tx.Now));

        Assert.Null(await here.Hear());
        Assert.Null(await there.Hear());
    }

    [Fact]
    [Keeps("ALWAYS-9")]
    public async Task Whose_password_is_changed_loses_what_it_had_opened()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        service.Server.Clock.Advance(TimeSpan.FromSeconds(1));
        await service.Server.Write(async tx =>
        {
            var user = (await tx.Users.Find(service.Person.User.Id))!;
            return await tx.Users.ChangePassword(user.Id, user.SealedPasswordHash!, changeDueAt: null, tx.Now);
        });

        Assert.Null(await client.Hear());
    }

    [Fact]
    [Keeps("ALWAYS-5")]
    public async Task Whoever_gets_a_factor_loses_what_the_password_had_opened()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();

        await service.Server.Given.App(service.Person);

        Assert.Null(await client.Hear());
    }

    [Fact]
    public async Task One_address_does_not_take_everybody_s_places()
    {
        await using var service = await LineHost.Start();
        var many = new List<LineClient>();
        for (var i = 0; i < IsProxyListener.MostOfOneAddress; i++)
            many.Add(await service.Connect("127.0.5.1"));
        Assert.Equal("400 Unknown command", await many[^1].Ask("HELLO"));

        using var oneMore = await service.Connect("127.0.5.1");
        using var another = await service.Connect("127.0.5.2");

        Assert.Null(await oneMore.Hear());
        Assert.Equal("400 Unknown command", await another.Ask("HELLO"));
        many.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task A_server_that_stops_answers_first_what_it_was_asked()
    {
        await using var service = await LineHost.Start();
        using var client = await service.LoggedIn();
        await client.Send("IS slow.test");
        await Eventually.Holds(() => !service.Registry.Asked.IsEmpty);

        var stopping = service.Server.Get<IsProxyListener>().StopAsync(CancellationToken.None);
        service.Registry.Release();

        Assert.Equal("slow.test available", await client.Hear());
        Assert.Null(await client.Hear());
        // Nobody had to be cut off, which happens after ten.
        await stopping.WaitAsync(TimeSpan.FromSeconds(9));
        Assert.Equal(0, service.Server.Get<IsProxyListener>().Count);
    }
}
