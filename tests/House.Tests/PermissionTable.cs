using System.Text.RegularExpressions;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>docs/permissions.md has a row for each permission and names every piece of source that asks for it. The pages are compared with the running server elsewhere.</summary>
[Keeps("ADMIN-4")]
public sealed partial class PermissionTable
{
    // They say what there is, and ask nobody for it.
    private static readonly string[] Aside = ["BuiltInRole.cs", "RoleRule.cs", "PermissionWords.cs", "DrawShell.cs"];

    private static readonly Dictionary<string, string[]> Rows = Repository
        .Lines("docs/permissions.md")
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .Select(line => line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[0].Trim('`'), cells => cells, StringComparer.Ordinal);

    [Fact]
    public void Every_permission_has_its_row_in_the_order_of_the_code() =>
        Assert.Equal(Enum.GetValues<Permission>().Select(Words.Upper), Rows.Keys);

    [Fact]
    public void Each_row_names_the_verbs_that_ask_for_it()
    {
        var asked = Repository
            .Files("src/Server", ".cs")
            .Concat(Repository.Files("src/Core", ".cs"))
            .Where(IsVerb)
            .SelectMany(file =>
                Named()
                    .Matches(Repository.Read(file))
                    .Select(m => (m.Groups["name"].Value, Path.GetFileNameWithoutExtension(file)))
            )
            .Distinct()
            .ToLookup(pair => pair.Item1, pair => pair.Item2, StringComparer.Ordinal);

        foreach (var permission in Enum.GetValues<Permission>())
        {
            var documented = Rows[Words.Upper(permission)]
                [3]
                .Split(',', StringSplitOptions.TrimEntries)
                .Select(verb => verb.Trim('`'));
            Assert.Equal(
                (permission, string.Join(", ", asked[$"{permission}"].Order(StringComparer.Ordinal))),
                (permission, string.Join(", ", documented))
            );
        }
    }

    // Pages show what their verbs allow; modules put up the guards, which are compared with the running server.
    private static bool IsVerb(string file) =>
        !file.EndsWith(".cshtml.cs", StringComparison.Ordinal)
        && !file.EndsWith("Module.cs", StringComparison.Ordinal)
        && !Aside.Contains(Path.GetFileName(file), StringComparer.Ordinal);

    [GeneratedRegex(@"\bPermission\.(?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 2000)]
    private static partial Regex Named();
}
