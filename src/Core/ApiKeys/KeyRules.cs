using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>What a key may do by itself, read once from its row and shared by keys that may do the same.</summary>
public sealed class KeyRules
{
    private readonly string[] accesses;
    private readonly HashSet<Permission>? narrowed;

    private KeyRules(string accesses, string permissions, string addresses)
    {
        this.accesses = accesses.Split(',', StringSplitOptions.RemoveEmptyEntries);
        narrowed = permissions.Length == 0 ? null : ReadPermissions(permissions);
        Addresses = AddressList.Read(addresses);
    }

    public AddressList Addresses { get; }

    public IReadOnlyList<string> Accesses => accesses;

    public static KeyRules Of(string accesses, string permissions, string addresses) => new(accesses, permissions, addresses);

    public bool Opens(string access) => Array.IndexOf(accesses, access) >= 0;

    public bool Allows(Permission permission) => narrowed?.Contains(permission) ?? true;

    // A word that this version does not know allows nothing, and does not make the key a wider one.
    private static HashSet<Permission> ReadPermissions(string permissions) =>
        [.. permissions.Split(',').Select(Words.Parse<Permission>).OfType<Permission>()];
}
