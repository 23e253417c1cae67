using Microsoft.Playwright;
using Sallyport.Journeys.Running;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Journeys;

/// <summary>The owner of an account whose mail address somebody moved.</summary>
public sealed class AnOwner(Chrome chrome)
{
    [Fact]
    [Keeps("SIGN-14"), Keeps("SIGN-15")]
    public async Task Freezes_from_the_old_mailbox_and_takes_the_address_back_with_the_app()
    {
        await using var portal = await Portal.Start();
        var thief = await chrome.NewPage(portal);
        await thief.SetUp(portal, "console");
        await thief.GotoAsync("/me/security");
        var (phone, _) = await thief.Enrol();
        await thief.GotoAsync("/account/users");
        await thief.Locator("tbody").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "ada" }).First.ClickAsync();
        await thief.Fill("email", "thief@evil.test");
        await thief.Press("Save");
        await Expect(thief.Locator("main")).ToContainTextAsync("Waiting for thief@evil.test");
        await thief.Take("pending-email");
        await thief.GotoAsync(await LinkInMails(thief, "/confirm-email?token="));
        await thief.Take("confirm-email");
        await thief.Press("Confirm this address");
        await Expect(thief.Locator(".banner.good")).ToBeVisibleAsync();
        // The newest mail with such a link went to the new address; the one before it to the old.
        var links = await LinksInMails(thief, "/freeze?token=");

        var owner = await chrome.NewPage(portal);
        foreach (var link in links)
        {
            await owner.GotoAsync(link);
            if (await owner.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Freeze my account" }).CountAsync() > 0)
                await owner.Press("Freeze my account");
            await Expect(owner.Locator("h1")).ToHaveTextAsync("Your account is frozen");
            if (await owner.GetByText("Take back ada@acme.test").CountAsync() > 0)
                break;
        }
        await owner.Take("frozen-take-back");
        await owner.Fill("code", await phone.CodeOfNextStep());
        await owner.Press("Take back ada@acme.test");
        await Expect(owner.Locator(".banner.good")).ToContainTextAsync("Your address is ada@acme.test again");
        await owner.Take("frozen-restored");
        await thief.GotoAsync("/me");
        await thief.IsAt("/sign-in");
    }

    private static async Task<string> LinkInMails(IPage page, string path) => (await LinksInMails(page, path))[0];

    private static async Task<IReadOnlyList<string>> LinksInMails(IPage page, string path)
    {
        await page.GotoAsync("/dev/mails");
        var text = await page.Locator("main").InnerTextAsync();
        var links = new List<string>();
        for (
            var at = text.IndexOf(path, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(path, at + 1, StringComparison.Ordinal)
        )
            links.Add(new string([.. text[at..].TakeWhile(c => !char.IsWhiteSpace(c))]));
        return links;
    }
}
