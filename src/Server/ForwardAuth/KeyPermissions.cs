using System.Runtime.CompilerServices;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;

namespace Sallyport.Server.ForwardAuth;

/// <summary>What a key may, written once for its user and its rules: when either changes, both are other objects.</summary>
public sealed class KeyPermissions
{
    private readonly ConditionalWeakTable<KeyUser, Written> known = [];

    /// <param name="key">One that passed.</param>
    public string Of(in CheckedKey key)
    {
        if (known.TryGetValue(key.User!, out var written) && written.Rules == key.Rules)
            return written.Text;
        var found = key;
        written = new Written(key.Rules!, PermissionList.Write(key.User!.Permissions.Where(may => found.May(may))));
        // The last one alone: a user's keys mostly have the same rules.
        known.AddOrUpdate(key.User, written);
        return written.Text;
    }

    private sealed record Written(KeyRules Rules, string Text);
}
