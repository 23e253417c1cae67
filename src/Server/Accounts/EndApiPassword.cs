using Sallyport.Core.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>From MFA on or required, a user's password opens neither API nor IsProxy, and does not come back by itself (APIKEY-6): written in the step that does it.</summary>
public static class EndApiPassword
{
    /// <param name="tx">The transaction that changes factors or demand.</param>
    /// <param name="user">Before.</param>
    /// <param name="before">A requirement may have begun with a date, when nobody was there to write it.</param>
    /// <param name="after">As the user is now; factors are read anew.</param>
    public static async Task IfOver(Transaction tx, User user, MfaState before, User after)
    {
        var account = (await tx.Accounts.Find(user.AccountId))!;
        if (IsOver(before) || IsOver(await MfaState.Read(tx, after, account)))
            await tx.Users.EndApiPassword(user.Id, tx.Now);
    }

    private static bool IsOver(MfaState state) => state.Factors.MfaOn || state.Demand.IsRequired;
}
