using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sallyport.Server.Tests.Notifications;

/// <summary>How the sink treats those who bring mail.</summary>
public enum SinkMode
{
    Takes,

    /// <summary>Says "not now" to every recipient (450).</summary>
    Postpones,

    /// <summary>Says "never" to every recipient (550).</summary>
    Refuses,

    /// <summary>Takes the whole mail and hangs up instead of saying so.</summary>
    DropsAfterData,
}

/// <summary>A small mail server for tests, on a free port of this machine. It speaks as much SMTP as is needed, and keeps what it took.</summary>
public sealed class MailSink : IAsyncDisposable
{
    private readonly List<string> taken = [];
    private readonly List<string> heard = [];
    private readonly Lock one = new();
    private readonly CancellationTokenSource end = new();
    private readonly TcpListener listener;
    private readonly Task accepting;
    private int connections;
    private int open;
    private int mostAtOnce;

    public MailSink(int port = 0)
    {
        listener = new TcpListener(IPAddress.Any, port);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = Accept();
    }

    public int Port { get; }
    public SinkMode Mode { get; set; } = SinkMode.Takes;
    public Uri Address => new($"smtp://127.0.0.1:{Port}");

    /// <summary>Answers a command (or "." for the end of a mail) in another way than usual: a line to say, "" to hang up; null: as usual. It may take its time.</summary>
    public Func<string, Task<string?>> Says { get; set; } = _ => Task.FromResult<string?>(null);

    /// <summary>The first byte is of TLS already.</summary>
    public bool IsEncryptedFromTheStart { get; init; }

    /// <summary>How many connections were opened.</summary>
    public int Connections => Volatile.Read(ref connections);

    /// <summary>How many were open at most at one time.</summary>
    public int MostAtOnce => Volatile.Read(ref mostAtOnce);

    /// <summary>By the machine's own name, which no client takes for the machine itself.</summary>
    public Uri RemoteAddress => new($"smtp://{Dns.GetHostName()}:{Port}");

    /// <summary>Offers STARTTLS with it.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The commands that came, without encryption.</summary>
    public IReadOnlyList<string> HeardInClear
    {
        get
        {
            lock (one)
                return [.. heard];
        }
    }

    /// <summary>Every mail that was brought to its end, as it came over the wire.</summary>
    public IReadOnlyList<string> Taken
    {
        get
        {
            lock (one)
                return [.. taken];
        }
    }

    public async ValueTask DisposeAsync()
    {
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
            {
                var client = await listener.AcceptTcpClientAsync(end.Token);
                Interlocked.Increment(ref connections);
                _ = Serve(client);
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException) { }
    }

    private async Task Serve(TcpClient client)
    {
        using (client)
        {
            lock (one)
                mostAtOnce = Math.Max(mostAtOnce, ++open);
            try
            {
                if (IsEncryptedFromTheStart)
                {
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(Certificate!);
                    await Talk(tls, "220 sink");
                }
                else if (await Talk(client.GetStream(), "220 sink"))
                {
                    await using var tls = new SslStream(client.GetStream());
                    await tls.AuthenticateAsServerAsync(Certificate!);
                    await Talk(tls, null);
                }
            }
            catch (Exception gone)
                when (gone is IOException or OperationCanceledException or AuthenticationException or ObjectDisposedException) { }
            finally
            {
                lock (one)
                    open--;
            }
        }
    }

    /// <summary>True where the client has asked for encryption.</summary>
    private async Task<bool> Talk(Stream stream, string? greeting)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        await using var writer = new StreamWriter(stream, Encoding.Latin1, leaveOpen: true)
        {
            NewLine = "\r\n",
            AutoFlush = true,
        };
        if (greeting is not null)
            await writer.WriteLineAsync(greeting);
        while (await reader.ReadLineAsync(end.Token) is { } line)
        {
            if (stream is not SslStream)
                Hear(line);
            if (await Says(line) is { } said)
            {
                if (said.Length == 0)
                    return false;
                await writer.WriteLineAsync(said);
                continue;
            }
            if (line == "STARTTLS" && Certificate is not null)
            {
                await writer.WriteLineAsync("220 go on");
                return true;
            }
            if (!await Answer(line, reader, writer, offersTls: Certificate is not null && stream is not SslStream))
                return false;
        }
        return false;
    }

    private void Hear(string line)
    {
        lock (one)
            heard.Add(line);
    }

    private async Task<bool> Answer(string line, StreamReader reader, StreamWriter writer, bool offersTls)
    {
        switch (line.Split(' ', ':')[0].ToUpperInvariant())
        {
            case "EHLO" when offersTls:
                await writer.WriteLineAsync("250-sink\r\n250 STARTTLS");
                return true;
            case "EHLO":
                await writer.WriteLineAsync("250-sink\r\n250 AUTH PLAIN");
                return true;
            case "AUTH":
                await writer.WriteLineAsync("235 2.7.0 welcome");
                return true;
            case "RCPT" when Mode == SinkMode.Postpones:
                await writer.WriteLineAsync("450 4.2.0 greylisted");
                return true;
            case "RCPT" when Mode == SinkMode.Refuses:
                await writer.WriteLineAsync("550 5.1.1 no such mailbox");
                return true;
            case "DATA":
                await writer.WriteLineAsync("354 go on");
                var mail = await Data(reader);
                if (await Says(".") is { } said)
                {
                    await writer.WriteLineAsync(said);
                    return said.Length > 0;
                }
                Keep(mail);
                if (Mode == SinkMode.DropsAfterData)
                    return false;
                await writer.WriteLineAsync("250 taken");
                return true;
            case "QUIT":
                await writer.WriteLineAsync("221 bye");
                return false;
            default:
                await writer.WriteLineAsync("250 sink");
                return true;
        }
    }

    private void Keep(string mail)
    {
        lock (one)
            taken.Add(mail);
    }

    private static async Task<string> Data(StreamReader reader)
    {
        var mail = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line && line != ".")
            mail.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append('\n');
        return mail.ToString();
    }
}
