using Sallyport.Core.Audit;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>What came of opening the page that sets up an app.</summary>
public abstract record BegunSetup
{
    private BegunSetup() { }

    /// <param name="Key">For the app; the same until it is confirmed, cancelled or ten minutes old.</param>
    /// <param name="Replaces">The app that it will take the place of.</param>
    /// <param name="Codes">Recovery codes to show with it (<c>beforePairing</c>); empty: none, or shown before.</param>
    public sealed record Pending(SetupKey Key, AuthenticatorApp? Replaces, IReadOnlyList<PreparedSet> Codes) : BegunSetup;

    /// <summary>The account tries apps out first: a key is made when it is asked for, by <see cref="GenerateAppKey"/>.</summary>
    public sealed record OnTrial(AuthenticatorApp? Replaces) : BegunSetup;

    /// <summary>The account's people do not use apps.</summary>
    public sealed record NotOffered : BegunSetup;

    /// <summary>One must go before another one comes.</summary>
    public sealed record TooMany : BegunSetup;

    /// <summary>There is no such user, or no such app to replace.</summary>
    public sealed record NotFound : BegunSetup;
}

/// <summary>Begins to set up an app, and leaves it: until the first right code nothing counts (APP-3).</summary>
public sealed class BeginAppSetup(Database database, PrepareRecoveryCodes prepare, HandOutCodes codes)
{
    /// <param name="caller">In whose session the key is pending: no other session confirms it.</param>
    /// <param name="userId">Whose app it will be.</param>
    /// <param name="replaceId">The app to change; empty: one is added.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<BegunSetup> Begin(Caller caller, string userId, string replaceId, CancellationToken cancel)
    {
        var kinds = await database.Read(tx => KindsBefore(tx, caller, userId), cancel);
        // Too busy to hash: they are handed out with the first code instead.
        var sets = await prepare.Prepare(kinds, cancel) ?? [];
        return await database.Write(caller, tx => Act(tx, userId, replaceId, sets), cancel);
    }

    /// <summary>The key that is pending in this session, as it was begun; null when it was confirmed, cancelled, or is too old.</summary>
    public Task<BegunSetup.Pending?> Find(Caller caller, string userId, CancellationToken cancel) =>
        database.Read(
            async tx =>
                await FactorOwner.Find(tx, caller, userId) is { } owner && await PendingOf(tx, caller, userId) is { } setup
                    ? await Shown(tx, owner, setup, [])
                    : null,
            cancel
        );

    /// <summary>Leaving it leaves nothing behind: no key, and no codes that were handed out with it.</summary>
    public Task Cancel(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                if (await FactorOwner.Lock(tx, userId) is not { } owner)
                    return;
                await tx.Recovery.RemovePending(userId);
                if (await tx.AppSetups.CancelOf(userId) > 0)
                    tx.Audit(AuditEvent.Of(AuditAction.AppSetupCancelled, owner.Account.Id, userId, owner.User.Login));
            },
            cancel
        );

    internal static async Task<AppSetup?> PendingOf(Transaction tx, Caller caller, string userId) =>
        await tx.AppSetups.Of(userId) is { } setup && setup.SessionId == caller.SessionId && setup.IsAlive(tx.Now) ? setup : null;

    // Codes belong to the user: shown with the first factor, and never to the administrator who sets it up for somebody (RECOV-3).
    private static async Task<IReadOnlyList<RecoverySetKind>> KindsBefore(Transaction tx, Caller caller, string userId) =>
        await FactorOwner.Find(tx, caller, userId) is { IsCaller: true, MustVerify: true, MayHaveApp: true } owner
            ? await HandOutCodes.KindsBefore(tx, userId, owner.Policy)
            : [];

    private async Task<BegunSetup> Act(Transaction tx, string userId, string replaceId, IReadOnlyList<PreparedSet> sets)
    {
        if (await FactorOwner.Lock(tx, userId) is not { } owner)
            return new BegunSetup.NotFound();
        var apps = await tx.Apps.Of(userId);
        var replaces = apps.FirstOrDefault(app => app.Id == replaceId);
        if (replaces is null && replaceId.Length > 0)
            return new BegunSetup.NotFound();
        if (!owner.MayHaveApp)
            return new BegunSetup.NotOffered();
        if (!owner.MustVerify)
            return new BegunSetup.OnTrial(replaces);
        if (replaces is null && apps.Count(app => !app.IsOnTrial) >= AppRule.MostApps)
            return new BegunSetup.TooMany();
        var setup = await Same(tx, userId, replaces) ?? await Start(tx, owner, replaces);
        return await Shown(tx, owner, setup, await codes.Wait(tx, owner.User, sets));
    }

    private static async Task<AppSetup?> Same(Transaction tx, string userId, AuthenticatorApp? replaces) =>
        await PendingOf(tx, tx.Caller, userId) is { } setup && setup.ReplacesAppId == replaces?.Id ? setup : null;

    private static async Task<AppSetup> Start(Transaction tx, FactorOwner owner, AuthenticatorApp? replaces)
    {
        var id = tx.Random.Id();
        var setup = new AppSetup
        {
            Id = id,
            UserId = owner.User.Id,
            SessionId = tx.Caller.SessionId!,
            ReplacesAppId = replaces?.Id,
            SealedSeed = tx.Sealer.Seal(Totp.NewSeed(tx.Random).Reveal(), SeedPlace.OfSetup(id)),
            CreatedAt = tx.Now,
        };
        await tx.AppSetups.Start(setup);
        await tx.Recovery.RemovePending(owner.User.Id);
        tx.Audit(AuditEvent.Of(AuditAction.AppSetupStarted, owner.Account.Id, owner.User.Id, owner.User.Login));
        return setup;
    }

    private static async Task<BegunSetup.Pending> Shown(
        Transaction tx,
        FactorOwner owner,
        AppSetup setup,
        IReadOnlyList<PreparedSet> sets
    )
    {
        var replaces = setup.ReplacesAppId is { } id ? await tx.Apps.FindOf(owner.User.Id, id) : null;
        var seed = new Secret(tx.Sealer.Open(setup.SealedSeed, SeedPlace.OfSetup(setup.Id)));
        return new BegunSetup.Pending(owner.KeyOf(seed), replaces, sets);
    }
}
