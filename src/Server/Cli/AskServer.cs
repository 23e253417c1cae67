using System.Net.Security;
using System.Net.Sockets;
using System.Text.Json;
using Sallyport.Server.Web.Health;

namespace Sallyport.Server.Cli;

/// <summary>Speaks to the server of this machine by the address that it listens at.</summary>
internal static class AskServer
{
    private const string UnixSocket = "http://unix:";

    // Longer than a look at health takes at most.
    private static readonly TimeSpan Patience = LookAtHealth.Budget + TimeSpan.FromSeconds(3);

    /// <summary>Null where nothing answers there.</summary>
    /// <param name="url">As the server is told where to listen.</param>
    /// <param name="proof">For the answer with its reasons; null: for the word.</param>
    /// <param name="cancel">Stops waiting.</param>
    public static async Task<HealthAnswer?> At(string url, string? proof, CancellationToken cancel)
    {
        var socket = url.StartsWith(UnixSocket, StringComparison.OrdinalIgnoreCase) ? url[UnixSocket.Length..] : null;
        using var handler = Handler(socket);
        using var client = new HttpClient(handler) { Timeout = Patience };
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(socket is null ? Reached(url) : new Uri("http://localhost"), HealthEndpoints.Ready)
        );
        if (proof is not null)
            request.Headers.Add(HealthQuestion.Header, proof);
        try
        {
            using var answer = await client.SendAsync(request, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            return answer.Content.Headers.ContentType?.MediaType == "application/json"
                ? JsonSerializer.Deserialize<HealthAnswer>(text, JsonSerializerOptions.Web)
                : new HealthAnswer(text, []);
        }
        catch (Exception fault)
            when (fault is HttpRequestException or JsonException
                || (fault is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    // "Everywhere" is also here.
    private static Uri Reached(string url)
    {
        var host = new UriBuilder(
            url.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal)
        );
        if (host.Host is "0.0.0.0" or "[::]")
            host.Host = "localhost";
        return host.Uri;
    }

    private static SocketsHttpHandler Handler(string? socket)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            // The certificate names the public address, and this is the way by the machine itself.
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
            },
        };
        if (socket is not null)
            handler.ConnectCallback = async (_, cancel) =>
            {
                var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancel);
                return new NetworkStream(connection, ownsSocket: true);
            };
        return handler;
    }
}
