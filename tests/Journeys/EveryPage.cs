using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Sallyport.Journeys.Running;
using Xunit;

namespace Sallyport.Journeys;

/// <summary>Every page, light and dark, wide and on a phone: no violation of WCAG 2.2 AA that axe finds, nothing wider than the screen, no complaint of the browser.</summary>
public sealed class EveryPage(Chrome chrome)
{
    private static readonly string[] SignedOut =
    [
        "/sign-in",
        "/sign-in/forgotten",
        "/freeze",
        "/confirm-email",
        "/confirm-email?done=1",
        "/setup?token=x",
        "/openapi",
        "/nothing-here",
    ];
    private static readonly string[] Enrolling =
    [
        "/enrol",
        "/me/security/authenticator-app",
        "/me/security/security-keys",
        "/sign-out",
    ];
    private static readonly string[] SignedIn =
    [
        "/me",
        "/me/security",
        "/me/security/authenticator-app",
        "/me/security/security-keys",
        "/me/security/recovery-codes",
        "/me/security/lost",
        "/me/security/password",
        "/me/sessions",
        "/me/api-keys",
        "/account",
        "/account/users",
        "/account/users?q=nobody",
        "/account/users/new",
        "/account/roles",
        "/account/roles/new",
        "/account/roles/admin",
        "/account/policy",
        "/account/applications",
        "/account/host-names",
        "/account/audit",
        "/dev/mails",
    ];

    [Theory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 1280)]
    [InlineData(ColorScheme.Light, 360)]
    [InlineData(ColorScheme.Dark, 360)]
    public async Task Can_be_used_by_everybody_in_both_themes_and_both_sizes(ColorScheme theme, int width)
    {
        await using var portal = await Portal.Start();
        var page = await chrome.NewPage(portal, theme, width);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal))
                complaints.Add($"{page.Url}: {message.Text}");
        };

        await page.SetUp(portal);
        await page.IsAt("/enrol");
        var faults = await Look(page, Enrolling, theme, width);
        await page.GotoAsync("/enrol");
        var (phone, _) = await page.Enrol();
        await page.IsAt("/me/security");
        faults.AddRange(await Look(page, SignedIn, theme, width));
        faults.AddRange(await MakeAndDoomKey(page, theme, width));
        await page.GotoAsync("/me");
        await page.SignOut();
        await page.IsAt("/sign-in");
        faults.AddRange(await Look(page, SignedOut, theme, width));
        await page.SignIn("ada@acme.test", Steps.Password);
        await page.IsAt("/sign-in/second-factor");
        faults.AddRange(await Look(page, ["/sign-in/second-factor", "/sign-in/recovery"], theme, width));
        await page.GotoAsync("/sign-in/second-factor");
        await page.Fill("code", "000000");
        await page.Press("Continue");
        await Assertions.Expect(page.Locator(".error-summary")).ToBeVisibleAsync();
        faults.AddRange(await Judge(page, "a wrong code"));

        Assert.Empty(faults);
        Assert.Empty(complaints);
        Assert.NotEmpty(phone.Key);
    }

    private static async Task<List<string>> MakeAndDoomKey(IPage page, ColorScheme theme, int width)
    {
        await page.GotoAsync("/me/api-keys");
        // As long as it may be, and with nowhere to break it.
        await page.Fill("description", "Billing-on-app.acme.test-" + new string('x', 75));
        await page.CheckAsync("input[name=access][value=API]");
        await page.Press("Create API-key");
        await page.Take($"pages/me-api-keys-made-{theme}-{width}".ToLowerInvariant());
        var faults = (await Judge(page, "a new key")).ToList();
        await page.ClickAsync("button[name=renew]");
        faults.AddRange(await Judge(page, "a key to be renewed"));
        await page.ClickAsync("button[name=delete]");
        await page.Take($"pages/me-api-keys-delete-{theme}-{width}".ToLowerInvariant());
        faults.AddRange(await Judge(page, "a key to be deleted"));
        return faults;
    }

    private static async Task<List<string>> Look(IPage page, string[] addresses, ColorScheme theme, int width)
    {
        var faults = new List<string>();
        foreach (var address in addresses)
        {
            await page.GotoAsync(address);
            await page.Take($"pages/{address.Trim('/').Replace('/', '-').Split('?')[0]}-{theme}-{width}".ToLowerInvariant());
            faults.AddRange(await Judge(page, address));
        }
        return faults;
    }

    /// <summary>What axe and the width of the page have against it.</summary>
    internal static async Task<IEnumerable<string>> Judge(IPage page, string name)
    {
        // Its style too: without it nothing has its size.
        await page.WaitForLoadStateAsync();
        var result = await page.RunAxe(
            new AxeRunOptions
            {
                RunOnly = new RunOnlyOptions
                {
                    Type = "tag",
                    Values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
                },
            }
        );
        var overflow = await page.EvaluateAsync<int>(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        );
        return result
            .Violations.Select(v => $"{name}: {v.Id} at {string.Join(", ", v.Nodes.Select(n => n.Target))}")
            .Concat(overflow > 0 ? [$"{name}: {overflow} pixels wider than the screen"] : []);
    }
}
