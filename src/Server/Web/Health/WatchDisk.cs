using System.Globalization;

namespace Sallyport.Server.Web.Health;

/// <summary>Whether the disks that this node writes to have room. Where SQLite keeps the database, a full one stops every sign-in.</summary>
public sealed class WatchDisk(Settings settings)
{
    // The log of changes beside the database (WAL) grows by some megabytes before it is taken in.
    private const long Low = 256L * 1024 * 1024;

    // A transaction writes some pages, in the worst case some hundred. Quotas and reserves do not show in the free space: so as much is really written.
    private const int Probe = 256 * 1024;

    // A hidden file: a copy of the folder need not have it.
    private const string ProbeName = ".health";

    /// <summary>Null: a transaction's worth can be written beside the database.</summary>
    public string? WhyFull()
    {
        if (settings.Database is not null)
            return null;
        var probe = Path.Combine(settings.DataFolder, ProbeName);
        try
        {
            try
            {
                using var file = File.OpenHandle(probe, FileMode.Create, FileAccess.Write, preallocationSize: 0);
                RandomAccess.Write(file, new byte[Probe], 0);
            }
            finally
            {
                File.Delete(probe);
            }
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"nothing can be written to {settings.DataFolder}: {fault.Message}";
        }
    }

    /// <summary>Null: there is room for a while.</summary>
    public string? WhyLow()
    {
        foreach (var folder in Folders())
            if (new DriveInfo(folder).AvailableFreeSpace is var free && free < Low)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{free / 1024 / 1024} MB are free at {folder}; {Low / 1024 / 1024} MB should be"
                );
        return null;
    }

    private IEnumerable<string> Folders() =>
        new[] { settings.Database is null ? settings.DataFolder : null, Path.GetDirectoryName(settings.AuditCheckpoints) }
            .OfType<string>()
            .Where(Directory.Exists)
            .Distinct(StringComparer.Ordinal);
}
