using System.Text;
using Sallyport.Core.ForwardAuth;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.ForwardAuth;

[Keeps("DOOR-2")]
public sealed class OriginalRequests
{
    [Theory]
    [InlineData("X-Original-URI", "/a/b?c=d")]
    [InlineData("X-Forwarded-Uri", "/a/b?c=d")]
    [InlineData("X-Original-URL", "https://app.test/a/b?c=d")]
    public void Path_and_query_are_found_wherever_the_proxy_says_them(string header, string value) =>
        Assert.Equal("/a/b?c=d", Read((header, value))?.Target);

    [Fact]
    public void Method_scheme_and_host_are_what_the_proxy_says()
    {
        var read = Read(
            ("X-Forwarded-Method", "post"),
            ("X-Forwarded-Proto", "https"),
            ("X-Forwarded-Host", "App.test:8443"),
            ("X-Original-URI", "/")
        );

        Assert.Equal(("POST", true, "app.test:8443"), (read!.Method, read.IsHttps, read.Host?.ToString()));
    }

    [Fact]
    public void Without_a_word_of_the_host_it_is_the_call_s() => Assert.Equal("called.test", Read()?.Host?.ToString());

    /// <summary>An application's host in a spelling that is not its own would be nobody's, and everybody's programs pass there.</summary>
    [Theory]
    [InlineData("app.test.")]
    [InlineData("app.test:0443")]
    [InlineData("app.test:99999")]
    public void The_call_s_own_host_has_one_spelling_too(string host) => Assert.Null(OriginalRequest.Read(default, host));

    [Theory]
    [InlineData("10.0.0.7:8080")]
    [InlineData("[2001:db8::7]")]
    [InlineData("back_end:8080")]
    public void A_host_at_which_no_application_can_be_is_read_and_is_none(string host)
    {
        var read = Read(("X-Forwarded-Host", host));

        Assert.NotNull(read);
        Assert.Null(read.Host);
    }

    [Theory]
    [InlineData("X-Original-URI", "a/b")]
    [InlineData("X-Original-URI", "*")]
    [InlineData("X-Original-URI", "http://app.test/a")]
    [InlineData("X-Original-URL", "/a")]
    [InlineData("X-Original-URL", "ftp://app.test/a")]
    [InlineData("X-Original-URL", "https://u@app.test/a")]
    [InlineData("X-Forwarded-Proto", "gopher")]
    [InlineData("X-Forwarded-Proto", "https,http")]
    [InlineData("X-Forwarded-Host", "app.test, evil.test")]
    [InlineData("X-Forwarded-Host", "app.test.")]
    [InlineData("X-Forwarded-Host", "app.test/evil")]
    [InlineData("X-Forwarded-Host", "u@app.test")]
    [InlineData("X-Forwarded-Host", "app.test:port")]
    [InlineData("X-Forwarded-Host", "app.test:0")]
    [InlineData("X-Forwarded-Host", "app.test:0443")]
    [InlineData("X-Forwarded-Host", "app.test:99999")]
    [InlineData("X-Forwarded-Method", "GET /")]
    public void What_cannot_be_read_is_nothing(string header, string value) => Assert.Null(Read((header, value)));

    [Fact]
    public void What_is_said_twice_or_in_two_ways_is_nothing()
    {
        Assert.Null(Read(("X-Original-URI", "/a"), ("X-Original-URI", "/a")));
        Assert.Null(Read(("X-Original-URI", "/a"), ("X-Forwarded-Uri", "/b")));
        Assert.Null(Read(("X-Original-URI", "/a"), ("X-Original-URL", "https://app.test/b")));
        Assert.Null(Read(("X-Forwarded-Host", "app.test"), ("X-Original-URL", "https://other.test/")));
        Assert.Null(Read(("X-Forwarded-Proto", "http"), ("X-Original-URL", "https://app.test/")));
        Assert.Null(Read("/below", ("X-Original-URI", "/a")));
        Assert.NotNull(Read("/a", ("X-Original-URI", "/a"), ("X-Forwarded-Uri", "/a")));
    }

    public static TheoryData<string> Plain =>
        [
            "/",
            "/a",
            "/a/",
            "/A/b.html",
            "/.well-known/x",
            "/a%20b",
            "/caf%C3%A9",
            "/a?x=//..;%00#".TrimEnd('#'),
            "/a:b@c,d+e=f",
            "/Stra%C3%A7e/%D0%B6",
        ];

    [Theory, MemberData(nameof(Plain))]
    public void A_plain_path_is_read_by_everybody_alike(string target) => Assert.True(OriginalTarget.IsPlain(target));

    /// <summary>Ways to write a path that one program reads as another path than the next.</summary>
    public static TheoryData<string> Ambiguous =>
        [
            "",
            "admin",
            "//admin",
            "/a//admin",
            "/./admin",
            "/a/../admin",
            "/a/..",
            "/a/.",
            "/..",
            "/...",
            "/admin.",
            "/admin./x",
            "/admin;x",
            "/admin;/x",
            "/a;/../admin",
            "/%2e%2e/admin",
            "/.%2e/admin",
            "/%2E/admin",
            "/a%2fadmin",
            "/a%2Fadmin",
            "/a%5cadmin",
            "/a\\admin",
            "/a/..\\admin",
            "/%61dmin",
            "/adm%69n",
            "/admin%00",
            "/admin%0a",
            "/admin%0d%0aX: y",
            "/admin%09",
            "/admin%7f",
            "/admin%20",
            "/%20admin",
            "/admin%3bx",
            "/%252e%252e/admin",
            "/%25%32%65/admin",
            "/admin%",
            "/admin%2",
            "/admin%zz",
            "/%u002e/admin",
            "/%c0%ae%c0%ae/admin",
            "/%c0%afadmin",
            "/%e0%80%af/admin",
            "/%ef%bc%8fadmin",
            "/%ef%bd%81dmin",
            "/%ef%bc%8e%ef%bc%8e/admin",
            "/%e2%84%aaeys",
            "/%c5%bfecret",
            "/%e2%80%a6/admin",
            "/%ff/admin",
            "/%EF%BF%BE",
            "/a%EF%B7%90b",
            "/adm%C4%B1n",
            "/adm%C4%B0n",
            "/%EF%AC%81les",
            "/pa%C3%9Fword",
            "/pa%E1%BA%9Eword",
            "/admi%C5%89",
            "/%E1%BA%9Aadmin",
            "/ad%E2%84%A2in",
            "/%C2%BD/admin",
            "/admin#x",
            "/admin x",
            "/admin\t",
            "/ädmin",
            "/admin%2d",
            "/admin%7e",
        ];

    [Theory, MemberData(nameof(Ambiguous))]
    public void A_path_that_could_be_another_is_not(string target) => Assert.False(OriginalTarget.IsPlain(target));

    /// <summary>Every letter beyond ASCII that some program folds to a plain one: by either case, or by the compatibility form of either.</summary>
    [Fact]
    public void No_letter_that_folds_to_a_plain_one_passes()
    {
        var folding = Enumerable
            .Range(0x80, 0x2FA20 - 0x80)
            .Where(value => Rune.IsValid(value) && (value & 0xFFFE) != 0xFFFE && value is not (>= 0xFDD0 and <= 0xFDEF))
            .Select(value => new Rune(value).ToString())
            .Where(text =>
                new[] { text, text.ToUpperInvariant(), text.ToLowerInvariant() }
                    .SelectMany(one => new[] { one, one.Normalize(NormalizationForm.FormKC) })
                    .Any(one => one.Any(char.IsAsciiLetterOrDigit))
            )
            .ToList();

        Assert.InRange(folding.Count, 500, 5000);
        Assert.DoesNotContain(folding, text => OriginalTarget.IsPlain("/x" + Uri.EscapeDataString(text) + "x"));
    }

    [Fact]
    public void A_call_that_came_by_another_host_than_it_speaks_of_says_so()
    {
        Assert.Null(Read(("X-Forwarded-Host", "Called.test:443"))!.CalledName);
        Assert.Null(Read()!.CalledName);
        Assert.Equal("called.test", Read(("X-Forwarded-Host", "app.test"))!.CalledName);
        Assert.Equal("called.test", Read(("X-Forwarded-Host", "10.0.0.7"))!.CalledName);
        Assert.Equal("called.test", Read(("X-Original-URL", "https://app.test/"))!.CalledName);
    }

    private static OriginalRequest? Read(params (string Name, string Value)[] headers) => Read(null, headers);

    private static OriginalRequest? Read(string? appended, params (string Name, string Value)[] headers) =>
        OriginalRequest.Read(Told(headers), "called.test", appended);

    private static ToldRequest Told((string Name, string Value)[] headers)
    {
        string? One(string name) => headers.FirstOrDefault(header => header.Name == name).Value;
        return new ToldRequest
        {
            Uri = One(ToldRequest.UriHeader),
            Url = One(ToldRequest.UrlHeader),
            ForwardedUri = One(ToldRequest.ForwardedUriHeader),
            ForwardedHost = One(ToldRequest.ForwardedHostHeader),
            ForwardedProto = One(ToldRequest.ForwardedProtoHeader),
            ForwardedMethod = One(ToldRequest.ForwardedMethodHeader),
            IsRepeated = headers.DistinctBy(header => header.Name).Count() < headers.Length,
        };
    }
}
