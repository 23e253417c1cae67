using Microsoft.Playwright;

namespace Sallyport.Journeys.Running;

/// <summary>Pictures that a person can look at, in the folder named by SALLYPORT_PICTURES; none where it is not set.</summary>
public static class Pictures
{
    public static async Task Take(this IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("SALLYPORT_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
