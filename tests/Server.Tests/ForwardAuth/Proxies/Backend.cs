using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>
/// What stands behind the proxy: answers each request with the request itself, as it came, letter by letter. A WebSocket echoes, and <c>/events</c> sends two events.
/// </summary>
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

    /// <summary>Set by who reads <c>/events</c>: the second event is not sent before.</summary>
    public TaskCompletionSource FirstEventSeen { get; } = new();

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

    private async Task Answer(TcpClient client)
    {
        using (client)
            try
            {
                await Answer(client.GetStream());
            }
            catch (Exception fault) when (fault is IOException or OperationCanceledException)
            {
                // The proxy went away, or the test is over.
            }
    }

    private async Task Answer(Stream stream)
    {
        var request = await RawHttp.ReadHead(stream);
        if (request.Contains("\r\nupgrade: websocket", StringComparison.OrdinalIgnoreCase))
            await Echo(stream);
        else if (request.Split(' ') is [_, "/events", ..])
            await SendEvents(stream);
        else
        {
            var read = await CountBody(stream, request);
            var body = Encoding.Latin1.GetBytes(request);
            var head =
                $"HTTP/1.1 200 OK\r\nX-From: backend\r\nX-Read: {read}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
            await stream.WriteAsync(body);
        }
    }

    private async Task Echo(Stream stream)
    {
        await stream.WriteAsync(
            "HTTP/1.1 101 Switching Protocols\r\nX-From: backend\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"u8.ToArray(),
            stop.Token
        );
        await stream.CopyToAsync(stream, stop.Token);
    }

    private async Task SendEvents(Stream stream)
    {
        await stream.WriteAsync(
            "HTTP/1.1 200 OK\r\nX-From: backend\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: first\n\n"u8.ToArray(),
            stop.Token
        );
        await FirstEventSeen.Task.WaitAsync(stop.Token);
        await stream.WriteAsync("data: second\n\n"u8.ToArray(), stop.Token);
    }

    private async Task<long> CountBody(Stream stream, string request)
    {
        var length = request
            .Split("\r\n")
            .Where(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase))
            .Select(line => long.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture))
            .SingleOrDefault();
        var buffer = new byte[64 * 1024];
        var read = 0L;
        while (read < length && await stream.ReadAsync(buffer, stop.Token) is > 0 and var more)
            read += more;
        return read;
    }
}
