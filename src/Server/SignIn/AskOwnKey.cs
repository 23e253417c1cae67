using Sallyport.Core.Common;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>Asks a person who is known for one of the own keys. Null where the person has none that answers to this host.</summary>
public sealed class AskOwnKey(Database database, AskForKey ask)
{
    /// <summary>After a right password; the half sign-in alone may answer.</summary>
    public Task<AskedKey?> ForSecondFactor(Caller caller, WaitingSignIn waiting, string host, CancellationToken cancel) =>
        waiting.State.Factors.SecurityKeys == 0
            ? Task.FromResult<AskedKey?>(null)
            : database.Write(
                caller,
                tx => ask.Ask(tx, ChallengePurpose.SecondFactor, waiting.Pending.Id, waiting.User, waiting.Policy, host),
                cancel
            );

    /// <summary>In a running session, which alone may answer.</summary>
    public Task<AskedKey?> ForProof(SignedIn person, string host, CancellationToken cancel) =>
        person.Factors.SecurityKeys == 0
            ? Task.FromResult<AskedKey?>(null)
            : database.Write(
                person.Caller,
                tx => ask.Ask(tx, ChallengePurpose.FreshProof, person.Session.Id, person.User, person.Policy, host),
                cancel
            );
}
