using Sallyport.Server.Accounts;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>How somebody proves who they are, for the overview.</summary>
/// <param name="Apps">Trials included.</param>
/// <param name="Keys">Security keys and passkeys.</param>
/// <param name="Codes">The active sets.</param>
/// <param name="Sessions">How many are running, this one included.</param>
public sealed record SecurityOverview(
    IReadOnlyList<AuthenticatorApp> Apps,
    IReadOnlyList<SecurityKey> Keys,
    IReadOnlyList<RecoverySet> Codes,
    int Sessions
)
{
    public static readonly SecurityOverview Nothing = new([], [], [], 1);
}

/// <summary>Reads the overview of one person.</summary>
public sealed class ReadSecurity(Database database)
{
    public Task<SecurityOverview> Read(string userId, CancellationToken cancel) =>
        database.Read(
            async tx => new SecurityOverview(
                await tx.Apps.Of(userId),
                await tx.SecurityKeys.Of(userId),
                await tx.Recovery.ActiveSets(userId),
                (await tx.Sessions.Running(userId, tx.Now)).Count
            ),
            cancel
        );

    /// <summary>One app; null where that person has none with this id.</summary>
    public Task<AuthenticatorApp?> App(string userId, string id, CancellationToken cancel) =>
        database.Read(tx => tx.Apps.FindOf(userId, id), cancel);

    /// <summary>An owner for whom the caller may set up an app; null where there is none.</summary>
    public Task<FactorOwner?> Owner(Core.Common.Caller caller, string userId, CancellationToken cancel) =>
        database.Read(tx => FactorOwner.Find(tx, caller, userId), cancel);
}
