using System.Runtime.InteropServices;
using Sallyport.Core.Accounts;

namespace Sallyport.Core.Enforcement;

/// <summary>One of those who demand it of a user at this moment.</summary>
/// <param name="By">Who.</param>
/// <param name="Since">When this user came to be reached.</param>
/// <param name="GraceEndsAt">The end of the time that this one gives; null: none.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DemandSource(DemandedBy By, DateTimeOffset Since, DateTimeOffset? GraceEndsAt)
{
    /// <summary>From here on it waits no longer.</summary>
    public DateTimeOffset HoldsFrom => GraceEndsAt > Since ? GraceEndsAt.Value : Since;

    /// <summary>Every one, in the order in which they are named to the person.</summary>
    public static IEnumerable<DemandSource> Of(
        InstallationRule installation,
        Policy policy,
        AccountFacts account,
        UserFacts user,
        DateTimeOffset now
    )
    {
        var grace = new Grace(policy, account, user);
        if (installation.EverybodyFrom is { } from && from <= now)
            yield return new(
                DemandedBy.Installation,
                Later(Later(from, installation.EverybodySince), account.CreatedAt),
                grace.OfInstallation(from, installation.EverybodySince)
            );
        if (policy.Requirement == Requirement.Advised && account.CreatedAt > installation.CutOff)
            yield return new(DemandedBy.Installation, account.RequiredSince, grace.OfAccount());
        if (user.Requirement == UserRequirement.Required)
            yield return new(DemandedBy.User, user.RequiredSince ?? account.CreatedAt, grace.OfUser());
        var optedOut = user.Requirement == UserRequirement.NotRequired && policy.UserMayOptOut;
        if (policy.Requirement == Requirement.Required && !optedOut)
            yield return new(DemandedBy.Account, Reached(account, user), grace.OfAccount());
    }

    // Who had opted out is reached when that ends, by the account or for this user; nobody is held for the time before.
    private static DateTimeOffset Reached(AccountFacts account, UserFacts user) =>
        user.Requirement switch
        {
            UserRequirement.NotRequired => Later(account.RequiredSince, account.Decision.OptOutEndedAt),
            _ => Later(account.RequiredSince, user.OptOutEndedAt),
        };

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset? b) => b > a ? b.Value : a;
}
