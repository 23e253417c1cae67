using System.Net;
using System.Net.Sockets;
using System.Text;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Forms that no page of ours sends: they are refused as what they are, and are no fault of the server's.</summary>
[Keeps("SIGN-1")]
public sealed class SendingBrokenForms
{
    private const string Plain = "application/x-www-form-urlencoded";
    private const string Parts = "multipart/form-data; boundary=abc";

    private static readonly string[] Pages =
    [
        "/sign-in",
        "/sign-in/forgotten",
        "/language",
        "/freeze",
        "/me/security",
        "/me/security/password",
        "/account/host-names",
    ];

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task They_are_answered_by_a_page_that_says_so_and_by_no_error_in_the_log(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var log = KeptLines.Of(server);
        using var browser = await server.Given.Operator(await server.Given.Account("console"));
        var token = (await browser.Fill("/me")).Fields.Single(f => f.Key.StartsWith("__", StringComparison.Ordinal));

        foreach (var path in Pages)
        foreach (var (name, type, body) in Broken(token.Key, token.Value))
        {
            var page = await Post(browser, path, type, body);

            Assert.True(page.Status == HttpStatusCode.BadRequest, $"{path}, {name}: {page}");
            Assert.Equal("This form is no longer valid", page.Heading);
            Assert.StartsWith(
                "default-src 'none'",
                page.Headers.GetValues("Content-Security-Policy").Single(),
                StringComparison.Ordinal
            );
        }

        Assert.Empty(log.Warnings);
    }

    [Fact]
    public async Task One_that_is_too_long_is_said_to_be()
    {
        await using var server = await TestServer.Start();
        using var log = KeptLines.Of(server);
        using var browser = await server.Given.Operator(await server.Given.Account("console"));

        foreach (var path in Pages)
        {
            var page = await Post(browser, path, Plain, Encoding.ASCII.GetBytes("login=" + new string('x', 70_000)));

            Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "This is too long"), (page.Status, page.Heading));
        }

        Assert.Empty(log.Warnings);
    }

    [Fact]
    public async Task What_cannot_be_taken_apart_and_what_ends_in_the_middle_are_no_errors_either()
    {
        await using var server = await TestServer.Start();
        using var log = KeptLines.Of(server);

        var broken = await SendRaw(server, "Transfer-Encoding: chunked\r\n\r\nno number\r\n", isAll: false);
        var cut = await SendRaw(server, "Content-Length: 100\r\n\r\nlogin=a", isAll: true);
        await server.Browser().Get("/sign-in");

        Assert.StartsWith("HTTP/1.1 400 ", broken, StringComparison.Ordinal);
        Assert.Contains("This form is no longer valid", broken, StringComparison.Ordinal);
        Assert.Equal("", cut);
        Assert.Empty(log.Warnings);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_address_with_nul_in_its_query_is_refused_too(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        using var log = KeptLines.Of(server);
        using var browser = await server.Given.Operator(await server.Given.Account("console"));

        foreach (
            var path in new[]
            {
                "/sign-in?account=a%00b",
                "/sign-in?returnTo=%2F%00",
                "/freeze?token=%00",
                "/account/users?q=a%00b",
                "/account/audit?person=a%00b",
                "/me/security?%00=x",
                "/.sallyport/return?code=%00",
            }
        )
        {
            var page = await browser.Get(path);
            Assert.Equal((HttpStatusCode.BadRequest, "This did not work"), (page.Status, page.Heading));
        }

        Assert.Empty(log.Warnings);
    }

    // Odd and yet readable: what cannot be decoded is text, as browsers see it.
    [Theory]
    [InlineData("login=%zz&password=%e4%&token=%ff")]
    [InlineData("login=&&&=&=x&password=%")]
    [InlineData("login[a][b][c]=x&login=y&login=z&password=q")]
    public async Task One_that_can_be_read_is_answered_as_any_other(string body)
    {
        await using var server = await TestServer.Start();
        using var log = KeptLines.Of(server);
        using var browser = server.Browser();
        var token = (await browser.Fill("/sign-in")).Fields.Single(f => f.Key.StartsWith("__", StringComparison.Ordinal));

        var page = await Post(
            browser,
            "/sign-in",
            Plain,
            Encoding.ASCII.GetBytes($"{token.Key}={Uri.EscapeDataString(token.Value)}&{body}")
        );

        Assert.Equal((HttpStatusCode.OK, "Sign in"), (page.Status, page.Heading));
        Assert.NotEmpty(page.Errors);
        Assert.Empty(log.Warnings);
    }

    private static IEnumerable<(string Name, string Type, byte[] Body)> Broken(string tokenName, string token)
    {
        var before = $"{tokenName}={Uri.EscapeDataString(token)}&login=a&password=b";
        var part = Part(tokenName, token);
        yield return ("NUL in a name", Plain, Bytes(before + "&lo%00gin=x"));
        yield return ("NUL in a value", Plain, Bytes(before + "&host=x%00y"));
        yield return ("NUL as it is", Plain, Bytes(before + "&host=x\0y"));
        yield return ("many fields", Plain, Bytes(before + string.Concat(Enumerable.Repeat("&a=x", 1100))));
        yield return ("a long name", Plain, Bytes(before + "&" + new string('k', 3000) + "=x"));
        yield return ("UTF-7", Plain + "; charset=utf-7", Bytes(before));
        yield return ("NUL in a part", Parts, Bytes(part + Part("host", "x\0y") + "--abc--\r\n"));
        yield return ("NUL in a part's name", Parts, Bytes(part + Part("ho\0st", "x") + "--abc--\r\n"));
        yield return ("another boundary", "multipart/form-data; boundary=xyz", Bytes(part + "--abc--\r\n"));
        yield return ("no boundary", "multipart/form-data", Bytes(part + "--abc--\r\n"));
        yield return ("a long boundary", "multipart/form-data; boundary=" + new string('b', 200), Bytes(part));
        yield return ("no end", Parts, Bytes(part + "--abc\r\nContent-Disposition: form-data; name=\"host\"\r\n\r\nx"));
        yield return ("no header", Parts, Bytes(part + "--abc\r\nno colon here\r\n\r\nx\r\n--abc--\r\n"));
        yield return (
            "many headers",
            Parts,
            Bytes($"--abc\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 30))}\r\nx\r\n--abc--\r\n")
        );
        yield return ("no form", "application/json", Bytes("{\"login\":\"a\"}"));
        yield return ("no type", "x;;;=\"", Bytes(before));
    }

    private static string Part(string name, string value) =>
        $"--abc\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n";

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private static async Task<Page> Post(Browser browser, string path, string type, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await browser.Send(request);
    }

    // Whoever has sent all there is has gone away.
    private static async Task<string> SendRaw(TestServer server, string rest, bool isAll)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"POST /sign-in HTTP/1.1\r\nHost: {server.Address.Authority}\r\nContent-Type: {Plain}\r\n{rest}"
            )
        );
        if (isAll)
            client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            return await reader.ReadToEndAsync(patience.Token);
        }
        catch (IOException) when (isAll)
        {
            return "";
        }
    }
}
