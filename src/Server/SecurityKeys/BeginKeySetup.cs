using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>What came of opening the page that registers a key.</summary>
public abstract record BegunKey
{
    private BegunKey() { }

    /// <param name="CeremonyId">Posted back with the answer.</param>
    /// <param name="Options">For the browser.</param>
    /// <param name="Codes">Recovery codes to show with it (<c>beforePairing</c>); empty: none.</param>
    public sealed record Asked(string CeremonyId, string Options, IReadOnlyList<PreparedSet> Codes) : BegunKey;

    /// <summary>The account's people do not use keys.</summary>
    public sealed record NotOffered : BegunKey;

    /// <summary>One must go before another one comes.</summary>
    public sealed record TooMany : BegunKey;

    /// <summary>The person came by a name of this server that is none of the installation's.</summary>
    /// <param name="Address">Where keys can be set up.</param>
    public sealed record OtherHost(string Address) : BegunKey;

    /// <summary>A new question is asked behind a fresh proof alone (SIGN-11).</summary>
    public sealed record ProofNeeded : BegunKey;

    /// <summary>The session has ended.</summary>
    public sealed record NotFound : BegunKey;
}

/// <summary>Asks for a new key: a challenge for this session alone. Until the answer was checked nothing counts (KEY-3).</summary>
public sealed class BeginKeySetup(Database database, PrepareRecoveryCodes prepare, HandOutCodes codes, Settings settings)
{
    /// <param name="caller">Whose key it will be, and in whose session it is answered.</param>
    /// <param name="host">By which the person came.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<BegunKey> Begin(Caller caller, string host, CancellationToken cancel)
    {
        var kinds = await database.Read(tx => KindsBefore(tx, caller), cancel);
        // Too busy to hash: they are handed out with the key instead.
        var sets = await prepare.Prepare(kinds, cancel) ?? [];
        return await database.Write(caller, tx => Act(tx, host, sets), cancel);
    }

    private static async Task<IReadOnlyList<RecoverySetKind>> KindsBefore(Transaction tx, Caller caller) =>
        await FactorOwner.Find(tx, caller, caller.UserId!) is { } owner && owner.MayHave(Method.SecurityKey)
            ? await HandOutCodes.KindsBefore(tx, owner.User.Id, owner.Policy)
            : [];

    private async Task<BegunKey> Act(Transaction tx, string host, IReadOnlyList<PreparedSet> sets)
    {
        if (await FactorOwner.Lock(tx, tx.Caller.UserId!) is not { } owner)
            return new BegunKey.NotFound();
        if (!tx.Caller.HasFreshProof(tx.Now))
            return new BegunKey.ProofNeeded();
        if (!owner.MayHave(Method.SecurityKey))
            return new BegunKey.NotOffered();
        var keys = await tx.SecurityKeys.Of(owner.User.Id);
        if (keys.Count >= KeyDemand.MostKeys)
            return new BegunKey.TooMany();
        if (await RelyingParty.Find(tx, settings, owner.Policy, host) is not { } party)
            return new BegunKey.OtherHost(settings.PublicUrl.ToString());
        var challenge = await tx.Challenges.Ask(
            ChallengePurpose.Registration,
            tx.Caller.SessionId!,
            owner.User.Id,
            party.Id,
            party.Origin
        );
        var handle = await tx.UserHandles.Of(owner.User.Id);
        return new BegunKey.Asked(
            challenge.Id,
            KeyOptions.ToRegister(owner, challenge, handle, keys),
            await codes.Wait(tx, owner.User, sets)
        );
    }
}
