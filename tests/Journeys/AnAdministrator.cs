using Microsoft.Playwright;
using Sallyport.Journeys.Running;
using Sallyport.Tests;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Sallyport.Journeys;

/// <summary>An administrator requires MFA of a colleague, rescues the colleague, and both get in again.</summary>
public sealed class AnAdministrator(Chrome chrome)
{
    private const string BensPassword = "seven slow herons at dawn";

    [Fact]
    [Keeps("MUST-6"), Keeps("MUST-7"), Keeps("MUST-2")]
    public async Task Requires_it_of_everybody_after_seeing_whom_it_meets_and_the_colleague_enrols()
    {
        await using var portal = await Portal.Start();
        var ada = await chrome.NewPage(portal);
        await ada.SetUp(portal, "console");
        await ada.GotoAsync("/me/security");
        await ada.Enrol();
        await AddBen(portal);
        var ben = await chrome.NewPage(portal);
        await ben.SignIn("ben@acme.test", BensPassword);
        await ben.IsAt("/me");

        await ada.GotoAsync("/account/policy");
        await ada.Take("policy");
        await ada.GetByLabel("Require multi-factor authentication for all users in this account").CheckAsync();
        await ada.Press("Save");
        await Expect(ada.Locator("main")).ToContainTextAsync("ben");
        await ada.Take("preview");
        await ada.GetByLabel("Mail these users and tell them how to set it up").CheckAsync();
        await ada.Press("Save");
        await Expect(ada.Locator(".banner.good")).ToBeVisibleAsync();

        // "nextSignIn": a running session is left alone, the next one is not.
        await ben.GotoAsync("/me");
        await ben.IsAt("/me");
        await ben.SignOut();
        await ben.SignIn("ben@acme.test", BensPassword);
        await ben.IsAt("/enrol");
        await ben.GotoAsync("/me/sessions");
        await ben.IsAt("/enrol");
        await ben.Enrol();
        await ben.GotoAsync("/me/sessions");
        await ben.IsAt("/me/sessions");

        await ada.GotoAsync("/dev/mails");
        await Expect(ada.Locator("main")).ToContainTextAsync("ben@acme.test");
        await ada.Take("mails");
    }

    [Fact]
    [Keeps("MUST-10"), Keeps("SIGN-15")]
    public async Task Removes_the_mfa_of_who_lost_everything_and_a_forgotten_password_comes_back_by_mail()
    {
        await using var portal = await Portal.Start();
        var ada = await chrome.NewPage(portal);
        await ada.SetUp(portal);
        await ada.Enrol();
        await AddBen(portal);
        var ben = await chrome.NewPage(portal);
        await ben.SignIn("ben@acme.test", BensPassword);
        await ben.IsAt("/enrol");
        var (phone, _) = await ben.Enrol();

        await ada.GotoAsync("/account/users");
        await ada.Locator("tbody").GetByRole(AriaRole.Link, new LocatorGetByRoleOptions { Name = "ben" }).First.ClickAsync();
        await ada.Take("user");
        await ada.GotoAsync(ada.Url.Split('?')[0] + "/mfa");
        await ada.Take("user-mfa");
        await ada.Locator("summary").Filter(new LocatorFilterOptions { HasText = "Remove MFA" }).ClickAsync();
        await ada.Press("Remove MFA");
        await Expect(ada.Locator(".banner.good")).ToBeVisibleAsync();
        await ben.GotoAsync("/me");
        await ben.IsAt("/sign-in");

        await ben.Follow("Forgot your password?");
        await ben.Fill("login", "ben@acme.test");
        await ben.Press("Send link");
        var link = await LinkInMails(ada, "ben@acme.test");
        await ben.GotoAsync(link);
        await ben.Fill("password", "eleven green kites over water");
        await ben.Fill("passwordAgain", "eleven green kites over water");
        await ben.Locator("main button.primary").ClickAsync();
        await ben.SignIn("ben@acme.test", "eleven green kites over water");
        await ben.IsAt("/enrol");
        var (second, _) = await ben.Enrol();
        Assert.NotEqual(phone.Key, second.Key);
    }

    [Theory]
    [InlineData("strict", "/enrol", false)]
    [InlineData("registrar", "/enrol", false)]
    [InlineData("numbering", "/me", false)]
    [InlineData("console", "/me", false)]
    [InlineData("hosting", "/me", true)]
    [Keeps("SIGN-2")]
    public async Task Makes_an_account_by_each_preset_and_the_portal_behaves_accordingly(
        string preset,
        string first,
        bool hasTokenBox
    )
    {
        await using var portal = await Portal.Start();
        await portal.Run(
            Steps.Password + "\n",
            [
                "account",
                "create",
                "--handle",
                "acme",
                "--name",
                "Acme",
                "--preset",
                preset,
                "--login",
                "ada",
                "--email",
                "ada@acme.test",
                "--password-stdin",
            ]
        );
        var page = await chrome.NewPage(portal);

        await page.GotoAsync("/sign-in");
        Assert.Equal(hasTokenBox ? 1 : 0, await page.Locator("[name=token]").CountAsync());
        await page.Take("sign-in-" + preset);
        await page.SignIn(
            preset == "registrar" ? "acme/ada"
                : preset == "numbering" ? "ada"
                : "ada@acme.test",
            Steps.Password
        );

        await page.IsAt(first);
    }

    private static Task<string> AddBen(Portal portal) =>
        portal.Run(
            BensPassword + "\n",
            ["user", "create", "--account", "acme", "--login", "ben", "--email", "ben@acme.test", "--password-stdin"]
        );

    private static async Task<string> LinkInMails(IPage page, string reader)
    {
        await page.GotoAsync("/dev/mails");
        var text = await page.Locator("main").InnerTextAsync();
        Assert.Contains(reader, text, StringComparison.Ordinal);
        var start = text.IndexOf("/sign-in/forgotten?token=", StringComparison.Ordinal);
        return new string([.. text[start..].TakeWhile(c => !char.IsWhiteSpace(c))]);
    }
}
