using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AuthenticatorApps;

/// <summary>The same code from fifty requests at once, in one session and in two.</summary>
public sealed class ConfirmingAtOnce
{
    private const int Requests = 50;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-4"), Keeps("ALWAYS-2")]
    public async Task Fifty_confirmations_make_one_app_and_one_set_of_codes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account();
        var browser = await server.WithPassword(company.Administrator);
        var page = await browser.Get(Enrolling.AppPage);
        var form = page.Form(("code", server.Given.Code(page.Key())));

        var answers = await Task.WhenAll(Enumerable.Range(0, Requests).Select(_ => browser.Twin().Send(form)));

        Assert.DoesNotContain(answers, answer => answer.Status >= HttpStatusCode.InternalServerError);
        Assert.Single(answers, answer => answer.Codes().Count == 10);
        Assert.Single(await server.AppsOf(company.Administrator));
        Assert.Equal(10, (await server.SetsOf(company.Administrator)).Single().Left);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("APP-2")]
    public async Task Of_two_sessions_with_keys_of_their_own_the_later_one_wins(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var first = await server.WithPassword(company.Administrator);
        var second = await server.WithPassword(company.Administrator);
        var earlier = await first.Get(Enrolling.AppPage);
        var later = await second.Get(Enrolling.AppPage);

        var answers = await Task.WhenAll(
            first.Submit(("code", server.Given.Code(earlier.Key()))),
            second.Submit(("code", server.Given.Code(later.Key())))
        );

        Assert.NotEqual(earlier.KeyText(), later.KeyText());
        Assert.StartsWith("/me/security?done=added", answers[1].Location, StringComparison.Ordinal);
        Assert.Single(await server.AppsOf(company.Administrator));
    }
}
