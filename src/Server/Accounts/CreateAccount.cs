using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>What is asked for when an account is made.</summary>
public sealed record NewAccount
{
    public required string Handle { get; init; }
    public required string Name { get; init; }
    public required string Preset { get; init; }
    public required NewUser Administrator { get; init; }

    /// <summary>Null: now. Companies that move in bring their age with them (MUST-1 counts it).</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The first user also stands above all accounts.</summary>
    public bool IsOperators { get; init; }
}

/// <summary>What came of making an account.</summary>
public abstract record CreatedAccount
{
    private CreatedAccount() { }

    public sealed record Done(Account Account, User Administrator) : CreatedAccount;

    public sealed record HandleMalformed : CreatedAccount;

    public sealed record HandleTaken : CreatedAccount;

    public sealed record NameMissing : CreatedAccount;

    public sealed record PresetUnknown : CreatedAccount;

    public sealed record AdministratorRefused(UserRefusal Why) : CreatedAccount;

    public sealed record Busy : CreatedAccount;
}

/// <summary>Makes an account with its first user, who administers it (MUST-5).</summary>
public sealed class CreateAccount(Database database, ChoosePassword passwords, CreateUser users)
{
    private const int LongestName = 120;

    /// <param name="caller">Who makes it.</param>
    /// <param name="typed">What it is to be.</param>
    /// <param name="first">Runs first in the same transaction; false stops it. The set-up link is spent there.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<CreatedAccount?> Create(
        Caller caller,
        NewAccount typed,
        Func<Transaction, Task<bool>>? first = null,
        CancellationToken cancel = default
    )
    {
        var asked = typed with { Administrator = UserFields.Tidy(typed.Administrator) with { Role = BuiltInRole.Admin } };
        var fault = FaultOf(asked, out var policy);
        if (fault is not null)
            return fault;
        var chosen = await Choose(asked, policy!, cancel);
        var faults = UserFields.FaultsOf(asked.Administrator);
        if (chosen is ChosenPassword.Busy)
            return new CreatedAccount.Busy();
        if (UserRefusal.Of(faults, chosen) is { } refusal)
            return new CreatedAccount.AdministratorRefused(refusal);
        return await database.Write(
            caller,
            async tx =>
                first is not null && !await first(tx) ? null : await Add(tx, asked, policy!, chosen as ChosenPassword.Hashed),
            cancel
        );
    }

    private static CreatedAccount? FaultOf(NewAccount asked, out Policy? policy) =>
        !Preset.All.TryGetValue(asked.Preset, out policy) ? new CreatedAccount.PresetUnknown()
        : !Handle.IsWellFormed(asked.Handle) ? new CreatedAccount.HandleMalformed()
        : asked.Name.Trim().Length is 0 or > LongestName ? new CreatedAccount.NameMissing()
        : null;

    private async Task<ChosenPassword?> Choose(NewAccount asked, Policy policy, CancellationToken cancel)
    {
        if (asked.Administrator.Password is not { } typed)
            return null;
        var rule = await database.Read(async tx => (await tx.Installation.Get(), tx.Now), cancel);
        var created = asked.CreatedAt ?? rule.Now;
        var demand = Demand.Of(
            rule.Item1.Rule,
            policy,
            new AccountFacts(created, Decision.None),
            new UserFacts(UserRequirement.Inherit),
            rule.Now
        );
        var who = asked.Administrator;
        return await passwords.Choose(
            typed,
            new PasswordOwner(demand.IsRequired, who.Login, who.Email, asked.Handle, asked.Name),
            cancel
        );
    }

    private async Task<CreatedAccount> Add(Transaction tx, NewAccount asked, Policy policy, ChosenPassword.Hashed? password)
    {
        if (await tx.Accounts.FindByHandle(asked.Handle) is not null)
            return new CreatedAccount.HandleTaken();
        var email = CanonicalName.Email(asked.Administrator.Email)!;
        await tx.EmailAddresses.MakeRoomFor(email);
        if (await tx.Users.FindByEmail(email) is not null)
            return new CreatedAccount.AdministratorRefused(new UserRefusal(UserFault.EmailTaken));
        var account = new Account
        {
            Id = tx.Random.Id(),
            Handle = asked.Handle,
            Name = asked.Name.Trim(),
            CreatedAt = asked.CreatedAt ?? tx.Now,
        };
        await tx.Accounts.Add(account);
        await tx.Policies.Add(account.Id, policy, Decision.OfNewAccount(policy, account.CreatedAt, tx.Now), tx.Now);
        tx.Audit(AuditEvent.Of(AuditAction.AccountCreated, account.Id, account.Id, account.Handle).With("preset", asked.Preset));
        var user = await users.AddTo(tx, account, asked.Administrator, password, isOwn: true, asked.IsOperators ? tx.Now : null);
        return new CreatedAccount.Done(
            account,
            user ?? throw new System.Diagnostics.UnreachableException("The account is new and the address was free.")
        );
    }
}
