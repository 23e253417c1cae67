using System.Globalization;
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
                var policies = await tx.Policies.All();
                var accounts = (await tx.Accounts.All()).ToDictionary(account => account.Id, StringComparer.Ordinal);
                return (await tx.UserList.ActiveOfAll()).Count(user =>
                {
                    var kept = policies[user.AccountId];
                    var facts = new AccountFacts(accounts[user.AccountId].CreatedAt, kept.Decision);
                    return !Demand.Of(before, kept.Policy, facts, user.Facts, then).IsRequired
                        && Demand.Of(after, kept.Policy, facts, user.Facts, then) is { IsRequired: true } demand
                        && !demand.IsMetBy(user.Factors);
                });
            },
            cancel
        );

    // One row, whatever the number of accounts; with another cut-off one statement more. What is demanded of users follows from it.
    private static async Task<ChangedInstallation> Act(
        Transaction tx,
        Func<InstallationRule, InstallationRule> change,
        InstallationRule? seen
    )
    {
        if (!await AsOperator.StillMay(tx))
            return new ChangedInstallation.NotPermitted();
        await tx.Installation.Lock();
        var before = (await tx.Installation.Get()).Rule;
        if (seen is not null && !seen.AsksTheSameAs(before))
            return new ChangedInstallation.EditedMeanwhile();
        var wanted = change(before);
        if (wanted.AsksTheSameAs(before))
            return new ChangedInstallation.Done(before);
        var after = wanted.After(before, tx.Now);
        await tx.Installation.ChangeRule(after);
        if (after.CutOff != before.CutOff)
            await tx.Policies.FollowCutOff(before.CutOff, after.CutOff, tx.Now);
        await tx.Decisions.Add(accountId: null, version: 0, mails: false);
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

    private static string Written(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "never";
}
