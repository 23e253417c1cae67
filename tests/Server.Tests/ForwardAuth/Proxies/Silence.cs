using System.Net;
using System.Net.Sockets;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>A server that hangs: it takes connections and never answers.</summary>
internal sealed class Silence : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> held = [];
    private readonly Task accepting;

    public Silence()
    {
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
        held.ForEach(client => client.Dispose());
    }

    private async Task Accept()
    {
        try
        {
            while (true)
                held.Add(await listener.AcceptTcpClientAsync());
        }
        catch (Exception fault) when (fault is SocketException or ObjectDisposedException)
        {
            // It is over.
        }
    }
}
