using System.Diagnostics;
using Xunit;

namespace Sallyport.Server.Tests.Health;

/// <summary>A small disk of its own. Needs root, and is skipped without.</summary>
internal sealed class Mount : IDisposable
{
    private const string Filler = "filler";

    private Mount(string folder) => Folder = folder;

    public string Folder { get; }

    public static Mount Tmpfs(int megabytes)
    {
        var folder = Directory.CreateTempSubdirectory("sallyport-disk-").FullName;
        if (!Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder))
        {
            Directory.Delete(folder);
            Assert.Skip("A disk cannot be mounted: this needs root.");
        }
        return new Mount(folder);
    }

    /// <summary>For whoever opens a file from now on, as another mount of the same disk over it.</summary>
    public void MakeReadOnly()
    {
        Assert.True(Run("mount", "--bind", Folder, Folder));
        Assert.True(Run("mount", "-o", "remount,bind,ro", Folder));
    }

    public void MakeWritable() => Assert.True(Run("umount", "-l", Folder));

    /// <summary>To the last byte.</summary>
    public void Fill()
    {
        using var file = File.Create(Path.Combine(Folder, Filler));
        var bytes = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(bytes);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // No space left on device.
        }
    }

    public void Empty() => File.Delete(Path.Combine(Folder, Filler));

    public void Dispose()
    {
        // Whatever still holds a file there lets the disk go with it.
        while (Run("umount", "-l", Folder)) { }
        Directory.Delete(Folder, recursive: true);
    }

    private static bool Run(string program, params string[] words)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, words) { RedirectStandardError = true, UseShellExecute = false }
        )!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
