using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SignIn;

/// <summary>What came of choosing a password by a mailed link.</summary>
public abstract record ResetAnswer
{
    private ResetAnswer() { }

    /// <summary>Changed. The person signs in next, second factor and all.</summary>
    public sealed record Done(Account Account) : ResetAnswer;

    /// <summary>The link is as good as before.</summary>
    public sealed record Unfit(PasswordVerdict Why) : ResetAnswer;

    /// <summary>The link was used, has run out, or never was.</summary>
    public sealed record LinkGone : ResetAnswer;

    public sealed record Busy : ResetAnswer;
}

/// <summary>Chooses a password by a mailed one-time link: the first one, or in place of a forgotten one.</summary>
public sealed class ResetPassword(Database database, AttemptLimits limits, ChoosePassword passwords, QueueMail mail)
{
    /// <summary>Whose link it is, without spending it; null where it opens nothing.</summary>
    public Task<(User User, Account Account)?> Find(string token, CancellationToken cancel) =>
        database.Read(tx => Find(tx, token), cancel);

    /// <summary>The link is spent in the transaction that changes the password: of two who send it at once, one changes it.</summary>
    public async Task<ResetAnswer> Reset(Caller caller, string token, string password, CancellationToken cancel)
    {
        var owner = await database.Read(
            async tx => await Find(tx, token) is var (user, account) ? await OwnerOfPassword.Read(tx, user, account) : null,
            cancel
        );
        if (owner is null)
            return new ResetAnswer.LinkGone();
        return await passwords.Choose(password, owner, cancel) switch
        {
            ChosenPassword.Hashed hashed => await database.Write(caller, tx => Spend(tx, token, hashed), cancel),
            ChosenPassword.Unfit unfit => new ResetAnswer.Unfit(unfit.Why),
            _ => new ResetAnswer.Busy(),
        };
    }

    private static async Task<(User User, Account Account)?> Find(Transaction tx, string token) =>
        await tx.Links.Find(TokenDigest.Of(token)) is { UserId: { } userId } link
        && link.IsOpen(tx.Now)
        && link.Purpose is LinkPurpose.FirstPassword or LinkPurpose.ForgottenPassword
        && await tx.Users.Find(userId) is { MayChoosePassword: true } user
            ? (user, (await tx.Accounts.Find(user.AccountId))!)
            : null;

    private async Task<ResetAnswer> Spend(Transaction tx, string token, ChosenPassword.Hashed hashed)
    {
        if (
            await Find(tx, token) is not var (seen, account)
            || await tx.Users.Lock(seen.Id) is not { MayChoosePassword: true } user
            || !await tx.Links.Spend(TokenDigest.Of(token), tx.Now)
        )
            return new ResetAnswer.LinkGone();
        await tx.Users.ChangePassword(user.Id, ChoosePassword.Seal(tx, user.Id, hashed), changeDueAt: null, tx.Now);
        var ended = await EndWhatPasswordOpened.End(tx, user.Id, butSession: null);
        await limits.Reopen(tx, AttemptKind.Password, user.Id);
        if (user.IsFrozen)
            await tx.Users.ChangeStatus(user.Id, UserStatus.Active, tx.Now);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.PasswordReset, account.Id, user.Id, user.Login)
                .With("sessionsEnded", $"{ended}")
                .With("from", user.StatusWord)
        );
        await mail.Queue(tx, MailKind.PasswordChanged, user, account, new MailFacts());
        return new ResetAnswer.Done(account);
    }
}
