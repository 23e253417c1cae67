using System.Security.Cryptography;
using System.Text;
using Sallyport.Core.Common;

namespace Sallyport.Storage.Seal;

/// <summary>The file of keys outside the database. It is made by <see cref="Create"/> alone, never on the way past.</summary>
public sealed class KeyFile(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode AnybodyElse =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>Makes the file with one fresh key. False where there is one already, also when another process was faster.</summary>
    public bool Create(RandomSource random)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        using var alone = WaitForLock();
        if (File.Exists(Path))
            return false;
        Replace(KeyRing.New(random));
        return true;
    }

    public KeyFileReading Read()
    {
        try
        {
            using var file = File.OpenHandle(Path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & AnybodyElse) != UnixFileMode.None)
                return new KeyFileReading.Refused(
                    $"The key file {Path} can be read or changed by other users of this machine. Make it private: chmod 600 {Path}"
                );
            return Parse(file);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException)
        {
            return new KeyFileReading.Missing(Path);
        }
        catch (UnauthorizedAccessException)
        {
            return new KeyFileReading.Refused($"The key file {Path} cannot be read by this user.");
        }
    }

    private KeyFileReading Parse(Microsoft.Win32.SafeHandles.SafeFileHandle file)
    {
        var bytes = new byte[RandomAccess.GetLength(file)];
        var length = RandomAccess.Read(file, bytes, 0);
        var ring = KeyRing.Parse(Encoding.UTF8.GetString(bytes, 0, length));
        CryptographicOperations.ZeroMemory(bytes);
        return ring is null
            ? new KeyFileReading.Refused($"The key file {Path} is damaged: put back the copy that you kept.")
            : new KeyFileReading.Keys(ring);
    }

    /// <summary>Adds a fresh key behind the present ones and answers its id. The file must be readable: look before you add.</summary>
    public string Add(RandomSource random)
    {
        using var alone = WaitForLock();
        var ring = Read() is KeyFileReading.Keys keys
            ? keys.Ring.WithFresh(random)
            : throw new InvalidOperationException($"The key file {Path} cannot be used: no key is added.");
        Replace(ring);
        return ring.Newest;
    }

    /// <summary>Writes beside and renames, so that no reader and no crash ever sees half a file. Only while the lock is held.</summary>
    private void Replace(KeyRing ring)
    {
        var beside = Path + ".new";
        // Deleted first: an existing file would keep the mode that somebody else gave it.
        File.Delete(beside);
        using (var file = new FileStream(beside, Private(FileMode.CreateNew, FileShare.None)))
        {
            var bytes = Encoding.UTF8.GetBytes(ring.Write());
            file.Write(bytes);
            file.Flush(flushToDisk: true);
            CryptographicOperations.ZeroMemory(bytes);
        }
        File.Move(beside, Path, overwrite: true);
    }

    /// <summary>
    /// The lock is a file of its own, opened for nobody else: it works between processes and ends with its holder. It stays behind
    /// empty, since deleting it would let two holders in.
    /// </summary>
    private FileStream WaitForLock()
    {
        var end = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            try
            {
                return new FileStream(Path + ".lock", Private(FileMode.OpenOrCreate, FileShare.None));
            }
            catch (IOException busy) when (busy is not DirectoryNotFoundException && Environment.TickCount64 < end)
            {
                Thread.Sleep(10);
            }
        }
    }

    private static FileStreamOptions Private(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        return options;
    }
}
