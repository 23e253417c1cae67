using System.Diagnostics;
using Microsoft.Playwright;

namespace Sallyport.Journeys.Running;

/// <summary>A phone with an authenticator app, played by two programs that are not ours: zbarimg reads the QR code from a screenshot, oathtool computes codes.</summary>
public sealed class Phone
{
    private string? lastCode;

    private Phone(Uri scanned, string key)
    {
        Scanned = scanned;
        Key = key;
    }

    /// <summary>The address that stood in the QR code.</summary>
    public Uri Scanned { get; }
    public string Key { get; }

    public static async Task<Phone> Scan(IPage page)
    {
        var picture = Path.Combine(Path.GetTempPath(), $"qr-{Guid.NewGuid():N}.png");
        await page.Locator(".qr svg").WaitForAsync();
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = picture, FullPage = true });
        try
        {
            var address = new Uri((await Run("zbarimg", "--quiet", "--raw", picture)).Trim());
            var key = System.Web.HttpUtility.ParseQueryString(address.Query)["secret"]!;
            return new Phone(address, key);
        }
        finally
        {
            File.Delete(picture);
        }
    }

    /// <summary>A code that was not given out before: where the same step is asked for twice, it waits for the next one as a person does.</summary>
    public async Task<string> NextCode()
    {
        while (true)
        {
            var code = (await Run("oathtool", "--totp", "--base32", Key)).Trim();
            if (code != lastCode)
                return lastCode = code;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>A code of the step to come, which the server's tolerance accepts: for journeys that would else wait half a minute.</summary>
    public async Task<string> CodeOfNextStep()
    {
        var ahead = DateTimeOffset
            .UtcNow.AddSeconds(30)
            .ToString("yyyy-MM-dd HH:mm:ss 'UTC'", System.Globalization.CultureInfo.InvariantCulture);
        return lastCode = (await Run("oathtool", "--totp", "--base32", "--now", ahead, Key)).Trim();
    }

    private static async Task<string> Run(string program, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} answered {process.ExitCode}");
    }
}
