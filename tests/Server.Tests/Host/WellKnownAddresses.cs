using System.Globalization;
using System.Net;
using System.Text.Json;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Host;

/// <summary>What password managers and finders of weaknesses look for.</summary>
[Keeps("SIGN-15"), Keeps("KEY-4")]
public sealed class WellKnownAddresses
{
    [Fact]
    public async Task They_lead_to_the_page_on_which_the_password_is_changed()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();

        Assert.Equal("/me/security/password", (await browser.Get("/.well-known/change-password")).Location);
    }

    [Fact]
    public async Task They_say_where_passkeys_are_added_and_managed_at_each_host_of_ours_alone()
    {
        await using var server = await TestServer.Start(settings: s => s with { PublicUrl = new Uri("http://portal.test:8080") });
        var company = await server.Given.Account("strict");
        await server.Write(tx => tx.Accounts.AddHost(company.Account.Id, "login.acme.test"));

        Assert.Equal("http://portal.test:8080/me/security/security-keys", await Endpoint(server, "portal.test:8080"));
        Assert.Equal("http://login.acme.test:8080/me/security/security-keys", await Endpoint(server, "login.acme.test:8080"));
        Assert.Null(await Endpoint(server, "evil.test"));
    }

    [Fact]
    public async Task They_name_whom_to_write_to_about_a_weakness_where_the_operator_says_so()
    {
        await using var silent = await TestServer.Start();
        using var nobody = silent.Browser();
        Assert.Equal(HttpStatusCode.NotFound, (await nobody.Get("/.well-known/security.txt")).Status);

        await using var server = await TestServer.Start(settings: s =>
            s with
            {
                SecurityContact = new Uri("mailto:security@acme.test"),
            }
        );
        using var browser = server.Browser();
        var page = await browser.Get("/.well-known/security.txt");

        Assert.Equal("text/plain", page.ContentType);
        var lines = page
            .Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(l => l.Split(": ")[0], l => l.Split(": ")[1]);
        Assert.Equal("mailto:security@acme.test", lines["Contact"]);
        Assert.Equal(new Uri(server.Settings.PublicUrl, "/.well-known/security.txt").ToString(), lines["Canonical"]);
        Assert.InRange(
            DateTimeOffset.Parse(lines["Expires"], CultureInfo.InvariantCulture) - server.Clock.Now,
            TimeSpan.FromDays(100),
            TimeSpan.FromDays(365)
        );
    }

    [Theory]
    [InlineData("security@acme.test", "mailto:security@acme.test")]
    [InlineData("mailto:security@acme.test", "mailto:security@acme.test")]
    [InlineData("https://acme.test/security", "https://acme.test/security")]
    public void A_contact_is_a_mail_address_or_a_page(string text, string contact) =>
        Assert.Equal(contact, Read("SALLYPORT_SECURITY_CONTACT", text).SecurityContact!.AbsoluteUri);

    [Theory]
    [InlineData("nobody")]
    [InlineData("http://acme.test/")]
    [InlineData("javascript:alert(1)")]
    public void Anything_else_stops_the_start(string text) =>
        Assert.Throws<StartRefusedException>(() => Read("SALLYPORT_SECURITY_CONTACT", text));

    [Theory]
    [InlineData("https://login.acme.test/portal")]
    [InlineData("https://login.acme.test/?x=1")]
    [InlineData("https://login.acme.test/#x")]
    [InlineData("https://ben@login.acme.test")]
    [InlineData("https://ben:sesame@login.acme.test")]
    public void A_public_address_of_more_than_a_host_stops_the_start_and_is_not_repeated(string text)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Read("SALLYPORT_PUBLIC_URL", text));

        Assert.Contains("SALLYPORT_PUBLIC_URL", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", refused.Message, StringComparison.Ordinal);
    }

    private static Settings Read(string setting, string text) => Settings.Read(name => name == setting ? text : null);

    private static async Task<string?> Endpoint(TestServer server, string host)
    {
        using var browser = server.Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/.well-known/passkey-endpoints");
        request.Headers.Host = host;
        var answer = await browser.Send(request);
        if (answer.Status == HttpStatusCode.NotFound)
            return null;
        var json = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(json.GetProperty("enroll").GetString(), json.GetProperty("manage").GetString());
        return json.GetProperty("enroll").GetString();
    }
}
