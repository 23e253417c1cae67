using System.Globalization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Storage;

namespace Sallyport.Server.Enforcement;

/// <summary>Changes what the installation asks above all accounts (MUST-1). The operator's, at the command line.</summary>
public sealed class ChangeInstallation(Database database)
{
    public Task<InstallationRule> Change(
        Caller caller,
        Func<InstallationRule, InstallationRule> change,
        CancellationToken cancel
    ) =>
        database.Write(
            caller,
            async tx =>
            {
                var before = (await tx.Installation.Get()).Rule;
                var after = change(before);
                if (after == before)
                    return before;
                await EndApiPasswords(tx, before, after);
                await tx.Installation.ChangeRule(after);
                tx.Audit(
                    AuditEvent
                        .Of(AuditAction.InstallationChanged, null, "", "")
                        .With("cutOff", Written(after.CutOff))
                        .With("cutOffBefore", Written(before.CutOff))
                        .With("everybodyFrom", Written(after.EverybodyFrom))
                        .With("everybodyFromBefore", Written(before.EverybodyFrom))
                );
                return after;
            },
            cancel
        );

    // Of whom it is required by either rule at this moment: a rule may have begun with a date, when nobody was there to write it.
    private static async Task EndApiPasswords(Transaction tx, InstallationRule before, InstallationRule after)
    {
        foreach (var account in (await tx.Accounts.All()).OrderBy(account => account.Id, StringComparer.Ordinal))
        {
            await tx.Accounts.Lock(account.Id);
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
