using Microsoft.Playwright;

namespace Sallyport.Journeys.Running;

/// <summary>What people do again and again, in the words that they see.</summary>
public static class Steps
{
    public const string Password = "tall otters paint quietly";

    /// <summary>Waits until the browser is on that page, whatever its query.</summary>
    public static Task IsAt(this IPage page, string path) =>
        page.WaitForURLAsync(address => new Uri(address).AbsolutePath == path);

    public static Task Press(this IPage page, string button) =>
        page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = button, Exact = true }).First.ClickAsync();

    public static Task Follow(this IPage page, string link) =>
        page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = link, Exact = true }).First.ClickAsync();

    public static Task Fill(this IPage page, string field, string text) => page.Locator($"[name={field}]").First.FillAsync(text);

    /// <summary>The first page of a new installation, filled in and sent.</summary>
    public static async Task SetUp(this IPage page, Portal portal, string preset = "strict")
    {
        await page.GotoAsync(portal.SetupLink!.ToString());
        await page.Fill("accountName", "Acme");
        await page.Fill("handle", "acme");
        await page.Locator("[name=preset]").SelectOptionAsync(preset);
        await page.Fill("login", "ada");
        await page.Fill("email", "ada@acme.test");
        await page.Fill("password", Password);
        await page.Fill("passwordAgain", Password);
        await page.Press("Set up");
    }

    /// <summary>From the reason to the summary; the recovery codes that were shown are the answer.</summary>
    public static async Task<(Phone Phone, IReadOnlyList<string> Codes)> Enrol(this IPage page)
    {
        await page.Follow("Activate authenticator app");
        var phone = await Phone.Scan(page);
        await page.Fill("code", await phone.NextCode());
        await page.Take("pair");
        await page.Press("Activate authenticator app");
        await page.Locator("[name=saved], .banner.good").First.WaitForAsync();
        await page.Take("codes");
        var codes = await page.Locator(".codes code").AllInnerTextsAsync();
        if (codes.Count > 0)
        {
            await page.Locator("[name=saved]").CheckAsync();
            await page.Press("Next");
        }
        return (phone, codes);
    }

    /// <summary>On the page of one's keys: a name, and the button.</summary>
    public static async Task Register(this IPage page, string name)
    {
        // Before the page's script runs, the button sends the form as it is.
        await page.WaitForLoadStateAsync();
        await page.Fill("name", name);
        await page.Press("Register security key");
    }

    public static async Task SignIn(this IPage page, string login, string password)
    {
        await page.GotoAsync("/sign-in");
        await page.Fill("login", login);
        await page.Fill("password", password);
        await page.Press("Sign in");
    }

    /// <summary>Password, and the second factor where it is asked.</summary>
    public static async Task SignIn(this IPage page, string login, string password, Phone phone)
    {
        await page.SignIn(login, password);
        await page.IsAt("/sign-in/second-factor");
        await page.Fill("code", await phone.CodeOfNextStep());
        await page.Press("Continue");
    }

    public static async Task SignOut(this IPage page) => await page.Press("Sign out");
}
