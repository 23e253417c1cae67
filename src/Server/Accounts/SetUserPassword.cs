using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Core.SignIn;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of seeing to another user's password.</summary>
public abstract record PasswordForUser
{
    private PasswordForUser() { }

    public sealed record Done : PasswordForUser;

    public sealed record Unfit(PasswordVerdict Why) : PasswordForUser;

    /// <summary>Only who is active gets a link.</summary>
    public sealed record NotActive : PasswordForUser;

    /// <summary>One's own is changed on one's own page, with the old one.</summary>
    public sealed record Oneself : PasswordForUser;

    public sealed record AboveYou : PasswordForUser;

    /// <summary>No such user in the caller's account, or the permission UPDATE_USER is missing.</summary>
    public sealed record NotFound : PasswordForUser;

    public sealed record Busy : PasswordForUser;
}

/// <summary>An administrator sees to another user's password: by a link, so that nobody but its owner ever knows it, or by setting one for now (ADMIN-3).</summary>
public sealed class SetUserPassword(Database database, ChoosePassword passwords, MailPasswordLink link, QueueMail mail)
{
    public Task<PasswordForUser> SendLink(Caller caller, string userId, CancellationToken cancel) =>
        database.Write(
            caller,
            async tx =>
            {
                if (await ReasonToRefuse(tx, userId) is { } refused)
                    return refused;
                var user = (await tx.Users.Lock(userId))!;
                if (!user.MaySignIn)
                    return new PasswordForUser.NotActive();
                await link.Send(tx, user, (await tx.Accounts.Find(user.AccountId))!);
                tx.Audit(AuditEvent.Of(AuditAction.PasswordResetAsked, user.AccountId, user.Id, user.Login, "by_administrator"));
                return new PasswordForUser.Done();
            },
            cancel
        );

    /// <summary>The new password works until the next sign-in, where it must be changed.</summary>
    public async Task<PasswordForUser> Set(Caller caller, string userId, string password, CancellationToken cancel)
    {
        var (refused, owner) = await database.Read(tx => Look(tx, caller, userId), cancel);
        if (refused is not null)
            return refused;
        return await passwords.Choose(password, owner!, cancel) switch
        {
            ChosenPassword.Hashed hashed => await database.Write(caller, tx => Keep(tx, userId, hashed), cancel),
            ChosenPassword.Unfit unfit => new PasswordForUser.Unfit(unfit.Why),
            _ => new PasswordForUser.Busy(),
        };
    }

    private static async Task<(PasswordForUser? Refused, PasswordOwner? Owner)> Look(Transaction tx, Caller caller, string userId)
    {
        if (await ReasonToRefuse(tx, caller, userId) is { } refused)
            return (refused, null);
        var user = (await tx.Users.Find(userId))!;
        return (null, await OwnerOfPassword.Read(tx, user, (await tx.Accounts.Find(user.AccountId))!));
    }

    private async Task<PasswordForUser> Keep(Transaction tx, string userId, ChosenPassword.Hashed hashed)
    {
        if (await ReasonToRefuse(tx, userId) is { } refused)
            return refused;
        var user = (await tx.Users.Lock(userId))!;
        await tx.Users.ChangePassword(userId, ChoosePassword.Seal(tx, userId, hashed), changeDueAt: tx.Now, tx.Now);
        var ended = await EndWhatPasswordOpened.End(tx, userId, butSession: null);
        await tx.Throttles.ResetOf(AttemptKind.Password, userId);
        tx.Audit(AuditEvent.Of(AuditAction.PasswordSet, user.AccountId, user.Id, user.Login).With("sessionsEnded", $"{ended}"));
        await mail.Queue(
            tx,
            MailKind.PasswordChanged,
            user,
            (await tx.Accounts.Find(user.AccountId))!,
            new MailFacts { What = tx.Caller.Name }
        );
        return new PasswordForUser.Done();
    }

    private static Task<PasswordForUser?> ReasonToRefuse(Transaction tx, string userId) => ReasonToRefuse(tx, tx.Caller, userId);

    private static async Task<PasswordForUser?> ReasonToRefuse(Transaction tx, Caller caller, string userId) =>
        !caller.May(Permission.UpdateUser)
        || await tx.Users.FindIn(caller.AccountId!, userId) is not { Status: not UserStatus.Removed } user
            ? new PasswordForUser.NotFound()
        : user.Id == caller.UserId ? new PasswordForUser.Oneself()
        : Authority.Covers(caller, user) ? null
        : new PasswordForUser.AboveYou();
}
