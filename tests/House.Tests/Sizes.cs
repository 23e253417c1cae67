using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Sallyport.House.Tests;

/// <summary>How long files and methods may be. Statements of SQL and resource files are aside.</summary>
public sealed class Sizes
{
    private static readonly string[] Folders = ["src", "tests", "tools", "bench", "samples"];

    private static readonly IReadOnlyList<(string Name, int Lines)> Files =
    [
        .. from folder in Folders.Where(f => Directory.Exists(Path.Combine(Repository.Root, f)))
        from file in Repository.Files(folder, ".cs", ".cshtml", ".js", ".css")
        select (file, Repository.Lines(file).Length),
    ];

    private static readonly Lazy<IReadOnlyList<(string Name, int Lines)>> Methods = new(() =>
        [.. Files.Where(f => f.Name.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(f => MethodsOf(f.Name))]
    );

    [Fact]
    public void No_file_is_over_300_lines() => Found.Nothing(Files.Where(f => f.Lines > 300).Select(f => $"{f.Name}: {f.Lines}"));

    [Fact]
    public void Nine_files_of_ten_have_at_most_200_lines() => Assert.InRange(Share(Files, 0.9), 0, 200);

    [Fact]
    public void Half_the_files_have_at_most_90_lines() => Assert.InRange(Share(Files, 0.5), 0, 90);

    [Fact]
    public void No_method_is_over_60_lines() =>
        Found.Nothing(Methods.Value.Where(m => m.Lines > 60).Select(m => $"{m.Name}: {m.Lines}"));

    [Fact]
    public void Nine_methods_of_ten_have_at_most_25_lines() => Assert.InRange(Share(Methods.Value, 0.9), 0, 25);

    [Fact]
    public void Half_the_methods_have_at_most_8_lines() => Assert.InRange(Share(Methods.Value, 0.5), 0, 8);

    private static int Share(IReadOnlyList<(string Name, int Lines)> all, double share) =>
        all.Select(a => a.Lines).Order().ElementAt((int)Math.Ceiling(all.Count * share) - 1);

    private static IEnumerable<(string, int)> MethodsOf(string file) =>
        from method in CSharpSyntaxTree
            .ParseText(Repository.Read(file))
            .GetRoot()
            .DescendantNodes()
            .OfType<BaseMethodDeclarationSyntax>()
        let span = method.SyntaxTree.GetLineSpan(method.Span)
        let name = method is MethodDeclarationSyntax named ? named.Identifier.Text : method.Kind().ToString()
        select ($"{file} {name}", span.EndLinePosition.Line - span.StartLinePosition.Line + 1);
}
