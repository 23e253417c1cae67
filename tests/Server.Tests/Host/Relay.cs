using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Sallyport.Server.Tests.Host;

/// <summary>Stands between a node and PostgreSQL, and can fall silent: connections stay open, and nothing comes through any more, as where a network drops packets.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly UnixDomainSocketEndPoint target;
    private readonly Task accepting;
    private volatile TaskCompletionSource mayPass = new();

    /// <param name="connectionString">Of the database behind it.</param>
    public Relay(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        Assert.SkipUnless(Directory.Exists(settings.Host), "PostgreSQL listens on no socket in a folder.");
        target = new UnixDomainSocketEndPoint(Path.Combine(settings.Host!, $".s.PGSQL.{settings.Port}"));
        listener.Start();
        settings.Host = "127.0.0.1";
        settings.Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        ConnectionString = settings.ToString();
        mayPass.SetResult();
        accepting = Accept();
    }

    /// <summary>The same database through this.</summary>
    public string ConnectionString { get; }

    public void FallSilent() => mayPass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Speak() => mayPass.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Speak();
        await end.CancelAsync();
        listener.Dispose();
        await accepting;
        end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptSocketAsync(end.Token));
        }
        catch (Exception) when (end.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private async Task Serve(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
            try
            {
                await mayPass.Task;
                await server.ConnectAsync(target, end.Token);
                await Task.WhenAny(Pass(client, server), Pass(server, client));
            }
            catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // One side is gone, and so is the other.
            }
    }

    private async Task Pass(Socket from, Socket to)
    {
        var bytes = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(bytes, end.Token) is > 0 and var count)
            {
                await mayPass.Task;
                await to.SendAsync(bytes.AsMemory(0, count), end.Token);
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
