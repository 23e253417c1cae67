namespace Sallyport.Server.Web;

/// <summary>Settings from several places, the strongest first: the command line, the environment, the file.</summary>
public static class SettingLayers
{
    private const string FileName = "sallyport.conf";
    private const string FileEnding = "_FILE";

    /// <summary>
    /// A place that gives a setting gives it wholly: <c>NAME</c> in one place and <c>NAME_FILE</c> in a weaker one do not contradict each other.
    /// </summary>
    public static Func<string, string?> Of(Func<string, string?> commandLine, Func<string, string?> environment)
    {
        Func<string, string?>[] layers = [commandLine, environment, ReadFile(environment)];
        return name =>
        {
            // A file's name gives what the plain one would, where there is such a file: of a secret.
            var plain =
                name.EndsWith(FileEnding, StringComparison.Ordinal) && SettingNames.IsSecret(name[..^FileEnding.Length])
                    ? name[..^FileEnding.Length]
                    : name;
            var file = SettingNames.IsSecret(plain) ? plain + FileEnding : plain;
            return layers.FirstOrDefault(layer => IsGiven(layer(plain)) || IsGiven(layer(file)))?.Invoke(name);
        };
    }

    private static bool IsGiven(string? text) => !string.IsNullOrEmpty(text);

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
            if (!SettingNames.Are(name))
                throw new StartRefusedException($"{path}: {SettingNames.Refuse(name)}");
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
