using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Enforcement;

/// <summary>A policy with what stands above it.</summary>
public sealed record ShownPolicy(KeptPolicy Kept, InstallationRule Installation);

/// <summary>Reads the policy of the caller's account.</summary>
public sealed class ShowPolicy(Database database)
{
    public Task<ShownPolicy> Show(Caller caller, CancellationToken cancel) =>
        database.Read(
            async tx => new ShownPolicy(await tx.Policies.Of(caller.AccountId!), (await tx.Installation.Get()).Rule),
            cancel
        );
}
