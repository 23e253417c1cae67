using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>The caller's own keys, as pages show them.</summary>
public sealed class ReadOwnKeys(Database database)
{
    /// <summary>The oldest first.</summary>
    public Task<IReadOnlyList<SecurityKey>> All(Caller caller, CancellationToken cancel) =>
        database.Read(tx => tx.SecurityKeys.Of(caller.UserId!), cancel);

    /// <summary>Null where the caller has none with this id.</summary>
    public Task<SecurityKey?> Find(Caller caller, string keyId, CancellationToken cancel) =>
        database.Read(tx => tx.SecurityKeys.FindOf(caller.UserId!, keyId), cancel);
}
