using System.Net;
using System.Net.Sockets;

namespace Sallyport.Measure;

/// <summary>A mail server on this machine that takes everything and keeps nothing.</summary>
internal sealed class MailSink : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private int taken;

    public MailSink()
    {
        listener.Start();
        _ = Accept();
    }

    public Uri Address => new($"smtp://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    public int Taken => Volatile.Read(ref taken);

    public void Dispose() => listener.Dispose();

    private async Task Accept()
    {
        try
        {
            while (true)
                _ = Serve(await listener.AcceptTcpClientAsync());
        }
        catch (Exception ended) when (ended is ObjectDisposedException or SocketException)
        {
            // The measurement is over.
        }
    }

    private async Task Serve(TcpClient client)
    {
        using var _ = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { NewLine = "\r\n", AutoFlush = true };
            await writer.WriteLineAsync("220 sink");
            var isText = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                if (isText && line != ".")
                    continue;
                if (isText)
                    Interlocked.Increment(ref taken);
                var begins = !isText && line.StartsWith("DATA", StringComparison.OrdinalIgnoreCase);
                isText = begins;
                await writer.WriteLineAsync(begins ? "354 go on" : "250 ok");
            }
        }
        catch (IOException)
        {
            // It went away.
        }
    }
}
