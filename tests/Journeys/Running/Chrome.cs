using Microsoft.Playwright;
using Xunit;

namespace Sallyport.Journeys.Running;

/// <summary>One headless Chromium for all journeys; each gets a profile of its own.</summary>
public sealed class Chrome : IAsyncLifetime
{
    // Milliseconds. What comes at once on a quiet machine, and may take that long on one that stalls.
    private const int Patience = 45_000;
    private IPlaywright? playwright;
    private IBrowser? browser;

    public async ValueTask InitializeAsync()
    {
        playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
                // No name is looked up outside this machine, also not by the browser's own services.
                Args =
                [
                    "--disable-gpu",
                    "--disable-quic",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync",
                    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost",
                ],
            }
        );
    }

    /// <summary>A browser that has never been here.</summary>
    public async Task<IPage> NewPage(
        Portal portal,
        ColorScheme theme = ColorScheme.Light,
        int width = 1280,
        string locale = "en-GB",
        bool script = true
    )
    {
        var context = await browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = portal.Address.ToString(),
                ColorScheme = theme,
                Locale = locale,
                JavaScriptEnabled = script,
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                AcceptDownloads = true,
            }
        );
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
    }
}
