using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

/// <summary>Held by the server that serves a folder of SQLite: a second one would not know of the first one's caches and counters.</summary>
internal static class FolderLock
{
    /// <summary>Null on PostgreSQL, where any number of nodes serve.</summary>
    public static FileStream? Take(Settings settings)
    {
        if (settings.Database is not null)
            return null;
        Directory.CreateDirectory(settings.DataFolder);
        try
        {
            return new FileStream(
                Path.Combine(settings.DataFolder, "serve.lock"),
                FileMode.OpenOrCreate,
                FileAccess.ReadWrite,
                FileShare.None
            );
        }
        catch (IOException)
        {
            throw new StartRefusedException(
                $"Another Sallyport serves {settings.DataFolder} already. Stop it, name another folder by {Setting.Data.Name}, or use PostgreSQL for several nodes."
            );
        }
    }
}
