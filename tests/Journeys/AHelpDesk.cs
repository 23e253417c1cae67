using Microsoft.Playwright;
using Sallyport.Journeys.Running;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Journeys;

/// <summary>Somebody at the help desk, who may see users and remove MFA, with the people who call.</summary>
public sealed class AHelpDesk(Chrome chrome)
{
    private const string Password = "seven slow herons at dawn";

    [Fact]
    [Keeps("ADMIN-13"), Keeps("MUST-10")]
    public async Task Helps_a_member_who_lost_everything_and_nobody_who_administers()
    {
        await using var portal = await Portal.Start();
        var ada = await chrome.NewPage(portal);
        await ada.SetUp(portal, "console");
        await ada.GotoAsync("/me/security");
        await ada.Enrol();
        await portal.Run(
            "",
            ["role", "set", "--account", "acme", "--name", "Help desk", "--permissions", "VIEW_USER,RESCUE_USER"]
        );
        await Add(portal, "ben", "all");
        await Add(portal, "hal", "Help desk");
        await Add(portal, "ida", "Help desk");
        var ben = await chrome.NewPage(portal);
        await ben.SignIn("ben@acme.test", Password);
        await ben.GotoAsync("/me/security");
        await ben.Enrol();
        var hal = await chrome.NewPage(portal);
        await hal.SignIn("hal@acme.test", Password);
        await hal.IsAt("/me");

        await Open(hal, "ben");
        await Expect(hal.Locator("[name=email]")).ToHaveCountAsync(0);
        await hal.Take("help-desk-user");
        await hal.Follow("Requirement and MFA");
        await Expect(hal.Locator("[name=requirement]")).ToHaveCountAsync(0);
        await hal.Locator("summary").Filter(new LocatorFilterOptions { HasText = "Remove MFA" }).ClickAsync();
        await hal.Press("Remove MFA");
        await Expect(hal.Locator(".banner.good")).ToBeVisibleAsync();
        await hal.Take("help-desk-removed");

        await ben.GotoAsync("/me");
        await ben.IsAt("/sign-in");
        await ben.SignIn("ben@acme.test", Password);
        await ben.IsAt("/me");
        foreach (var above in new[] { "ada", "ida" })
        {
            await Open(hal, above);
            await Expect(hal.Locator("main form")).ToHaveCountAsync(0);
            await Expect(hal.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "Requirement and MFA" }))
                .ToHaveCountAsync(0);
        }
    }

    private static async Task Open(IPage page, string login)
    {
        await page.GotoAsync("/account/users");
        await page.Locator("tbody").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = login }).First.ClickAsync();
    }

    private static Task<string> Add(Portal portal, string login, string role) =>
        portal.Run(
            Password + "\n",
            [
                "user",
                "create",
                "--account",
                "acme",
                "--login",
                login,
                "--email",
                login + "@acme.test",
                "--role",
                role,
                "--password-stdin",
            ]
        );
}
