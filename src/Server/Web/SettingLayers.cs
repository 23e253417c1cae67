namespace Sallyport.Server.Web;

/// <summary>Settings from several places, the strongest first: the command line, the environment, the file.</summary>
public static class SettingLayers
{
    private const string FileName = "sallyport.conf";

    /// <summary>
    /// A place that gives a setting gives it wholly: <c>NAME</c> in one place and <c>NAME_FILE</c> in a weaker one do not contradict each other.
    /// </summary>
    public static Func<string, string?> Of(Func<string, string?> commandLine, Func<string, string?> environment)
    {
        Func<string, string?>[] layers = [commandLine, environment, ReadFile(environment)];
        return name =>
        {
            var plain = name.EndsWith("_FILE", StringComparison.Ordinal) && !IsSetting(name) ? name[..^5] : name;
            return layers.FirstOrDefault(layer => IsGiven(layer(plain)) || IsGiven(layer(plain + "_FILE")))?.Invoke(name);
        };
    }

    private static bool IsGiven(string? text) => !string.IsNullOrEmpty(text);

    private static bool IsSetting(string name) => Setting.All.Any(setting => setting.Name == name);

    /// <summary>The file that <c>SALLYPORT_CONFIG</c> names, else the one in the working directory, if there is one.</summary>
    private static Func<string, string?> ReadFile(Func<string, string?> environment)
    {
        var named = environment(Setting.Config.Name);
        var path = Path.GetFullPath(IsGiven(named) ? named! : FileName);
        if (!File.Exists(path))
            return IsGiven(named)
                ? throw new StartRefusedException($"{Setting.Config.Name}: there is no file {path}.")
                : _ => null;
        var lines = Parse(path);
        foreach (var (name, _) in lines.AsEnumerable())
            if (!IsSetting(name) && !(name.EndsWith("_FILE", StringComparison.Ordinal) && IsSetting(name[..^5])))
                throw new StartRefusedException($"{path}: {name} is no setting. docs/configuration.md lists them.");
        return name => lines[name];
    }

    private static IConfigurationRoot Parse(string path)
    {
        try
        {
            return new ConfigurationBuilder().AddIniFile(path, optional: false, reloadOnChange: false).Build();
        }
        catch (Exception fault)
            when (fault is FormatException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{path} cannot be read: {(fault.InnerException ?? fault).Message}");
        }
    }
}
