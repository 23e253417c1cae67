using System.Globalization;
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

    private static string Written(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture) ?? "never";
}
