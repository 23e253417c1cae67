using Sallyport.Storage.Seal;

namespace Sallyport.Server.Web.Health;

/// <summary>
/// Whether the key file is there, readable, and has the key that seals. A server that runs holds the keys in memory and goes on for a while without the file; its next start
/// would be refused, and a key that was added meanwhile cannot be read.
/// </summary>
public sealed class WatchSealingKey(KeyFile file, Sealer sealer)
{
    private volatile string? missing;

    /// <summary>The database names a key that this node does not have; null: it has it.</summary>
    public void Misses(string? keyId) => missing = keyId;

    public string? WhyUnusable() =>
        missing is { } named
            ? $"the database names the key {named}, which is not in {file.Path}"
            : file.Read() switch
            {
                KeyFileReading.Refused refused => refused.Why,
                KeyFileReading.Missing => $"there is no key file {file.Path}",
                KeyFileReading.Keys keys when !keys.Ring.Has(sealer.CurrentKeyId) =>
                    $"{file.Path} does not have the key {sealer.CurrentKeyId}, which seals",
                _ => null,
            };
}
