namespace Sallyport.Storage.Seal;

/// <summary>A column whose values are sealed, and the column whose value names the row.</summary>
public sealed record SealedColumn(string Table, string Column, string Row)
{
    /// <summary>All of them: what is missing here stays under a key that an operator believes to be retired. A test compares the schema.</summary>
    public static IReadOnlyList<SealedColumn> All { get; } =
    [
        new("users", "sealed_password_hash", "id"),
        new("authenticator_apps", "sealed_seed", "id"),
        new("app_setups", "sealed_seed", "id"),
        new("security_keys", "sealed_public_key", "id"),
        new("recovery_codes", "sealed_hash", "id"),
        new("outbox", "sealed_message", "id"),
        new("data_protection_keys", "sealed_xml", "name"),
        new("peppers", "sealed_pepper", "name"),
    ];

    public SealedPlace PlaceOf(string row) => new(Table, Column, row);
}
