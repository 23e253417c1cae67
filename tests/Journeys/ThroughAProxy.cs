using Sallyport.Journeys.Running;
using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Journeys;

/// <summary>Somebody opens an application behind a proxy that asks Sallyport. A browser holds forms and cookies to rules that no other client knows.</summary>
public sealed class ThroughAProxy(Chrome chrome)
{
    [Fact]
    [Keeps("DOOR-2"), Keeps("SIGN-8")]
    public async Task Is_sent_to_sign_in_with_a_second_factor_comes_back_and_is_out_after_signing_out()
    {
        await using var portal = await Portal.Start();
        var setUp = await chrome.NewPage(portal);
        await setUp.SetUp(portal);
        var (phone, _) = await setUp.Enrol();
        await portal.Run("", "application", "add", "--account", "acme", "--host", "app.localhost");
        await using var backend = new Backend();
        await using var proxy = await RunningProxy.Start(RunningProxy.Nginx, portal.Address.Port, backend.Port);
        var wiki = $"http://app.localhost:{proxy.Port}/pages/1?q=a%20b";
        var page = await chrome.NewPage(portal);

        await page.GotoAsync(wiki);
        await page.IsAt("/sign-in");
        await page.Fill("login", "ada@acme.test");
        await page.Fill("password", Steps.Password);
        await page.Press("Sign in");
        await page.IsAt("/sign-in/second-factor");
        await page.Fill("code", await phone.CodeOfNextStep());
        await page.Press("Continue");

        await page.WaitForURLAsync(wiki);
        await Expect(page.Locator("body")).ToContainTextAsync("Remote-User: ada");
        await Expect(page.Locator("body")).Not.ToContainTextAsync("fwd");
        await page.GotoAsync(portal.Address + "me");
        await page.SignOut();
        await page.IsAt("/sign-in");
        await page.GotoAsync(wiki);
        await page.IsAt("/sign-in");
    }
}
