using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;

namespace Sallyport.Core.ApiKeys;

/// <summary>Who may make, see and delete the keys of a user (APIKEY-2).</summary>
public static class KeyRight
{
    /// <summary>Sees, deletes and renews: one's own with the permission, another user's as somebody who may change that user.</summary>
    public static bool MayManage(Caller caller, User owner) =>
        caller.May(Permission.ManageApiKey)
        && (caller.UserId == owner.Id || (caller.May(Permission.UpdateUser) && Authority.Covers(caller, owner)));

    public static bool MayMake(Caller caller, User owner, ApiKeysBy by) =>
        MayManage(caller, owner)
        && owner.MaySignIn
        && by switch
        {
            ApiKeysBy.Nobody => false,
            ApiKeysBy.User => caller.UserId == owner.Id || IsCommandLine(caller),
            ApiKeysBy.Administrator => caller.May(Permission.UpdateUser),
            ApiKeysBy.Both => true,
        };

    // Whoever sits there stands above the question who of the account does it; not above the answer that nobody does.
    private static bool IsCommandLine(Caller caller) => caller.Origin.Door == Door.CommandLine;
}
