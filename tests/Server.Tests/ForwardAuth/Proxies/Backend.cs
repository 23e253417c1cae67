using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>What stands behind the proxy: answers each request with the request itself, as it came, letter by letter.</summary>
internal sealed class Backend : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    public Backend()
    {
        listener.Start();
        serving = Serve();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Dispose();
        await serving;
        stop.Dispose();
    }

    private async Task Serve()
    {
        while (!stop.IsCancellationRequested)
            try
            {
                _ = Answer(await listener.AcceptTcpClientAsync(stop.Token));
            }
            catch (Exception fault) when (fault is OperationCanceledException or SocketException)
            {
                return;
            }
    }

    private static async Task Answer(TcpClient client)
    {
        using (client)
            try
            {
                var stream = client.GetStream();
                var request = await RawHttp.ReadHead(stream);
                var body = Encoding.Latin1.GetBytes(request);
                var head = $"HTTP/1.1 200 OK\r\nX-From: backend\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
                await stream.WriteAsync(body);
            }
            catch (IOException)
            {
                // The proxy went away.
            }
    }
}
