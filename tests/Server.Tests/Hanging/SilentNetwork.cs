using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Sallyport.Core.Common;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.Hanging;

/// <summary>
/// The network in front of PostgreSQL. It may fall silent: connections stay open and new ones are taken, but nothing comes through, and nobody is told. What was sent
/// meanwhile arrives when it is mended.
/// </summary>
internal sealed class SilentNetwork : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentBag<Socket> sockets = [];
    private readonly NpgsqlConnectionStringBuilder server = new(TestDatabase.Server);
    private readonly Task accepting;
    private volatile TaskCompletionSource? silence;
    private int opened;

    public SilentNetwork()
    {
        listener.Start();
        accepting = Accept();
    }

    /// <summary>How many connections were ever begun.</summary>
    public int Opened => Volatile.Read(ref opened);

    /// <summary>The way to the same database through here.</summary>
    public Secret Through(Secret database) =>
        new(
            new NpgsqlConnectionStringBuilder(database.RevealText())
            {
                Host = "127.0.0.1",
                Port = ((IPEndPoint)listener.LocalEndpoint).Port,
                SslMode = SslMode.Disable,
                GssEncryptionMode = GssEncryptionMode.Disable,
            }.ToString()
        );

    public void FallSilent() => silence = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Mend() => silence?.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Mend();
        listener.Dispose();
        foreach (var socket in sockets)
            socket.Dispose();
        await accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Carry(await listener.AcceptSocketAsync());
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Carry(Socket near)
    {
        sockets.Add(near);
        Interlocked.Increment(ref opened);
        await Silence();
        var isLocal = server.Host!.StartsWith('/');
        using var far = isLocal
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(far);
        EndPoint there = isLocal
            ? new UnixDomainSocketEndPoint($"{server.Host}/.s.PGSQL.{server.Port}")
            : new DnsEndPoint(server.Host, server.Port);
        try
        {
            await far.ConnectAsync(there);
            await Task.WhenAny(Carry(near, far), Carry(far, near));
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
        near.Dispose();
    }

    private async Task Carry(Socket from, Socket to)
    {
        var part = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(part) is > 0 and var length)
            {
                await Silence();
                for (var sent = 0; sent < length; )
                    sent += await to.SendAsync(part.AsMemory(sent, length - sent));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // One side has gone.
        }
    }

    private Task Silence() => silence?.Task ?? Task.CompletedTask;
}
