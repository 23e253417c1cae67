using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>A form with the right token, which the browser says stood on another site.</summary>
[Keeps("SIGN-11")]
public sealed class SendingFormsFromElsewhere
{
    [Theory]
    [InlineData(true, "own", null)]
    [InlineData(true, "own", "same-origin")]
    [InlineData(true, "own", "cross-site")]
    [InlineData(true, "OWN", null)]
    [InlineData(true, null, null)]
    [InlineData(true, null, "same-origin")]
    [InlineData(true, "null", null)]
    [InlineData(true, "null", "same-origin")]
    [InlineData(false, "null", "cross-site")]
    [InlineData(false, "null", "same-site")]
    [InlineData(false, "null", "none")]
    [InlineData(false, null, "cross-site")]
    [InlineData(false, null, "same-site")]
    [InlineData(false, null, "Same-Origin")]
    [InlineData(false, "https://evil.test", null)]
    [InlineData(false, "https://evil.test", "same-origin")]
    [InlineData(false, "http://127.0.0.1", "same-origin")]
    [InlineData(false, "https://own", null)]
    [InlineData(false, "own, own", null)]
    [InlineData(false, "own.", null)]
    public async Task It_passes_where_the_browser_calls_it_our_own_and_nowhere_else(bool passes, string? origin, string? site)
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn((await server.Given.Account("numbering")).Administrator);
        var request = (await browser.Fill("/me/security/password", ("password", "x"))).Request();
        var own = server.Address.GetLeftPart(UriPartial.Authority);
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", Written(origin, own));
        if (site is not null)
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);

        var answer = await browser.Send(request);

        Assert.Equal(
            (!passes, !passes),
            (answer.Status == HttpStatusCode.BadRequest, answer.Heading == "This form is no longer valid")
        );
    }

    private static string Written(string origin, string own) =>
        origin switch
        {
            "OWN" => own.ToUpperInvariant(),
            "https://own" => own.Replace("http:", "https:", StringComparison.Ordinal),
            _ => origin.Replace("own", own, StringComparison.Ordinal),
        };

    /// <summary>Every page that takes a form, public ones too: nobody is signed in, or out, by another site.</summary>
    [Fact]
    public async Task No_page_takes_a_form_of_another_site()
    {
        await using var server = await TestServer.Start();
        using var browser = await server.Given.SignedIn((await server.Given.Account("numbering")).Administrator);
        var token = (await browser.Fill("/me")).Fields.Single(f => f.Key.StartsWith("__", StringComparison.Ordinal));

        foreach (var door in Routes.EveryRoute.Of(server).Where(door => door is { Method: "POST", IsRest: false, HasIds: false }))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, door.Pattern);
            request.Content = new FormUrlEncodedContent([token]);
            request.Headers.Add("Origin", "https://evil.test");
            var answer = await browser.Send(request);

            if (!door.Pattern.StartsWith("/auth/verify", StringComparison.Ordinal) && door.Pattern != "/exposed-keys")
                Assert.True(
                    answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotFound,
                    $"{door}: {answer}"
                );
        }
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
    }

    [Fact]
    public async Task The_page_of_a_one_time_link_sends_its_address_nowhere_and_every_other_page_says_where_its_forms_stood()
    {
        await using var server = await TestServer.Start();
        using var browser = server.Browser();

        foreach (var path in new[] { "/sign-in/forgotten?token=abc", "/freeze?token=abc", "/setup?token=abc" })
            Assert.Equal((path, "no-referrer"), (path, Policy(await browser.Get(path))));
        foreach (var path in new[] { "/sign-in", "/sign-in/forgotten", "/nowhere" })
            Assert.Equal((path, "same-origin"), (path, Policy(await browser.Get(path))));
    }

    private static string Policy(Page page) => page.Headers.GetValues("Referrer-Policy").Single();
}
