using System.Globalization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>What came of changing what the installation asks.</summary>
public abstract record ChangedInstallation
{
    private ChangedInstallation() { }

    public sealed record Done(InstallationRule Rule) : ChangedInstallation;

    /// <summary>The caller is no operator.</summary>
    public sealed record NotPermitted : ChangedInstallation;

    /// <summary>The rule is another by now than the caller has seen.</summary>
    public sealed record EditedMeanwhile : ChangedInstallation;
}

/// <summary>Changes what the installation asks above all accounts (MUST-1). The operator's.</summary>
public sealed class ChangeInstallation(Database database)
{
    /// <param name="caller">An operator, or the command line.</param>
    /// <param name="change">Made over the rule as it is then: two at once do not undo each other.</param>
    /// <param name="seen">The rule that the change was made up over; null: whichever there is.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public Task<ChangedInstallation> Change(
        Caller caller,
        Func<InstallationRule, InstallationRule> change,
        InstallationRule? seen,
        CancellationToken cancel
    ) => database.Write(caller, tx => Act(tx, change, seen), cancel);

    /// <summary>How many active users of all accounts would be asked to enrol by a rule who are not by the one that there is, once it is in force.</summary>
    public Task<int> Reached(InstallationRule after, CancellationToken cancel) =>
        database.Read(
            async tx =>
            {
                var before = (await tx.Installation.Get()).Rule;
                var then = after.EverybodyFrom is { } from && from > tx.Now ? from : tx.Now;
                var reached = 0;
                foreach (var account in await tx.Accounts.All())
                {
                    var kept = await tx.Policies.Of(account.Id);
                    var facts = new AccountFacts(account.CreatedAt, kept.RequiredSince);
                    foreach (var row in await tx.UserList.Active(account.Id))
                    {
                        var user = new UserFacts(row.Requirement, row.RequiredSince, row.GraceEndsAt);
                        if (
                            !Demand.Of(before, kept.Policy, facts, user, then).IsRequired
                            && Demand.Of(after, kept.Policy, facts, user, then) is { IsRequired: true } demand
                            && !demand.IsMetBy(row.Factors)
                        )
                            reached++;
                    }
                }
                return reached;
            },
            cancel
        );

    private static async Task<ChangedInstallation> Act(
        Transaction tx,
        Func<InstallationRule, InstallationRule> change,
        InstallationRule? seen
    )
    {
        // All of them, in one order, before the guard locks the caller's: two operators of two accounts do not wait for each other.
        var accounts = (await tx.Accounts.All()).OrderBy(account => account.Id, StringComparer.Ordinal).ToList();
        foreach (var account in accounts)
            await tx.Accounts.Lock(account.Id);
        if (!await AsOperator.StillMay(tx))
            return new ChangedInstallation.NotPermitted();
        var before = (await tx.Installation.Get()).Rule;
        if (seen is not null && seen != before)
            return new ChangedInstallation.EditedMeanwhile();
        var after = change(before);
        if (after == before)
            return new ChangedInstallation.Done(before);
        await EndApiPasswords(tx, accounts, before, after);
        await tx.Installation.ChangeRule(after);
        tx.Audit(
            AuditEvent
                .Of(AuditAction.InstallationChanged, null, "", "")
                .With("cutOff", Written(after.CutOff))
                .With("cutOffBefore", Written(before.CutOff))
                .With("everybodyFrom", Written(after.EverybodyFrom))
                .With("everybodyFromBefore", Written(before.EverybodyFrom))
        );
        return new ChangedInstallation.Done(after);
    }

    // Of whom it is required by either rule at this moment: a rule may have begun with a date, when nobody was there to write it.
    private static async Task EndApiPasswords(
        Transaction tx,
        IEnumerable<Account> accounts,
        InstallationRule before,
        InstallationRule after
    )
    {
        foreach (var account in accounts)
        {
            var kept = await tx.Policies.Of(account.Id);
            var facts = new AccountFacts(account.CreatedAt, kept.RequiredSince);
            foreach (var asked in Enum.GetValues<UserRequirement>())
                if (new[] { before, after }.Any(rule => IsRequired(rule, kept.Policy, facts, asked, tx.Now)))
                    await tx.Users.EndApiPasswords(account.Id, asked, tx.Now);
        }
    }

    private static bool IsRequired(
        InstallationRule rule,
        Policy policy,
        AccountFacts account,
        UserRequirement asked,
        DateTimeOffset now
    ) => Demand.Of(rule, policy, account, new UserFacts(asked, null, null), now).IsRequired;

    private static string Written(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "never";
}
