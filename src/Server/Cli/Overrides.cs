using System.CommandLine;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

/// <summary>Options that every verb has. They win over the environment, which wins over the file.</summary>
internal sealed class Overrides
{
    public Option<string> Data { get; } = Everywhere(Setting.Data, "--data", "DIR");
    public Option<string> Database { get; } = Everywhere(Setting.Database, "--database", "CONNECTION");
    public Option<string> KeyFile { get; } = Everywhere(Setting.KeyFile, "--key-file", "FILE");
    public Option<bool> Json { get; } = new("--json") { Description = "Answer in JSON.", Recursive = true };

    /// <summary>Not for every verb: only a server listens.</summary>
    public Option<string> Urls { get; } = Named(Setting.Urls, "--urls", "URLS");

    public Settings Read(ParseResult parsed, Terminal terminal)
    {
        // Who reads answers as JSON reads refusals from there too.
        if (!parsed.GetValue(Json))
            foreach (var name in SettingNames.NoneOf(terminal.Names, terminal.Environment))
                terminal.Error.WriteLine($"Warning: {SettingNames.Refuse(name)}");
        var typed = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [Setting.Data.Name] = parsed.GetValue(Data),
            [Setting.Database.Name] = parsed.GetValue(Database),
            [Setting.KeyFile.Name] = parsed.GetValue(KeyFile),
            [Setting.Urls.Name] = parsed.GetValue(Urls),
        };
        return Settings.Read(SettingLayers.Of(typed.GetValueOrDefault, terminal.Environment));
    }

    private static Option<string> Everywhere(Setting setting, string name, string value)
    {
        var option = Named(setting, name, value);
        option.Recursive = true;
        return option;
    }

    private static Option<string> Named(Setting setting, string name, string value) =>
        new(name) { HelpName = value, Description = $"{setting.Meaning} Instead of {setting.Name}." };
}
