using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>A thief who has the password, and a browser's cookie: from before, of somebody else, or from after its end.</summary>
[Keeps("SIGN-10")]
public sealed class ComingByATrustedBrowser
{
    private const string SecondStep = "/sign-in/second-factor";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_copy_of_the_cookie_from_before_it_was_trusted_opens_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await TrustingABrowser.Ben(server, days: 30);
        using var browser = await server.Given.SignedIn(ben);
        await browser.Submit("/sign-out");
        using var thief = browser.Twin();
        await browser.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password));
        await browser.Submit(("code", server.Given.Code(ben)), ("trust", "true"));

        Assert.Equal(SecondStep, await TrustingABrowser.WhereThePasswordLeads(thief, ben));
    }

    [Fact]
    public async Task A_copy_from_after_the_user_stopped_trusting_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var ben = await TrustingABrowser.Ben(server, days: 30);
        using var browser = await TrustingABrowser.Trusting(server, ben);
        using var thief = browser.Twin();
        await browser.Get("/me/sessions");
        await browser.Submit(("browser", browser.Page.Field("browser")));
        thief.Cookies["sid"] = null;

        Assert.Equal(SecondStep, await TrustingABrowser.WhereThePasswordLeads(thief, ben));
    }

    [Fact]
    public async Task Another_user_s_trust_opens_nothing_and_cannot_be_ended()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", p => p with { TrustedBrowserDays = 30, Recovery = RecoveryKind.None });
        var (ben, eve) = (await server.Given.Enrolled(company), await server.Given.Enrolled(company));
        using var evesOwn = await TrustingABrowser.Trusting(server, eve);
        var id = (await evesOwn.Get("/me/sessions")).Field("browser");
        using var bensOwn = await TrustingABrowser.Trusting(server, ben);

        await bensOwn.Get("/me/sessions");
        await bensOwn.Submit(("browser", id));
        await evesOwn.Submit("/sign-out");

        Assert.Equal(SecondStep, await TrustingABrowser.WhereThePasswordLeads(evesOwn, ben));
        Assert.Equal("/me", await TrustingABrowser.WhereThePasswordLeads(evesOwn, eve));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Trust_that_is_granted_while_it_is_revoked_does_not_outlive_the_revocation(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("strict", p => p with { TrustedBrowserDays = 30, Recovery = RecoveryKind.None });
        var ben = await server.Given.Enrolled(company);
        using var browser = server.Browser();
        await browser.Enter("/sign-in", ("login", ben.User.Email), ("password", ben.Password));
        var form = browser.Page.Form(("code", server.Given.Code(ben)), ("trust", "true"));

        await Task.WhenAll(
            browser.Send(form),
            server.Get<RemoveMfa>().RemoveByOperator(Caller.OfCommandLine("t"), ben.User.Id, "lost", CancellationToken.None)
        );

        // Whichever came first: with trust there is no factor left to skip, or the sign-in found none.
        Assert.Empty(await server.Read(tx => tx.KnownBrowsers.Trusted(ben.User.Id, tx.Now)));
    }
}
