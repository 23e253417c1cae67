using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts.Emails;

/// <summary>
/// Moves a user's mail address in the transaction of whoever asks for it. A mailbox is trusted with links that open the account, so a new one must prove itself first:
/// until then the present address signs in and gets links, and a thief in somebody's session cannot send them elsewhere. A part of other verbs.
/// </summary>
public sealed class ChangeEmail(QueueMail mail, MailPasswordLink link, TellAdministrators others, Settings settings)
{
    /// <summary>Asks the new address to confirm. It reserves nothing, and takes the place of a change that was asked for before.</summary>
    /// <param name="tx">In which the user is locked.</param>
    /// <param name="user">As the row is.</param>
    /// <param name="email">The new address, well formed and nobody else's at this moment.</param>
    public async Task Ask(Transaction tx, User user, string email)
    {
        await tx.Links.EndForEmail(user.Id, tx.Now);
        var (token, until) = (tx.Random.Token(), tx.Now + EmailChange.Life);
        var change = New(tx, user, email) with { TokenDigest = TokenDigest.Of(token) };
        await tx.Links.Add(
            new OneTimeLink
            {
                TokenDigest = change.TokenDigest,
                Purpose = LinkPurpose.ConfirmEmail,
                UserId = user.Id,
                MailedTo = CanonicalName.Email(email),
                CreatedAt = tx.Now,
                ExpiresAt = until,
            }
        );
        await tx.EmailChanges.Add(change);
        tx.Audit(About(AuditAction.EmailChangeAsked, user).With("until", $"{until:O}"));
        var account = (await tx.Accounts.Find(user.AccountId))!;
        var address = new Uri(settings.PublicUrl, "/confirm-email?token=" + token).ToString();
        await mail.Queue(tx, MailKind.ConfirmEmail, At(user, email), account, new MailFacts { Link = address, Until = until });
        await mail.Queue(tx, MailKind.EmailChangeAsked, user, account, new MailFacts { What = email, Until = until });
        await TellOthers(tx, user, email);
    }

    /// <summary>Makes the new address the user's. False when somebody else has it by now; nothing is written then.</summary>
    /// <param name="tx">In which the user is locked, and the link was found open behind the lock.</param>
    /// <param name="user">As the row is.</param>
    /// <param name="change">What was confirmed.</param>
    public async Task<bool> Confirm(Transaction tx, User user, EmailChange change)
    {
        if (!await Move(tx, user, change.Email))
            return false;
        if (!await tx.Links.Spend(change.TokenDigest!, tx.Now))
            throw new UnreachableException("Whoever ends a link of the user locks the user before.");
        await tx.EmailChanges.Confirm(change.Id, user.Email, tx.Now);
        await tx.Links.EndOf(user.Id, tx.Now);
        tx.Audit(About(AuditAction.EmailChanged, user).With("askedBy", change.AskedBy ?? Caller.CommandLine));
        await TellBoth(tx, user, change.Email);
        return true;
    }

    /// <summary>
    /// Without asking the new address. Where the user never came, nobody is told at an address that never was that person's, and an invitation goes to the new one.
    /// False when somebody else has it.
    /// </summary>
    public async Task<bool> Set(Transaction tx, User user, string email)
    {
        if (!await Move(tx, user, email))
            return false;
        // The same mailbox may be spelt otherwise.
        if (CanonicalName.LiteralEmail(email) != CanonicalName.LiteralEmail(user.Email))
            await Follow(tx, user, email, invites: true);
        return true;
    }

    /// <summary>What goes with an address that counts at once.</summary>
    /// <param name="tx">In which it was written.</param>
    /// <param name="user">As the row was.</param>
    /// <param name="email">The new address.</param>
    /// <param name="invites">Whoever has no password yet is invited again.</param>
    public async Task Follow(Transaction tx, User user, string email, bool invites)
    {
        await tx.EmailChanges.Add(New(tx, user, email) with { ConfirmedAt = tx.Now });
        await tx.Links.EndOf(user.Id, tx.Now);
        await TellOthers(tx, user, email);
        var moved = At(user, email) with { FrozenFrom = null };
        if (user.HasArrived)
            await TellBoth(tx, user, email);
        else if (invites && user.SealedPasswordHash is null && moved.MayChoosePassword)
            await link.Send(tx, moved, (await tx.Accounts.Find(user.AccountId))!);
        else
            await Tell(tx, moved, email);
    }

    /// <summary>The former mailbox takes the address back, and is mailed a link to choose a password. False when somebody else has it by now.</summary>
    public async Task<bool> Restore(Transaction tx, User user, string former)
    {
        if (!await Move(tx, user, former))
            return false;
        // By nobody: whether it is undone in turn is for an administrator to say.
        await tx.EmailChanges.Add(New(tx, user, former) with { AskedBy = null, ConfirmedAt = tx.Now });
        await tx.Links.EndOf(user.Id, tx.Now);
        tx.Audit(About(AuditAction.EmailRestored, user));
        await Tell(tx, user, former);
        await link.Send(tx, At(user, former) with { FrozenFrom = null }, (await tx.Accounts.Find(user.AccountId))!);
        await TellOthers(tx, user, former);
        return true;
    }

    // Afterwards the links end that lie in the mailbox of the address that the person no longer has, and a change that waits.
    private static Task<bool> Move(Transaction tx, User user, string email) =>
        tx.EmailAddresses.Move(user.Id, email, CanonicalName.Email(email)!, tx.Now);

    // The former address too: whoever took an account over would else be the only one to know.
    private async Task TellBoth(Transaction tx, User user, string email)
    {
        await Tell(tx, user, email);
        await Tell(tx, At(user, email), email);
    }

    private async Task Tell(Transaction tx, User to, string email) =>
        await mail.Queue(tx, MailKind.EmailChanged, to, (await tx.Accounts.Find(to.AccountId))!, new MailFacts { What = email });

    private Task TellOthers(Transaction tx, User user, string email) =>
        others.Tell(tx, MailKind.UserEmailMoved, user.AccountId, new MailFacts { What = user.Login, Becomes = email }, user.Id);

    private static EmailChange New(Transaction tx, User user, string email) =>
        new()
        {
            Id = tx.Random.Id(),
            UserId = user.Id,
            Email = email,
            FormerEmail = user.Email,
            AskedBy = tx.Caller.UserId,
            AskedAt = tx.Now,
        };

    private static User At(User user, string email) => user with { Email = email, CanonicalEmail = CanonicalName.Email(email)! };

    private static AuditEvent About(AuditAction action, User user) => AuditEvent.Of(action, user.AccountId, user.Id, user.Login);
}
