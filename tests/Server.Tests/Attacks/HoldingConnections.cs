using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Somebody opens connections without end and says nothing, or a byte at a time.</summary>
[Keeps("F12"), Keeps("F14"), Keeps("SIGN-7")]
public sealed class HoldingConnections
{
    private const string Attacker = "127.0.9.1";

    [Fact]
    public async Task One_address_has_its_share_and_no_more_while_others_sign_in()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering")).Administrator;
        using var crowd = await Crowd.Come(server, ConnectionShares.MostOfOne);

        Assert.True(await crowd.IsServed(0));
        Assert.False(await crowd.IsServed(await crowd.Add(server)));
        using var browser = await server.Given.SignedIn(anna, "127.0.3.7");
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
        crowd.Leave(1);
        Assert.True(await crowd.ComesIn(server));
    }

    [Fact]
    public async Task A_proxy_that_is_named_stands_for_many()
    {
        await using var server = await TestServer.Start(settings: s =>
            s with
            {
                TrustedProxies = [IPNetwork.Parse(Attacker + "/32")],
            }
        );
        using var crowd = await Crowd.Come(server, ConnectionShares.MostOfOne);

        Assert.True(await crowd.IsServed(await crowd.Add(server)));
    }

    [Fact]
    public async Task The_last_ones_are_for_those_who_hold_few()
    {
        await using var server = await TestServer.Start();
        var shares = server.Get<ConnectionShares>();
        for (
            var network = 0;
            network < (ConnectionShares.Most - ConnectionShares.Reserved) / ConnectionShares.MostOfOne;
            network++
        )
        for (var connection = 0; connection < ConnectionShares.MostOfOne; connection++)
            Assert.True(shares.TryTake($"192.0.2.{network}"));

        for (var connection = 0; connection < ConnectionShares.FewOfOne; connection++)
            Assert.True(shares.TryTake("198.51.100.1"));
        Assert.False(shares.TryTake("198.51.100.1"));
        Assert.False(shares.TryTake("192.0.2.1"));
        Assert.True(shares.TryTake("198.51.100.2"));
        Assert.True(shares.TryTake(""));

        // As many as they hold beyond what is reserved, and one.
        for (var connection = 0; connection <= ConnectionShares.FewOfOne + 2; connection++)
            shares.GiveBack("192.0.2.0");
        Assert.True(shares.TryTake("198.51.100.1"));
    }

    [Fact]
    [Keeps("V6.1.1")]
    public async Task The_numbers_are_the_documented_ones() =>
        Assert.Contains(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{ConnectionShares.MostOfOne:N0} of {ConnectionShares.Most:N0} | closed at once; when {ConnectionShares.Most - ConnectionShares.Reserved:N0} are taken, {ConnectionShares.FewOfOne} |"
            ),
            await File.ReadAllTextAsync(Repository.File("docs/throttles.md"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );

    /// <summary>Silent connections from one address.</summary>
    private sealed class Crowd : IDisposable
    {
        private readonly List<Socket> sockets = [];

        public static async Task<Crowd> Come(TestServer server, int many)
        {
            var crowd = new Crowd();
            while (crowd.sockets.Count < many)
                await crowd.Add(server);
            return crowd;
        }

        /// <summary>Its number.</summary>
        public async Task<int> Add(TestServer server)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            socket.Bind(new IPEndPoint(IPAddress.Parse(Attacker), 0));
            await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
            return sockets.Count - 1;
        }

        /// <summary>Whether a request is answered there, or the connection is closed.</summary>
        public async Task<bool> IsServed(int number)
        {
            var request = Encoding.ASCII.GetBytes("GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
            try
            {
                await sockets[number].SendAsync(request, TestContext.Current.CancellationToken);
                return await sockets[number].ReceiveAsync(new byte[100], TestContext.Current.CancellationToken) > 0;
            }
            catch (SocketException)
            {
                return false;
            }
        }

        public void Leave(int number) => sockets[number].Dispose();

        /// <summary>Whether another one is let in, once the server has seen somebody leave.</summary>
        public async Task<bool> ComesIn(TestServer server)
        {
            for (var tries = 0; tries < 50; tries++)
            {
                if (await IsServed(await Add(server)))
                    return true;
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
            return false;
        }

        public void Dispose() => sockets.ForEach(socket => socket.Dispose());
    }
}
