using Sallyport.Core.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Notifications;

/// <summary>Mails an account's administrators what one of them, or the command line, did: a thief in one session is noticed by the others (ADMIN-17).</summary>
public sealed class TellAdministrators(QueueMail mail)
{
    /// <param name="tx">The transaction of what is reported.</param>
    /// <param name="kind">Which mail.</param>
    /// <param name="accountId">Whose administrators. The caller is not among them.</param>
    /// <param name="facts">What it says. Who did it is added.</param>
    /// <param name="butUser">The user whom it concerns, who gets a mail of the own; null: it concerns nobody alone.</param>
    public async Task Tell(Transaction tx, MailKind kind, string accountId, MailFacts facts, string? butUser = null)
    {
        var account = (await tx.Accounts.Find(accountId))!;
        foreach (var administrator in await tx.Users.ActiveAdministrators(accountId))
            if (administrator.Id != tx.Caller.UserId && administrator.Id != butUser)
                await mail.Queue(tx, kind, administrator, account, facts with { By = tx.Caller.Name });
    }
}
