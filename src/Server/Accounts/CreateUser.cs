using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What came of making a user.</summary>
public abstract record CreatedUser
{
    private CreatedUser() { }

    public sealed record Done(User User) : CreatedUser;

    /// <summary>The same request made the user before.</summary>
    public sealed record AlreadyDone(User User) : CreatedUser;

    /// <summary>A request of the same name asked for something else before.</summary>
    public sealed record AskedOtherwise : CreatedUser;

    public sealed record Refused(UserRefusal Why) : CreatedUser;

    /// <summary>The permission CREATE_USER is missing, or was taken away meanwhile, or the session was.</summary>
    public sealed record NotPermitted : CreatedUser;

    /// <summary>A role that administers is granted in person (<see cref="Caller.IsInPerson"/>).</summary>
    public sealed record SessionNeeded : CreatedUser;

    public sealed record Busy : CreatedUser;
}

/// <summary>Makes a user of an account.</summary>
public sealed class CreateUser(Database database, ChoosePassword passwords, MailPasswordLink link, TellAdministrators others)
{
    public async Task<CreatedUser> Create(Caller caller, Account account, NewUser given, CancellationToken cancel)
    {
        var asked = UserFields.Tidy(given);
        var (demanded, role) = await database.Read(
            async tx => (await DemandedOfNew(tx, account), await tx.Roles.Grantable(account.Id, asked.Role)),
            cancel
        );
        var chosen = asked.Password is { } typed
            ? await passwords.Choose(typed, OwnerOf(asked, account, demanded), cancel)
            : null;
        if (chosen is ChosenPassword.Busy)
            return new CreatedUser.Busy();
        return UserRefusal.Of([.. UserFields.FaultsOf(asked), .. UserFields.FaultsOf(role, caller)], chosen) is { } refusal
            ? new CreatedUser.Refused(refusal)
            : await database.Write(caller, tx => Add(tx, account, asked, chosen as ChosenPassword.Hashed), cancel);
    }

    /// <summary>
    /// The user's row, inside the caller's transaction, which has looked at the role; null when login or e-mail is taken. For the set-up of an account, which makes
    /// its first user with it.
    /// </summary>
    public async Task<User?> AddTo(
        Transaction tx,
        Account account,
        NewUser asked,
        ChosenPassword.Hashed? password,
        bool isOwn,
        DateTimeOffset? operatorSince
    )
    {
        var id = tx.Random.Id();
        var role = (await tx.Roles.Grantable(account.Id, asked.Role))!;
        var user = new User
        {
            Id = id,
            AccountId = account.Id,
            Login = asked.Login,
            CanonicalLogin = CanonicalName.Login(asked.Login)!,
            Email = CanonicalName.PlainEmail(asked.Email),
            CanonicalEmail = CanonicalName.Email(asked.Email)!,
            Title = asked.Title,
            GivenName = asked.GivenName,
            FamilyName = asked.FamilyName,
            Mobile = asked.Mobile,
            Language = asked.Language,
            TimeZone = asked.TimeZone,
            Doors = UserFields.Written(asked.Doors),
            PortalAddresses = asked.PortalAddresses,
            ApiAddresses = asked.ApiAddresses,
            SealedPasswordHash = password is null ? null : ChoosePassword.Seal(tx, id, password),
            PasswordChangedAt = password is null ? null : tx.Now,
            // Chosen by somebody else: to be changed at the first sign-in (ADMIN-3). The command line and the set-up page choose for themselves.
            PasswordChangeDueAt = password is null || isOwn ? null : tx.Now,
            OperatorSince = operatorSince,
            CreatedAt = tx.Now,
            ModifiedAt = tx.Now,
            Version = 1,
        }.With(role);
        await tx.EmailAddresses.MakeRoomFor(user.CanonicalEmail);
        if (await tx.Users.Add(user) == 0)
            return null;
        if (await DemandedOfNew(tx, account))
            await tx.Users.EndApiPassword(user.Id, tx.Now);
        tx.Audit(AuditEvent.Of(AuditAction.UserCreated, account.Id, user.Id, user.Login).With("role", role.Name));
        return user;
    }

    private async Task<CreatedUser> Add(Transaction tx, Account account, NewUser asked, ChosenPassword.Hashed? password)
    {
        if (!await AsAdministrator.StillMay(tx, Permission.CreateUser))
            return new CreatedUser.NotPermitted();
        await tx.Accounts.Lock(account.Id);
        if (asked.AskedBy is { } request && await tx.AskedRequests.Find(request) is { } former)
            return former.ContentDigest == request.ContentDigest
                ? new CreatedUser.AlreadyDone((await tx.Users.FindIn(account.Id, former.MadeId))!)
                : new CreatedUser.AskedOtherwise();
        // The role may be gone, or more than it was, since the password was hashed.
        var role = await tx.Roles.Grantable(account.Id, asked.Role);
        if (UserRefusal.Of(UserFields.FaultsOf(role, tx.Caller)) is { } refusal)
            return new CreatedUser.Refused(refusal);
        if (role!.Administers && !tx.Caller.IsInPerson)
            return new CreatedUser.SessionNeeded();
        var isOwn = tx.Caller.Origin.Door == Door.CommandLine;
        if (await AddTo(tx, account, asked, password, isOwn, operatorSince: null) is not { } user)
            return new CreatedUser.Refused(new UserRefusal(await Taken(tx, account, asked)));
        if (asked.AskedBy is { } name)
            await tx.AskedRequests.Add(name, user.Id);
        if (password is null)
            await link.Send(tx, user, account);
        if (role.Administers)
            await others.Tell(
                tx,
                MailKind.AdministrationGranted,
                account.Id,
                new MailFacts { What = user.Login, Becomes = role.Name },
                user.Id
            );
        return new CreatedUser.Done(user);
    }

    private static async Task<bool> DemandedOfNew(Transaction tx, Account account)
    {
        var kept = await tx.Policies.Of(account.Id);
        var facts = new Core.Enforcement.AccountFacts(account.CreatedAt, kept.Decision);
        var user = new Core.Enforcement.UserFacts(UserRequirement.Inherit);
        return Core.Enforcement.Demand.Of((await tx.Installation.Get()).Rule, kept.Policy, facts, user, tx.Now).IsRequired;
    }

    private static PasswordOwner OwnerOf(NewUser asked, Account account, bool demanded) =>
        new(demanded, asked.Login, asked.Email, account.Handle, account.Name);

    private static async Task<UserFault> Taken(Transaction tx, Account account, NewUser asked) =>
        await tx.Users.FindByLogin(account.Id, CanonicalName.Login(asked.Login)!) is not null
            ? UserFault.LoginTaken
            : UserFault.EmailTaken;
}
