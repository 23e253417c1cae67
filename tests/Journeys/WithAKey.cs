using Microsoft.Playwright;
using Sallyport.Journeys.Running;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Journeys;

/// <summary>Signing in with a security key or a passkey, in a real browser with a key of its own.</summary>
[Keeps("KEY-5")]
public sealed class WithAKey(Chrome chrome)
{
    // A list of passkeys that answers by itself would be quicker than any button.
    private const string NoList = "PublicKeyCredential.isConditionalMediationAvailable = async () => false";

    [Theory]
    [InlineData("ctap2", true)]
    [InlineData("ctap2", false)]
    [InlineData("u2f", false)]
    [Keeps("SIGN-2"), Keeps("KEY-1")]
    public async Task Touches_it_after_the_password(string protocol, bool verifies)
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await VirtualKey.PlugInto(page, isOld: protocol == "u2f", verifiesUser: verifies);
        await Register(page, portal);

        await page.SignIn("ada@acme.test", Steps.Password);
        await page.IsAt("/sign-in/second-factor");
        await page.Take("second-factor-key");
        await page.Press("Use security key");

        await page.IsAt("/me");
    }

    [Fact]
    public async Task Signs_in_without_a_name_by_the_button()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.AddInitScriptAsync(NoList);
        await VirtualKey.PlugInto(page, verifiesUser: true, isPasskey: true, isBuiltIn: true);
        await Register(page, portal);

        await page.GotoAsync("/sign-in");
        await page.Take("sign-in-passkey");
        await page.Press("Sign in with a passkey");

        await page.IsAt("/me");
    }

    [Fact]
    public async Task Takes_it_from_the_browser_s_list_in_the_field_for_the_name()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await VirtualKey.PlugInto(page, verifiesUser: true, isPasskey: true, isBuiltIn: true);
        await Register(page, portal);

        await page.GotoAsync("/sign-in");

        await page.IsAt("/me");
    }

    [Fact]
    [Keeps("KEY-3")]
    public async Task Is_told_in_plain_words_when_it_did_not_work_and_tries_again()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.AddInitScriptAsync(NoList);
        var key = await VirtualKey.PlugInto(page, verifiesUser: true, isPasskey: true, isBuiltIn: true);
        await Register(page, portal);

        await page.GotoAsync("/sign-in");
        await key.Verifies(false);
        await page.Press("Sign in with a passkey");
        await Expect(page.Locator("[data-key-message]")).ToContainTextAsync("You can try again");
        await page.Take("passkey-cancelled");
        await key.Verifies(true);
        await page.Press("Sign in with a passkey");

        await page.IsAt("/me");
    }

    [Fact]
    [Keeps("SIGN-10")]
    public async Task Trusts_the_browser_and_is_asked_for_the_password_alone()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.AddInitScriptAsync(NoList);
        await VirtualKey.PlugInto(page, verifiesUser: true);
        await Register(page, portal);
        await portal.Run("", "policy", "set", "--account", "acme", "trustedBrowserDays=30");

        await page.SignIn("ada@acme.test", Steps.Password);
        await page.Locator("[name=trust]").First.CheckAsync();
        await page.Take("second-factor-trust");
        await page.Press("Use security key");
        await page.IsAt("/me");
        await page.GotoAsync("/me/sessions");
        await page.Take("sessions-trusted");
        await page.SignOut();
        await page.IsAt("/sign-in");
        await page.SignIn("ada@acme.test", Steps.Password);

        await page.IsAt("/me");
    }

    // A new account whose administrator has registered the key that is plugged in, saved the codes and signed out.
    private static async Task Register(IPage page, Portal portal)
    {
        await page.SetUp(portal);
        await page.IsAt("/enrol");
        await page.GotoAsync("/me/security/security-keys");
        await page.Press("Register security key");
        await page.Locator(".codes code").First.WaitForAsync();
        await page.Locator("[name=saved]").CheckAsync();
        await page.Press("Next");
        await page.IsAt("/me/security");
        await page.SignOut();
        await page.IsAt("/sign-in");
    }
}
