using Sallyport.Core.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.Accounts;

[Keeps("SIGN-8")]
public sealed class ApplicationAddresses
{
    private static readonly Application Wiki = new()
    {
        Id = "wiki",
        AccountId = "acme",
        Host = "wiki.acme.test",
        CreatedAt = DateTimeOffset.UnixEpoch,
    };

    [Theory]
    [InlineData("wiki.acme.test", "wiki.acme.test")]
    [InlineData(" Wiki.ACME.test. ", "wiki.acme.test")]
    [InlineData("wiki.acme.test:8443", "wiki.acme.test:8443")]
    [InlineData("bücher.test", "xn--bcher-kva.test")]
    [InlineData("localhost:8080", "localhost:8080")]
    [InlineData("127.0.0.1:8080", "127.0.0.1:8080")]
    public void A_host_is_read_as_a_person_types_it(string typed, string host) =>
        Assert.Equal(host, ApplicationHost.Typed(typed)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("192.0.2.7")]
    [InlineData("127.1")]
    [InlineData("https://wiki.acme.test")]
    [InlineData("wiki.acme.test/")]
    [InlineData("wiki.acme.test:")]
    [InlineData("wiki.acme.test:0")]
    [InlineData("wiki.acme.test:65536")]
    [InlineData("wiki.acme.test:80:80")]
    [InlineData("*.acme.test")]
    [InlineData("a@wiki.acme.test")]
    [InlineData("wiki..acme.test")]
    public void What_is_no_host_is_refused(string typed) => Assert.Null(ApplicationHost.Typed(typed));

    [Theory]
    [InlineData("wiki.acme.test.")]
    [InlineData(" wiki.acme.test")]
    [InlineData("wiki.acme.test:08443")]
    [InlineData("ＷＩＫＩ.acme.test")]
    [InlineData("wiki。acme.test")]
    public void In_a_request_there_is_one_way_to_write_a_host(string text) => Assert.Null(ApplicationHost.Exact(text));

    [Theory]
    [InlineData("https://wiki.acme.test", "https://wiki.acme.test/")]
    [InlineData("https://wiki.acme.test/a/b?c=/d&e=%2F", "https://wiki.acme.test/a/b?c=/d&e=%2F")]
    [InlineData("https://wiki.acme.test:8443/", "https://wiki.acme.test:8443/")]
    public void An_address_of_an_application_is_taken(string typed, string read)
    {
        var address = ApplicationAddress.Read(typed)!;

        Assert.Equal((read, true), (address.ToString(), Wiki.Admits(address, allowsPlainHttp: false)));
    }

    public static TheoryData<string> Elsewhere =>
        [
            "http://wiki.acme.test/",
            "https://evil.test/",
            "https://wiki.acme.test.evil.test/",
            "https://evil.test/wiki.acme.test",
            "https://wiki.acme.test@evil.test/",
            "https://evil.test@wiki.acme.test/",
            "https://wiki.acme.test:pw@evil.test/",
            "https://wiki.acme.test\\@evil.test/",
            "https://evil.test\\.wiki.acme.test/",
            "https://evil.test#@wiki.acme.test/",
            "https://evil.test?@wiki.acme.test/",
            "https://wiki.acme.test#evil",
            "https:///wiki.acme.test/",
            "https:/wiki.acme.test/",
            "https:wiki.acme.test",
            "https:\\\\wiki.acme.test/",
            "//wiki.acme.test/",
            "HTTPS://wiki.acme.test/",
            "https://WIKI.acme.test/",
            " https://wiki.acme.test/",
            "https://wiki.acme.test/\n",
            "https://wiki.acme.test/\t",
            "ht\ttps://wiki.acme.test/",
            "https://wiki.acme.test /",
            "https://wiki.acme.test./",
            "https://wiki%2eacme.test/",
            "https://wiki.acme.test%2f.evil.test/",
            "https://wiki。acme.test/",
            "https://xn--wiki.acme.test/",
            "https://sub.wiki.acme.test/",
            "https://acme.test/",
            "https://wiki.acme.test:/",
            "https://wiki.acme.test:443:443/",
            "https://wiki.acme.test:99999/",
            "https://[::1]/",
            "https://0x7f.1/",
            "https://2130706433/",
            "javascript://wiki.acme.test/%0aalert(1)",
            "ftp://wiki.acme.test/",
            "data:text/html,x",
            "blob:https://wiki.acme.test/x",
            "https://wiki.acme.test/ö",
            "https://wiki.acme.test/a b",
            "https://wiki.acme.test/\\evil.test",
            "https://wiki.acme.test\u2028/",
            "",
        ];

    [Theory, MemberData(nameof(Elsewhere))]
    public void Everything_else_is_not(string typed) =>
        Assert.False(ApplicationAddress.Read(typed) is { } address && Wiki.Admits(address, allowsPlainHttp: false));

    [Fact]
    public void A_port_that_was_named_is_the_only_one()
    {
        var wiki = Wiki with { Port = 8443 };

        Assert.True(wiki.Admits(ApplicationAddress.Read("https://wiki.acme.test:8443/")!, allowsPlainHttp: false));
        Assert.False(wiki.Admits(ApplicationAddress.Read("https://wiki.acme.test/")!, allowsPlainHttp: false));
    }

    [Fact]
    public void Plain_http_is_for_this_machine_and_for_installations_without_encryption()
    {
        var local = Wiki with { Host = "app.localhost" };

        Assert.True(local.Admits(ApplicationAddress.Read("http://app.localhost:8080/")!, allowsPlainHttp: false));
        Assert.True(Wiki.Admits(ApplicationAddress.Read("http://wiki.acme.test/")!, allowsPlainHttp: true));
    }
}
