using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>What the pages say of a user's state.</summary>
public sealed class UserWords(IStringLocalizer<Texts> texts, LocalTime when)
{
    public string Status(UserStatus status, bool isFrozen) =>
        status switch
        {
            UserStatus.Active => isFrozen ? texts["Frozen by the user"] : texts["Active"],
            UserStatus.Locked => texts["Locked"],
            UserStatus.Deactivated => texts["Deactivated"],
            UserStatus.Removed => texts["Removed"],
        };

    /// <summary>The class of the chip that shows it.</summary>
    public static string ChipOf(UserStatus status, bool isFrozen) =>
        status switch
        {
            UserStatus.Active => isFrozen ? "chip bad" : "chip good",
            UserStatus.Locked => "chip bad",
            UserStatus.Deactivated => "chip warn",
            UserStatus.Removed => "chip",
        };

    /// <param name="id">The role's id.</param>
    /// <param name="name">What one of the account's own is called; null where it is built in, or was deleted after its last user was removed.</param>
    public string Role(string id, string? name) =>
        id switch
        {
            BuiltInRole.Admin => texts["Administrator"],
            BuiltInRole.All => texts["Member"],
            _ => name ?? texts["Deleted role"],
        };

    public string Door(string door) =>
        door switch
        {
            "portal" => texts["Portal"],
            "api" => texts["API"],
            _ => texts["IsProxy"],
        };

    /// <summary>Which factors: one chip each; none where MFA is off.</summary>
    public IReadOnlyList<string> Kinds(Factors factors)
    {
        var kinds = new List<string>();
        if (factors.SecurityKeys > 0)
            kinds.Add(texts["Security key"]);
        if (factors.Apps > 0)
            kinds.Add(texts["Authenticator app"]);
        return kinds;
    }

    public string Demanded(Demand demand) =>
        demand.By switch
        {
            DemandedBy.Installation => texts["Required by the installation"],
            DemandedBy.Account => texts["Required by the account"],
            DemandedBy.User => texts["Required of this user"],
            null => demand.Advised ? texts["Advised"] : texts["Not required"],
        };

    /// <summary>The hard end of the grace period, while it runs and something is left to do; null otherwise.</summary>
    public string? Until(Demand demand, Factors factors, DateTimeOffset now) =>
        demand.IsRequired && !demand.IsMetBy(factors) && demand.IsInGrace(now)
            ? texts["until {0}", when.Text(demand.GraceEndsAt)].Value
            : null;
}
