using System.Data.Common;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts.Emails;

/// <summary>What came of confirming a new address.</summary>
public enum ConfirmedEmail
{
    Done,

    /// <summary>The link was used, has run out, was replaced or cancelled, or never was.</summary>
    LinkGone,

    /// <summary>Somebody else has the address by now. The link is as good as before.</summary>
    Taken,
}

/// <summary>Behind the link to a new address: its reader makes it the user's. Opening the link changes nothing.</summary>
public sealed class ConfirmEmail(Database database, ChangeEmail change)
{
    /// <summary>What the link would change, without spending it; null where it opens nothing.</summary>
    public Task<(User User, Account Account, EmailChange Change)?> Find(string token, CancellationToken cancel) =>
        database.Read(tx => Find(tx, token), cancel);

    public async Task<ConfirmedEmail> Confirm(Caller caller, string token, CancellationToken cancel)
    {
        try
        {
            return await database.Write(caller, tx => Confirm(tx, token), cancel);
        }
        // PostgreSQL's word for "not unique": another user confirmed the same address in the same moment.
        catch (DbException taken) when (taken.SqlState == "23505")
        {
            return ConfirmedEmail.Taken;
        }
    }

    private static async Task<(User User, Account Account, EmailChange Change)?> Find(Transaction tx, string token) =>
        await tx.Links.Find(TokenDigest.Of(token)) is { UserId: { } userId, Purpose: LinkPurpose.ConfirmEmail } link
        && link.IsOpen(tx.Now)
        && await tx.EmailChanges.FindByLink(link.TokenDigest) is { ConfirmedAt: null } change
        && await tx.Users.Find(userId) is { Status: UserStatus.Active } user
            ? (user, (await tx.Accounts.Find(user.AccountId))!, change)
            : null;

    private async Task<ConfirmedEmail> Confirm(Transaction tx, string token)
    {
        // A freeze locks the user too: whichever comes first ends the other's link, or finds the address that it is about.
        if (await Find(tx, token) is not var (seen, _, _))
            return ConfirmedEmail.LinkGone;
        await tx.Users.Lock(seen.Id);
        if (await Find(tx, token) is not var (user, _, asked))
            return ConfirmedEmail.LinkGone;
        // The address was free when it was asked for, and nothing has kept it so.
        return await change.Confirm(tx, user, asked) ? ConfirmedEmail.Done : ConfirmedEmail.Taken;
    }
}
