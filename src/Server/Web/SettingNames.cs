using System.Text.RegularExpressions;

namespace Sallyport.Server.Web;

/// <summary>Which names are settings, and what somebody may have meant who wrote another one.</summary>
public static partial class SettingNames
{
    private const string Prefix = "SALLYPORT_";
    private const string FileEnding = "_FILE";

    // The tests' own.
    private const string TestPrefix = "SALLYPORT_TEST_";

    /// <summary>As it stands, or with <c>_FILE</c> behind a secret's.</summary>
    public static bool Are(string name) =>
        Find(name) is not null || IsSecret(name.EndsWith(FileEnding, StringComparison.Ordinal) ? name[..^FileEnding.Length] : "");

    public static bool IsSecret(string name) => Find(name) is { IsSecret: true };

    /// <summary>What to say of a name that is none.</summary>
    public static string Refuse(string name) =>
        $"{name} is no setting. {(Meant(name) is { } meant ? $"Is {meant} meant? " : "")}docs/configuration.md lists them.";

    /// <summary>
    /// The names of an environment that look like settings and are none. Only warned of: what else stands there is not ours to refuse, and Kubernetes describes a
    /// service by variables that begin with its name.
    /// </summary>
    /// <param name="names">Of all variables.</param>
    /// <param name="look">A variable's text.</param>
    public static IEnumerable<string> NoneOf(IEnumerable<string> names, Func<string, string?> look) =>
        names
            .Where(name =>
                name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
                && !Are(name)
                && !name.StartsWith(TestPrefix, StringComparison.Ordinal)
                && !IsOfService(name, look)
            )
            .Order(StringComparer.Ordinal);

    // SALLYPORT_PORT alone could be somebody's who wants another port; a cluster's is an address.
    private static bool IsOfService(string name, Func<string, string?> look) =>
        OfService().IsMatch(name)
        || (name.EndsWith("_PORT", StringComparison.Ordinal) && look(name)?.Contains("://", StringComparison.Ordinal) == true);

    [GeneratedRegex(
        "_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex OfService();

    private static Setting? Find(string name) => Setting.All.FirstOrDefault(setting => setting.Name == name);

    // The one that is written nearly so, else the longest that it begins with (SALLYPORT_DATABASE_URL).
    private static string? Meant(string name)
    {
        var typed = name.ToUpperInvariant();
        var isFile = typed.EndsWith(FileEnding, StringComparison.Ordinal);
        var all = Setting.All.Select(setting => isFile && setting.IsSecret ? setting.Name + FileEnding : setting.Name).ToList();
        var nearest = all.MinBy(right => Distance(typed, right))!;
        // A third of what follows the common beginning may be wrong.
        return Distance(typed, nearest) <= Math.Max(1, (Math.Max(typed.Length, nearest.Length) - Prefix.Length) / 3)
            ? nearest
            : all.Where(right => typed.StartsWith(right + "_", StringComparison.Ordinal)).MaxBy(right => right.Length);
    }

    // How many letters are left out, added, changed, or stand the other way round.
    private static int Distance(string a, string b)
    {
        var rows = Enumerable.Range(0, a.Length + 1).Select(i => Enumerable.Range(i, b.Length + 1).ToArray()).ToArray();
        for (var i = 1; i <= a.Length; i++)
        for (var j = 1; j <= b.Length; j++)
        {
            var changed = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            var turned = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] ? rows[i - 2][j - 2] + 1 : changed;
            rows[i][j] = Math.Min(Math.Min(changed, turned), Math.Min(rows[i - 1][j], rows[i][j - 1]) + 1);
        }
        return rows[^1][^1];
    }
}
