using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>Applications talk by more than short answers: the recipes carry that as they stand.</summary>
[Keeps("DOOR-2")]
public sealed class CarryingStreams
{
    private const string Upgrade =
        "GET /chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task A_WebSocket_works_for_who_may_pass_and_is_refused_to_nobody(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();

        using var right = await Connected(all);
        await Send(right, $"{Upgrade}Host: {all.Host}\r\n{line}\r\n\r\n");
        var accepted = await ReadUntil(right, "\r\n\r\n");
        await Send(right, "there and back");
        using var nobody = await Connected(all);
        await Send(nobody, $"{Upgrade}Host: {all.Host}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 101 ", accepted, StringComparison.Ordinal);
        Assert.Equal("there and back", await ReadUntil(right, "back"));
        Assert.StartsWith("HTTP/1.1 401 ", await ReadUntil(nobody, "\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task Server_sent_events_arrive_one_by_one(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();
        using var client = await Connected(all);

        await Send(client, $"GET /events HTTP/1.1\r\nHost: {all.Host}\r\nAccept: text/event-stream\r\n{line}\r\n\r\n");
        await ReadUntil(client, "data: first\n\n");
        all.Backend.FirstEventSeen.SetResult();
        var rest = await ReadUntil(client, "data: second\n\n");

        Assert.Contains("data: second", rest, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(ThroughProxies.Kinds), MemberType = typeof(ThroughProxies))]
    public async Task Uploads_arrive_whole(string kind)
    {
        const int Size = 5 * 1024 * 1024;
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();
        using var client = await Connected(all);

        await Send(
            client,
            $"PUT /files/1 HTTP/1.1\r\nHost: {all.Host}\r\nConnection: close\r\nContent-Length: {Size}\r\n{line}\r\n\r\n"
        );
        await client.GetStream().WriteAsync(new byte[Size], TestContext.Current.CancellationToken);
        var answer = await ReadUntil(client, "\r\n\r\n");

        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"x-read: {Size}\r\n"),
            answer,
            StringComparison.OrdinalIgnoreCase
        );
    }

    private static async Task<TcpClient> Connected(BehindAProxy all)
    {
        var client = new TcpClient(AddressFamily.InterNetwork);
        await client.ConnectAsync(IPAddress.Loopback, all.Proxy.Port);
        return client;
    }

    private static async Task Send(TcpClient client, string text) =>
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    private static async Task<string> ReadUntil(TcpClient client, string end)
    {
        var read = new StringBuilder();
        var one = new byte[1];
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (
            !read.ToString().EndsWith(end, StringComparison.Ordinal)
            && await client.GetStream().ReadAsync(one, patience.Token) == 1
        )
            read.Append((char)one[0]);
        return read.ToString();
    }
}
