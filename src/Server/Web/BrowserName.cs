using Microsoft.Extensions.Localization;

namespace Sallyport.Server.Web;

/// <summary>A coarse name for a browser, from what it says of itself: enough for its owner to know it, and all that is worth believing.</summary>
public sealed class BrowserName(IStringLocalizer<Texts> texts)
{
    // Order matters: Edge and Opera also say Chrome, Chrome also says Safari, phones also say Linux.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Vivaldi", "Vivaldi"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chromium", "Chromium"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
        ("curl", "curl"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];

    public string Of(string userAgent)
    {
        var browser = Find(Browsers, userAgent);
        var system = Find(Systems, userAgent);
        return (browser, system) switch
        {
            (null, null) => texts["Unknown browser"],
            (null, _) => texts["Unknown browser on {0}", system],
            (_, null) => browser,
            _ => texts["{0} on {1}", browser, system],
        };
    }

    public static bool IsPhone(string userAgent) => Find(Systems, userAgent) is "iPhone" or "iPad" or "Android";

    private static string? Find((string Sign, string Name)[] list, string userAgent) =>
        Array.Find(list, entry => userAgent.Contains(entry.Sign, StringComparison.Ordinal)).Name;
}
