namespace Sallyport.Storage.Tests.Seal;

/// <summary>A folder that goes with its test.</summary>
public sealed class ScratchFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("sallyport-seal-");

    public string File(string name) => Path.Combine(folder.FullName, name);

    public int FileCount => folder.GetFiles().Length;

    public void Dispose() => folder.Delete(recursive: true);
}
