using System.Data.Common;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Accounts.Emails;
using Sallyport.Server.Accounts.Others;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of changing a user's details.</summary>
public abstract record UpdatedUser
{
    private UpdatedUser() { }

    public sealed record Done(User User) : UpdatedUser;

    public sealed record Refused(UserRefusal Why) : UpdatedUser;

    /// <summary>Somebody else saved since the form was filled.</summary>
    public sealed record EditedMeanwhile : UpdatedUser;

    /// <summary>The user has more than the caller (<see cref="Authority"/>).</summary>
    public sealed record AboveYou : UpdatedUser;

    /// <summary>No such user in the caller's account, or the permission UPDATE_USER is missing.</summary>
    public sealed record NotFound : UpdatedUser;

    /// <summary>Who administers, or comes to, is changed in person (<see cref="Caller.IsInPerson"/>), and so are passwords and addresses.</summary>
    public sealed record SessionNeeded : UpdatedUser;

    public sealed record Busy : UpdatedUser;
}

/// <summary>Changes what is written about a user of one's own account. What a change closes is closed at once.</summary>
public sealed class UpdateUser(Database database, SetUserPassword passwords, ChangeEmail emails, TellAdministrators others)
{
    public async Task<UpdatedUser> Update(Caller caller, string userId, EditedUser asked, CancellationToken cancel)
    {
        if (!caller.May(Permission.UpdateUser))
            return new UpdatedUser.NotFound();
        var chosen = asked.Password is { } typed ? await passwords.Choose(caller, userId, typed, cancel) : null;
        if (chosen is ChosenPassword.Busy)
            return new UpdatedUser.Busy();
        if (UserRefusal.Of([], chosen) is { } refusal)
            return new UpdatedUser.Refused(refusal);
        try
        {
            return await database.Write(
                caller,
                tx => Change(tx, userId, UserFields.Tidy(asked), chosen as ChosenPassword.Hashed),
                cancel
            );
        }
        // PostgreSQL's word for "not unique": another account's user took the address in the same moment.
        catch (DbException taken) when (taken.SqlState == "23505")
        {
            return new UpdatedUser.Refused(new UserRefusal(UserFault.EmailTaken));
        }
    }

    private async Task<UpdatedUser> Change(Transaction tx, string userId, EditedUser asked, ChosenPassword.Hashed? password)
    {
        var reached = await ReachUser.ToChange(tx, userId, Permission.UpdateUser);
        if (reached.Whom is not { } user)
            return reached is Reached.Above ? new UpdatedUser.AboveYou() : new UpdatedUser.NotFound();
        if (user.Version != asked.Version)
            return new UpdatedUser.EditedMeanwhile();
        var accountId = user.AccountId;
        var isOwn = reached is Reached.Oneself;
        var role = await tx.Roles.Grantable(accountId, asked.Role);
        List<UserFault> faults =
        [
            .. UserFields.FaultsOf(asked),
            .. UserFields.FaultsOf(role, tx.Caller),
            .. await LockedOut(tx, user, asked, isOwn),
            .. await TakenEmail(tx, user, asked),
        ];
        if (password is not null && isOwn)
            faults.Add(UserFault.PasswordIsYours);
        if (UserRefusal.Of(faults) is { } refusal)
            return new UpdatedUser.Refused(refusal);
        var changed = With(user, asked, tx.Now).With(role!);
        if (!tx.Caller.IsInPerson && TakesAPerson(user, changed, password))
            return new UpdatedUser.SessionNeeded();
        return await Keep(tx, user, changed, password);
    }

    private async Task<UpdatedUser> Keep(Transaction tx, User before, User asked, ChosenPassword.Hashed? password)
    {
        var moves = IsOtherMailbox(before, asked);
        // The mailbox of somebody who never came proves nothing: the address was mistyped, and is put right.
        var waits = moves && before.HasArrived;
        var after = waits ? asked with { Email = before.Email, CanonicalEmail = before.CanonicalEmail } : asked;
        if (await Write(tx, before, after, isTouched: waits) is { } taken)
            return new UpdatedUser.Refused(new UserRefusal(taken));
        if (password is not null)
            await passwords.Keep(tx, after, password);
        // Last: a new password ends the links that were mailed before it.
        if (waits)
            await emails.Ask(tx, after, asked.Email);
        else if (moves)
            await emails.Follow(tx, before, asked.Email, invites: password is null);
        return new UpdatedUser.Done(after);
    }

    private async Task<UserFault?> Write(Transaction tx, User before, User after, bool isTouched)
    {
        var fields = string.Join(',', ChangedFields.Between(before, after));
        if (fields.Length == 0 && !isTouched)
            return null;
        if (before.CanonicalEmail != after.CanonicalEmail)
            await tx.EmailAddresses.MakeRoomFor(after.CanonicalEmail);
        if (await tx.Users.ChangeDetails(after) == 0)
            return await Taken(tx, after);
        await Close(tx, after);
        if (fields.Length > 0)
            tx.Audit(
                AuditEvent
                    .Of(AuditAction.UserChanged, after.AccountId, after.Id, after.Login)
                    .With("fields", fields)
                    .With("role", after.RoleName!)
            );
        if (after.Role != before.Role && after.Permissions.Except(before.Permissions).Any(RoleRule.IsAdministrative))
            await others.Tell(
                tx,
                MailKind.AdministrationGranted,
                after.AccountId,
                new MailFacts { What = after.Login, Becomes = after.RoleName! },
                after.Id
            );
        return null;
    }

    /// <summary>Changes after which the account has no administrator who gets in, or the writer is shut out by the own stroke; nobody changes the own role.</summary>
    private static async Task<List<UserFault>> LockedOut(Transaction tx, User user, EditedUser asked, bool isOwn)
    {
        var faults = new List<UserFault>();
        var isLast = await LastAdministrator.Is(tx, user);
        if (isLast && asked.Role != BuiltInRole.Admin)
            faults.Add(UserFault.LastAdministrator);
        else if (isOwn && asked.Role != user.Role)
            faults.Add(UserFault.RoleIsYours);
        if ((isLast || isOwn) && !asked.Doors.Contains(Words.Camel(Door.Portal)))
            faults.Add(UserFault.PortalNeeded);
        if (
            isOwn
            && AddressList.FirstFault(asked.PortalAddresses) is null
            && !AddressList.Admits(asked.PortalAddresses, tx.Caller.Origin.Address)
        )
            faults.Add(UserFault.PortalAddressesShutYouOut);
        return faults;
    }

    private static async Task<UserFault[]> TakenEmail(Transaction tx, User user, EditedUser asked) =>
        CanonicalName.Email(asked.Email) is { } email
        && await tx.Users.FindByEmail(email) is { } other
        && other.Id != user.Id
        && CanonicalName.LiteralEmail(other.Email) == email
            ? [UserFault.EmailTaken]
            : [];

    // Not by the canonical address: one that was stored with compatibility letters has the same as the plain one, and is another mailbox.
    private static bool IsOtherMailbox(User before, User after) =>
        CanonicalName.LiteralEmail(before.Email) != CanonicalName.LiteralEmail(after.Email);

    // Whoever has the mail address has the password, because a link chooses it.
    private static bool TakesAPerson(User before, User after, ChosenPassword.Hashed? password) =>
        password is not null || before.Email != after.Email || before.Administers || after.Administers;

    private static User With(User user, EditedUser asked, DateTimeOffset now) =>
        user with
        {
            Login = asked.Login,
            CanonicalLogin = CanonicalName.Login(asked.Login)!,
            // As it is stored, where nobody has touched it: other letters are another mailbox.
            Email = asked.Email == user.Email ? user.Email : CanonicalName.PlainEmail(asked.Email),
            CanonicalEmail = asked.Email == user.Email ? user.CanonicalEmail : CanonicalName.Email(asked.Email)!,
            Title = asked.Title,
            GivenName = asked.GivenName,
            FamilyName = asked.FamilyName,
            Mobile = asked.Mobile,
            Language = asked.Language,
            TimeZone = asked.TimeZone,
            Doors = UserFields.Written(asked.Doors),
            PortalAddresses = asked.PortalAddresses,
            ApiAddresses = asked.ApiAddresses,
            ModifiedAt = now,
        };

    private static async Task<UserFault> Taken(Transaction tx, User changed) =>
        await tx.Users.FindByLogin(changed.AccountId, changed.CanonicalLogin) is { } other && other.Id != changed.Id
            ? UserFault.LoginTaken
            : UserFault.EmailTaken;

    private static async Task Close(Transaction tx, User after)
    {
        if (after.IsOpen(Door.Portal))
            return;
        await tx.Sessions.EndOthers(after.Id, butId: null, tx.Now);
        await tx.PendingSignIns.EndOf(after.Id, tx.Now);
    }
}
