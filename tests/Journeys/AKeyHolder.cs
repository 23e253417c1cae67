using Microsoft.Playwright;
using Sallyport.Journeys.Running;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Journeys;

/// <summary>Security keys in a real browser, from the reason to enrol to the last one that cannot be removed.</summary>
public sealed class AKeyHolder(Chrome chrome)
{
    private const string KeysPage = "/me/security/security-keys";

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, true, true)]
    [InlineData(true, false, false)]
    [Keeps("KEY-1"), Keeps("MUST-2"), Keeps("RECOV-2")]
    public async Task Enrols_with_a_key_of_any_kind_and_saves_the_codes(bool isOld, bool verifiesUser, bool isPasskey)
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await VirtualKey.PlugInto(page, isOld, verifiesUser, isPasskey);

        await page.SetUp(portal);
        await page.IsAt("/enrol");
        await page.Take("enrol-key");
        await page.Follow("Setup security key");
        await page.Take("register-key");
        await page.Register("Blue key");

        await Expect(page.Locator(".codes code")).ToHaveCountAsync(10);
        await page.Take("register-key-codes");
        await page.Locator("[name=saved]").CheckAsync();
        await page.Press("Next");
        await page.IsAt("/me/security");
        await Expect(page.GetByText("Your security key is active.")).ToBeVisibleAsync();
        await page.Take("security-with-key");
        await page.GotoAsync(KeysPage);
        await Expect(page.GetByText("Passkey", new PageGetByTextOptions { Exact = true })).ToHaveCountAsync(isPasskey ? 1 : 0);
    }

    [Fact]
    [Keeps("KEY-3"), Keeps("KEY-4"), Keeps("MUST-9")]
    public async Task Tries_again_registers_a_second_key_and_keeps_the_last_one()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.SetUp(portal);
        await portal.Run("", "policy", "set", "--account", "acme", "userVerification=required");
        var first = await VirtualKey.PlugInto(page, verifiesUser: true);

        await first.Verifies(false);
        await page.GotoAsync(KeysPage);
        await page.Register("Blue");
        await Expect(page.Locator("[data-key-message]")).ToContainTextAsync("cancelled");
        await page.Take("register-key-cancelled");
        await first.Verifies(true);
        await page.Register("Blue");
        await Expect(page.Locator(".codes code")).ToHaveCountAsync(10);

        await page.GotoAsync(KeysPage);
        await page.Register("Blue again");
        await Expect(page.Locator("[data-key-message]")).ToContainTextAsync("registered already");
        await first.Unplug();
        await VirtualKey.PlugInto(page, verifiesUser: true);
        await page.Register("Green");
        await page.IsAt("/me/security");

        await Remove(page, "Blue");
        await page.IsAt("/me/security");
        await Expect(page.GetByText("The security key was deleted.")).ToBeVisibleAsync();
        await Remove(page, "Green");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Acme requires");
        await page.Take("remove-last-key");
    }

    [Fact]
    [Keeps("KEY-3")]
    public async Task Is_told_when_nothing_was_touched_and_tries_again()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.SetUp(portal);
        var key = await VirtualKey.PlugInto(page);
        await key.IsTouched(false);
        await page.GotoAsync(KeysPage);
        await page.Locator("form[data-key]")
            .EvaluateAsync(
                "form => form.dataset.options = JSON.stringify({ ...JSON.parse(form.dataset.options), timeout: 2000 })"
            );
        var message = page.Locator("[data-key-message]");
        // Written down as it comes: a machine that stalls may look again when the two seconds are over.
        await message.EvaluateAsync(
            "it => { window.said = []; new MutationObserver(() => window.said.push(it.textContent)).observe(it, { childList: true }); }"
        );

        await page.Register("Blue");
        await Expect(message).ToContainTextAsync("for too long");
        Assert.StartsWith("Now touch your key", (await page.EvaluateAsync<string[]>("window.said"))[0], StringComparison.Ordinal);
        await key.IsTouched(true);
        await page.Register("Blue");

        await Expect(page.Locator(".codes code")).ToHaveCountAsync(10);
    }

    [Fact]
    [Keeps("KEY-7")]
    public async Task Is_told_which_rule_a_key_does_not_keep_to()
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal);
        await page.SetUp(portal);
        await portal.Run("", "policy", "set", "--account", "acme", "hardwareBound=yes");
        await VirtualKey.PlugInto(page, verifiesUser: true, isPasskey: true, canBeCopied: true);

        await page.GotoAsync(KeysPage);
        await page.Register("Blue");

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("stay in their device");
        await page.Take("register-key-refused");
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 390)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Can_use_the_pages_of_keys_in_both_themes_and_both_sizes(ColorScheme theme, int width)
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal, theme, width);
        await VirtualKey.PlugInto(page, verifiesUser: true, isPasskey: true);
        await page.SetUp(portal);
        await portal.Run("", "policy", "set", "--account", "acme", "codesShown=beforePairing");
        var faults = new List<string>();

        await page.GotoAsync("/enrol");
        faults.AddRange(await Look(page, "enrol", theme, width));
        await page.GotoAsync(KeysPage);
        faults.AddRange(await Look(page, "register", theme, width));
        await page.Locator("[name=saved]").CheckAsync();
        await page.Register("Blue key");
        await page.IsAt("/me/security");
        faults.AddRange(await Look(page, "security", theme, width));
        await page.GotoAsync(KeysPage);
        faults.AddRange(await Look(page, "keys", theme, width));
        await page.Follow("Manage Blue key");
        faults.AddRange(await Look(page, "key", theme, width));

        Assert.Empty(faults);
    }

    private static async Task<IEnumerable<string>> Look(IPage page, string name, ColorScheme theme, int width)
    {
        await page.Take($"keys/{name}-{theme}-{width}".ToLowerInvariant());
        return await EveryPage.Judge(page, name);
    }

    private static async Task Remove(IPage page, string name)
    {
        await page.GotoAsync("/me/security");
        await page.Follow("Manage " + name);
        await page.Press("Delete");
    }
}
