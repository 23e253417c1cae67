using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Sallyport.House.Tests;

public sealed partial class Floors
{
    private static readonly FloorPlan Plan = FloorPlan.Read(Repository.Lines("floors.txt"));

    [Fact]
    public void Every_folder_has_its_floor() =>
        Found.Nothing(Sources().Where(s => !Plan.Knows(s.Project, s.Folder)).Select(s => $"{s.Project}/{s.Folder}").Distinct());

    [Fact]
    public void A_folder_uses_only_folders_below_it() =>
        Found.Nothing(
            from source in Sources()
            from used in UsesOf(source)
            where !Plan.MayUse(source.Project, source.Folder, used)
            select $"{source.File} uses {used}"
        );

    [Fact]
    public void A_project_uses_only_projects_below_it()
    {
        var references =
            from project in Plan.Projects
            from reference in XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj")).Descendants("ProjectReference")
            select (project, Used: Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
        Found.Nothing(references.Where(r => !Plan.MayUseProject(r.project, r.Used)).Select(r => $"{r.project} uses {r.Used}"));
    }

    [Fact]
    public void Core_needs_no_package() =>
        Assert.Empty(XDocument.Parse(Repository.Read("src/Core/Core.csproj")).Descendants("PackageReference"));

    [Fact]
    public void A_namespace_is_its_folder() =>
        Found.Nothing(
            from source in Sources()
            let named = Namespace().Match(Repository.Read(source.File)).Groups["name"].Value
            where named.Length > 0
            where named != NamespaceOf(Path.GetDirectoryName(source.File)!["src/".Length..].Replace('/', '.'))
            select $"{source.File} is in {named}"
        );

    [Fact]
    public void A_plan_lets_nobody_look_up_or_aside()
    {
        var plan = FloorPlan.Read(["A  Top", "   Left | Right", "   One + Two", "B  Low"]);
        Assert.True(plan.MayUse("A", "Top", "Two"));
        Assert.True(plan.MayUse("A", "One", "Two"));
        Assert.False(plan.MayUse("A", "Left", "Right"));
        Assert.False(plan.MayUse("A", "Two", "Left"));
        Assert.True(plan.MayUseProject("A", "B"));
        Assert.False(plan.MayUseProject("B", "A"));
    }

    private static IEnumerable<(string File, string Project, string Folder)> Sources() =>
        from project in Plan.Projects
        from file in Repository.Files("src/" + project, ".cs", ".cshtml")
        let parts = file.Split('/')
        select (file, project, parts.Length > 3 ? parts[2] : RootOf(project));

    private static IEnumerable<string> UsesOf((string File, string Project, string Folder) source) =>
        Names()
            .Matches(Repository.Read(source.File))
            .Where(m => m.Groups["project"].Value == source.Project)
            .Select(m => m.Groups["folder"].Value)
            .Where(name => Plan.Knows(source.Project, name))
            .Distinct();

    // What others install has the whole name for its folder.
    private static string NamespaceOf(string path) =>
        path.StartsWith("Sallyport.", StringComparison.Ordinal) ? path : "Sallyport." + path;

    private static string RootOf(string project) =>
        project switch
        {
            "Server" => "Program",
            "Storage" => "Database",
            "Sallyport.AspNetCore" => "Package",
            _ => "(root)",
        };

    [GeneratedRegex(
        @"(?<![\w.])(Sallyport\.)?(?<project>Core|Storage|Server)\.(?<folder>\w+)",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Names();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+)", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Namespace();
}
