using System.Text.Json;
using Xunit;

namespace Sallyport.Tests;

/// <summary>Vectors in <c>shared/vectors</c> beside the repository; without that folder tests over them are skipped, visibly.</summary>
internal static class SharedVectors
{
    private static readonly Lazy<string?> Folder = new(Find);

    /// <summary>For lists of cases, which are made before a test can be skipped.</summary>
    public static bool AreHere => Folder.Value is not null;

    public static JsonElement Read(string file)
    {
        if (Folder.Value is null)
            Assert.Skip($"There is no shared/vectors beside the repository to read {file} from.");
        return JsonElement.Parse(File.ReadAllText(Path.Combine(Folder.Value, file)));
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "shared", "vectors") is var vectors && Directory.Exists(vectors))
                return vectors;
        return null;
    }
}
