using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>A role to choose for a user.</summary>
/// <param name="Id">What the form sends.</param>
/// <param name="Label">What it is called.</param>
/// <param name="Hint">What it is for; null where nobody wrote it down.</param>
/// <param name="IsYours">Whether the caller may grant it.</param>
public sealed record RoleChoice(string Id, string Label, string? Hint, bool IsYours);

/// <summary>The roles that a user of one's own account can be given.</summary>
public sealed class RoleChoices(Database database, UserWords words, IStringLocalizer<Texts> texts)
{
    public async Task<IReadOnlyList<RoleChoice>> For(Caller caller, CancellationToken cancel)
    {
        var own = await database.Read(tx => tx.Roles.Of(caller.AccountId!), cancel);
        return
        [
            .. BuiltInRole.Both.Select(role => Choice(caller, role, HintOf(role.Id))),
            .. own.Select(role => Choice(caller, GrantedRole.Of(role), role.Description)),
        ];
    }

    private RoleChoice Choice(Caller caller, GrantedRole role, string hint) =>
        new(role.Id, words.Role(role.Id, role.Name), hint.Length > 0 ? hint : null, Authority.MayGrant(caller, role.Permissions));

    private string HintOf(string builtIn) =>
        builtIn == BuiltInRole.Admin
            ? texts["Everything in this account: users, roles, policy and audit."]
            : texts["Everything but administration."];
}
