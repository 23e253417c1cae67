using Sallyport.Server.Web.Health;
using Sallyport.Storage;
using Sallyport.Storage.Seal;

namespace Sallyport.Server.Jobs;

/// <summary>Seals under the key that the database names: <c>sallyport keys rotate</c> may have named another while the server runs.</summary>
public sealed class FollowKey(Database database, Sealer sealer, WatchSealingKey key, ILogger<FollowKey> log)
{
    public async Task Follow(CancellationToken cancel)
    {
        var named = (await database.Read(tx => tx.Installation.Get(), cancel)).KeyId;
        key.Misses(null);
        if (named == sealer.CurrentKeyId)
            return;
        try
        {
            sealer.CurrentKeyId = named;
            log.LogInformation("The key {KeyId} seals from now on.", named);
        }
        catch (SealBrokenException missing)
        {
            key.Misses(named);
            // The former key goes on sealing: what it seals can be opened everywhere.
            log.LogError(
                "The database names the key {KeyId}, which is not in this node's key file. Copy the file to this machine.",
                missing.KeyId
            );
        }
    }
}
