using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Sallyport.House.Tests;

public sealed class Names
{
    // They say that a thing is about something, and not what it is.
    private static readonly string[] Empty =
    [
        "Manager",
        "Helper",
        "Helpers",
        "Util",
        "Utils",
        "Service",
        "Base",
        "Impl",
        "Info",
        "Data",
        "Dto",
    ];

    private static readonly IReadOnlyList<(string File, CompilationUnitSyntax Root)> Sources =
    [
        .. Repository
            .Files("src", ".cs")
            .Concat(Repository.Files("tests", ".cs"))
            .Select(file => (file, CSharpSyntaxTree.ParseText(Repository.Read(file)).GetCompilationUnitRoot())),
    ];

    [Fact]
    public void No_type_has_an_empty_word_at_its_end() =>
        Found.Nothing(
            from source in Sources
            from type in source.Root.DescendantNodes().OfType<BaseTypeDeclarationSyntax>()
            where Empty.Any(word => type.Identifier.Text.EndsWith(word, StringComparison.Ordinal))
            select $"{source.File} {type.Identifier.Text}"
        );

    // Names that interfaces of the framework demand. Razor Pages finds its handlers by "On…Async".
    private static readonly string[] Demanded =
    [
        "DisposeAsync",
        "InitializeAsync",
        "HandleAsync",
        "TryHandleAsync",
        "StartAsync",
        "StopAsync",
        "InvokeAsync",
    ];

    [Fact]
    public void No_method_of_ours_ends_in_async() =>
        Found.Nothing(
            from source in Sources
            from method in source.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            let name = method.Identifier.Text
            where name.EndsWith("Async", StringComparison.Ordinal)
            where !method.Modifiers.Any(m => m.IsKind(SyntaxKind.OverrideKeyword)) && method.ExplicitInterfaceSpecifier is null
            where !name.StartsWith("On", StringComparison.Ordinal) && !Demanded.Contains(name, StringComparer.Ordinal)
            select $"{source.File} {name}"
        );

    [Fact]
    public void Nothing_is_left_for_later()
    {
        var later = string.Concat("TO", "DO");
        Found.Nothing(
            Repository
                .Files("src", ".cs", ".cshtml", ".js", ".css", ".sql")
                .Concat(Repository.Files("tests", ".cs"))
                .Where(file => Repository.Read(file).Contains(later, StringComparison.Ordinal))
        );
    }
}
