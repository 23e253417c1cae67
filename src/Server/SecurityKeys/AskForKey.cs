using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>A question for a key, as a page shows it.</summary>
/// <param name="CeremonyId">Posted back with the answer.</param>
/// <param name="Options">For the browser.</param>
public sealed record AskedKey(string CeremonyId, string Options);

/// <summary>Asks for a key that is registered already: a challenge with one purpose, for one holder.</summary>
public sealed class AskForKey(Settings settings)
{
    /// <summary>One of the user's keys; null where none of them answers to this host.</summary>
    public async Task<AskedKey?> Ask(
        Transaction tx,
        ChallengePurpose purpose,
        string holderId,
        User user,
        Policy policy,
        string host
    )
    {
        if (await RelyingParty.Find(tx, settings, policy, host) is not { } party)
            return null;
        var keys = (await tx.SecurityKeys.Of(user.Id)).Where(key => key.RpId == party.Id).ToList();
        if (keys.Count == 0)
            return null;
        var challenge = await tx.Challenges.Ask(purpose, holderId, user.Id, party.Id, party.Origin);
        return new AskedKey(challenge.Id, KeyOptions.ToSignIn(challenge, policy.UserVerification, keys));
    }

    /// <summary>Whichever passkey the person chooses; null where the host is none of this installation's. Nobody's keys are named, so that the question tells nothing of anybody (WebAuthn 14.6.2).</summary>
    public async Task<AskedKey?> AskAnybody(Transaction tx, string holderId, Policy? policy, string host)
    {
        if (await RelyingParty.Find(tx, settings, policy, host) is not { } party)
            return null;
        var challenge = await tx.Challenges.Ask(ChallengePurpose.PasskeySignIn, holderId, null, party.Id, party.Origin);
        // A passkey alone stands for two factors: it has to check who holds it (KEY-5).
        return new AskedKey(challenge.Id, KeyOptions.ToSignIn(challenge, UserVerification.Required, []));
    }
}
