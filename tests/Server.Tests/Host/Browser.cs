using System.Net;
using System.Net.Sockets;

namespace Sallyport.Server.Tests.Host;

/// <summary>
/// A browser without script: cookies, pages and forms over real HTTP. <see cref="Get"/> and <see cref="Submit(string, ValueTuple{string, string}[])"/> show the first answer, redirects too;
/// <see cref="Visit"/> and <see cref="Enter(string, ValueTuple{string, string}[])"/> go on to where redirects lead.
/// </summary>
public sealed class Browser : IDisposable
{
    private const int MostRedirects = 10;
    private readonly HttpClient client;

    public Browser(Uri server, IPAddress from, CookieJar? cookies = null)
    {
        Server = server;
        From = from;
        Cookies = cookies ?? new CookieJar();
        client = new HttpClient(HandlerFrom(from)) { Timeout = TimeSpan.FromSeconds(30) };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("TestBrowser/1.0");
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");
    }

    /// <summary>The node that it talks to; may be changed on the way, as a load balancer would.</summary>
    public Uri Server { get; set; }
    public IPAddress From { get; }
    public CookieJar Cookies { get; }

    /// <summary>The page in front of the person.</summary>
    public Page Page { get; private set; } = null!;

    /// <summary>Another browser with the same cookies, on this or another node, from this or another address.</summary>
    public Browser Twin(Uri? server = null, string? from = null) =>
        new(server ?? Server, from is null ? From : IPAddress.Parse(from), Cookies.Copy());

    public async Task<Page> Get(string path) => Page = await Send(new HttpRequestMessage(HttpMethod.Get, path));

    public async Task<Page> Visit(string path) => await Follow(await Get(path));

    /// <summary>Gets the page and submits its form that has these fields; everything else in it is sent as it stands there. A null takes a field out.</summary>
    public async Task<Page> Submit(string path, params (string Name, string? Value)[] fields) =>
        Page = await Send(await Fill(path, fields));

    /// <summary>Submits a form of the page in front.</summary>
    public async Task<Page> Submit(params (string Name, string? Value)[] fields) => Page = await Send(Page.Form(fields));

    public async Task<Page> Enter(string path, params (string Name, string? Value)[] fields) =>
        await Follow(await Submit(path, fields));

    public async Task<Page> Enter(params (string Name, string? Value)[] fields) => await Follow(await Submit(fields));

    /// <summary>The form as it would be sent; <see cref="Send(FilledForm)"/> sends it, as often as wanted and at the same time.</summary>
    public async Task<FilledForm> Fill(string path, params (string Name, string? Value)[] fields) =>
        (await Get(path)).Form(fields);

    public Task<Page> Send(FilledForm form) => Send(form.Request());

    public async Task<Page> Send(HttpRequestMessage request)
    {
        request.RequestUri = new Uri(Server, request.RequestUri!);
        if (Cookies.Header() is { Length: > 0 } cookies)
            request.Headers.Add("Cookie", cookies);
        var answer = await client.SendAsync(request);
        if (answer.Headers.TryGetValues("Set-Cookie", out var headers))
            foreach (var header in headers)
                Cookies.Take(header);
        return await Page.Read(request.RequestUri.PathAndQuery, answer);
    }

    public async Task<Page> Follow(Page answer)
    {
        for (var steps = 0; answer.Location is { } next; steps++)
        {
            if (steps == MostRedirects)
                throw new InvalidOperationException($"More than {MostRedirects} redirects; the last led to {next}.");
            answer = await Get(next);
        }
        return answer;
    }

    public void Dispose() => client.Dispose();

    /// <summary>Connects from that address of this machine.</summary>
    internal static SocketsHttpHandler HandlerFrom(IPAddress from) =>
        new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(from, 0));
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
}
