using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>An answer by status, header lines and body.</summary>
internal sealed record RawAnswer(int Status, string Head, string Body)
{
    /// <summary>Whether what stands behind the proxy was reached.</summary>
    public bool Passed => Head.Contains("X-From: backend", StringComparison.OrdinalIgnoreCase);

    /// <summary>What it got: the whole target.</summary>
    public string Target => Body.Split("\r\n")[0].Split(' ')[1];

    /// <summary>The values of a header that it got.</summary>
    public IReadOnlyList<string> Got(string name) => Values(Body, name);

    /// <summary>The values of all the headers that become this variable where an application reads them from its environment.</summary>
    public IReadOnlyList<string> AsVariables(string name) =>
        [
            .. Body.Split("\r\n")
                .Skip(1)
                .Select(line => line.Split(':', 2))
                .Where(pair => pair.Length == 2 && Spellings.AsVariable(pair[0]) == name)
                .Select(pair => pair[1].Trim()),
        ];

    public override string ToString() => $"{Status} {Head}\r\n\r\n{Body}";

    public string? Header(string name) => Values(Head, name).FirstOrDefault();

    private static List<string> Values(string lines, string name) =>
        [
            .. lines
                .Split("\r\n")
                .Skip(1)
                .Select(line => line.Split(':', 2))
                .Where(pair => pair.Length == 2 && pair[0].Equals(name, StringComparison.OrdinalIgnoreCase))
                .Select(pair => pair[1].Trim()),
        ];
}

/// <summary>Sends a request letter by letter, as no client would that mends what it is given.</summary>
internal static class RawHttp
{
    private const int LongestHead = 64 * 1024;

    public static Task<RawAnswer> Get(int port, string host, string target, params string[] lines) =>
        Send(port, "127.0.0.1", host, target, lines);

    public static async Task<RawAnswer> Send(int port, string from, string host, string target, params string[] lines)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = new NetworkStream(socket);
        var request =
            $"GET {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{string.Concat(lines.Select(l => l + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var text = await reader.ReadToEndAsync(patience.Token);
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0
            ? new RawAnswer(0, "", text)
            : new RawAnswer(
                int.Parse(text.Split(' ')[1][..3], System.Globalization.CultureInfo.InvariantCulture),
                text[..end],
                text[(end + 4)..]
            );
    }

    /// <summary>Request line and headers.</summary>
    public static async Task<string> ReadHead(Stream stream)
    {
        var bytes = new List<byte>();
        var one = new byte[1];
        while (bytes.Count < LongestHead && await stream.ReadAsync(one) == 1)
        {
            bytes.Add(one[0]);
            if (bytes.Count >= 4 && bytes[^1] == '\n' && bytes[^3] == '\n')
                break;
        }
        return Encoding.Latin1.GetString([.. bytes]);
    }
}
