using System.Security.Cryptography;
using System.Text;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

[Keeps("DOOR-2")]
public sealed class TheEndOfASignIn
{
    [Fact]
    public async Task What_says_that_it_ran_out_brings_its_own_style_and_lets_no_other_in()
    {
        await using var server = await TestServer.Start();
        using var at = new AtApplication(server, "wiki.localhost");

        var page = await at.App.Get("/.sallyport/return?code=spent");

        var style = Assert.Single(page.TextsOf("style"));
        var digest = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Equal(
            $"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy"))
        );
    }
}
