using System.CommandLine;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

internal static class SettingsVerb
{
    public static Command Make(Verbs verbs) =>
        verbs.MakeBare(
            "settings",
            "Print the settings as they are read from here; secrets are not shown.",
            [],
            (settings, _) =>
            {
                var all = Setting.All.ToDictionary(setting => setting.Name, settings.Shown, StringComparer.Ordinal);
                return new Answer.Done(string.Join('\n', all.Select(pair => $"{pair.Key}={pair.Value}")), all);
            }
        );
}
