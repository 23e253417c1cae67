using System.Data.Common;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts.Others;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts.Emails;

/// <summary>What came of setting an address.</summary>
public enum SetEmailAnswer
{
    Done,

    /// <summary>It is the user's already; nothing was written.</summary>
    Unchanged,
    Malformed,
    Taken,

    /// <summary>No such user, or not the command line.</summary>
    NotFound,
}

/// <summary>The operator sets somebody's address at the command line: nobody confirms it, and both mailboxes are told.</summary>
public sealed class SetEmail(Database database, ChangeEmail change)
{
    public async Task<SetEmailAnswer> Set(Caller caller, string userId, string typed, CancellationToken cancel)
    {
        var email = CanonicalName.PlainEmail(typed.Trim());
        if (CanonicalName.Email(email) is null)
            return SetEmailAnswer.Malformed;
        try
        {
            return await database.Write(caller, tx => Set(tx, userId, email), cancel);
        }
        // PostgreSQL's word for "not unique": somebody took the address in the same moment.
        catch (DbException taken) when (taken.SqlState == "23505")
        {
            return SetEmailAnswer.Taken;
        }
    }

    private async Task<SetEmailAnswer> Set(Transaction tx, string userId, string email)
    {
        if (
            tx.Caller.Origin.Door != Door.CommandLine
            || await ReachUser.ToChange(tx, userId, Permission.UpdateUser) is not Reached.Other { User: var user }
        )
            return SetEmailAnswer.NotFound;
        if (user.Email == email)
            return SetEmailAnswer.Unchanged;
        if (!await change.Set(tx, user, email))
            return SetEmailAnswer.Taken;
        tx.Audit(
            AuditEvent.Of(AuditAction.EmailChanged, user.AccountId, user.Id, user.Login).With("askedBy", Caller.CommandLine)
        );
        return SetEmailAnswer.Done;
    }
}
