using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Routes;

/// <summary>Whoever asks for what is not there hears so, signed in or not.</summary>
[Keeps("ALWAYS-4")]
public sealed class AddressesThatAreNone
{
    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("POST", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/account/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/me.php", HttpStatusCode.NotFound)]
    [InlineData("GET", "/.sallyport/nowhere", HttpStatusCode.NotFound)]
    [InlineData("GET", "/exposed-keys", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/health/live", HttpStatusCode.MethodNotAllowed)]
    public async Task Nobody_is_led_to_sign_in_for_them(string method, string path, HttpStatusCode status)
    {
        await using var server = await TestServer.Start();
        using var stranger = server.Browser();
        using var person = await server.Given.SignedIn((await server.Given.Account("console")).Administrator);

        foreach (var browser in new[] { stranger, person })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            var answer = await browser.Send(request);

            Assert.Equal((status, null), (answer.Status, answer.Location));
            Assert.Equal(status == HttpStatusCode.NotFound ? "Page not found" : "This did not work", answer.Heading);
        }
    }
}
