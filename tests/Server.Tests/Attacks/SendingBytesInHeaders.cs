using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Bytes that are no UTF-8: a neighbouring application has set a cookie with one, or a client sends them on purpose.</summary>
[Keeps("DOOR-2")]
public sealed class SendingBytesInHeaders
{
    private static readonly string[] Odd = ["\u00ff", "caf\u00e9", "\u00c3\u0028", "\u00ed\u00a0\u0080", "\u00f0\u009f"];
    private static readonly string[] Headers =
    [
        "Cookie",
        "User-Agent",
        "Referer",
        "Accept-Language",
        "X-Whatever",
        "Origin",
        "Accept",
    ];

    [Fact]
    public async Task A_page_is_shown_whatever_stands_in_a_header_that_is_none_of_ours()
    {
        await using var server = await TestServer.Start();
        foreach (var header in Headers)
        foreach (var bytes in Odd)
        foreach (var path in new[] { "/sign-in", "/health/live" })
            Assert.Equal(
                (header, path, 200),
                (header, path, (await RawHttp.Get(server.Address.Port, "localhost", path, $"{header}: other={bytes}")).Status)
            );
    }

    [Fact]
    public async Task A_person_stays_signed_in_beside_such_a_cookie_and_a_proxy_is_answered()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both })).Administrator;
        using var browser = await server.Given.SignedIn(anna);
        var sid = browser.Cookies["sid"];
        var (_, key) = await ApiKeys.Keys.Of(server, anna);

        foreach (var bytes in Odd)
        {
            Assert.Equal(200, (await Ask(server, "/me", $"Cookie: other={bytes}; sid={sid}")).Status);
            Assert.Equal(
                200,
                (await Ask(server, "/auth/verify", $"Authorization: ApiKey {key}", $"Cookie: other={bytes}")).Status
            );
            Assert.Equal(200, (await Ask(server, "/api/v1/me", $"Authorization: ApiKey {key}", $"Cookie: other={bytes}")).Status);
        }
    }

    [Fact]
    public async Task Nothing_that_counts_is_read_out_of_them()
    {
        await using var server = await TestServer.Start();
        var anna = (await server.Given.Account("numbering", p => p with { ApiKeysBy = ApiKeysBy.Both })).Administrator;
        using var browser = await server.Given.SignedIn(anna);
        var sid = browser.Cookies["sid"];
        var (_, key) = await ApiKeys.Keys.Of(server, anna);

        foreach (var bytes in Odd)
        {
            Assert.Equal(302, (await Ask(server, "/me", $"Cookie: sid={sid}{bytes}")).Status);
            Assert.Equal(401, (await Ask(server, "/auth/verify", $"Authorization: ApiKey {key}{bytes}")).Status);
            Assert.Equal(401, (await Ask(server, "/api/v1/me", $"Authorization: ApiKey {key}{bytes}")).Status);
            Assert.Equal(
                403,
                (await Ask(server, "/auth/verify", $"Authorization: ApiKey {key}", $"X-Original-URI: /{bytes}")).Status
            );
        }
    }

    private static Task<RawAnswer> Ask(TestServer server, string path, params string[] lines) =>
        RawHttp.Get(server.Address.Port, server.Address.Authority, path, lines);
}
