using System.Text.Json;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>What the check of a key reads of its row.</summary>
public sealed class KnownKey
{
    public required long Number { get; init; }
    public required string UserId { get; init; }
    public required string Accesses { get; init; }
    public required string Permissions { get; init; }
    public required string Addresses { get; init; }
    public required byte[] Digest { get; init; }
    public byte[]? FormerDigest { get; init; }
    public DateTimeOffset? FormerEndsAt { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public required string LastUsedAddress { get; init; }
    public Door? LastUsedDoor { get; init; }
}

/// <summary>A key that passed.</summary>
/// <param name="Number">Which.</param>
/// <param name="At">When it passed last.</param>
/// <param name="Address">From where.</param>
/// <param name="Door">Through which door.</param>
public readonly record struct ApiKeyUse(long Number, DateTimeOffset At, string Address, Door Door);

/// <summary>Keys as those who check them see them: by digest, in bulk, and the marks of their use.</summary>
public sealed class KnownKeyTable(Transaction tx)
{
    // Milliseconds. No other node knows of a use that is so much later: a clock that ran ahead has marked it.
    private const long MuchLater = 3_600_000;

    internal const string Columns =
        "k.number, k.user_id, k.accesses, k.permissions, k.addresses, k.digest, k.former_digest, k.former_ends_at, k.expires_at, k.deleted_at, "
        + "k.last_used_at, k.last_used_address, k.last_used_door";

    /// <summary>Whose the keys <c>k</c> are: the users <c>u</c> of the accounts <c>a</c>.</summary>
    internal const string Owners = "JOIN users u ON u.id = k.user_id JOIN accounts a ON a.id = u.account_id";

    // What KeyUser is made of; no value has this separator.
    private const string Next = " || '\u001F' || ";

    /// <summary>All of the user <c>u</c> of the account <c>a</c> that a check asks for, as one text.</summary>
    internal const string UserState =
        $"a.handle{Next}u.login{Next}u.email{Next}u.given_name{Next}u.family_name{Next}u.status{Next}u.role{Next}u.doors{Next}u.api_addresses{Next}"
        + $"CASE WHEN u.frozen_at IS NULL THEN '' ELSE 'frozen' END{Next}CASE WHEN u.operator_since IS NULL THEN '' ELSE 'operator' END{Next}"
        + "COALESCE((SELECT r.permissions FROM roles r WHERE r.id = u.role AND r.account_id = u.account_id), '')";

    /// <summary>By the digest of its text, or of the one before the last rotation. Deleted ones are found too, to be named so.</summary>
    public Task<KnownKey?> Find(byte[] digest) =>
        tx.One<KnownKey>(
            $"""
            SELECT {Columns} FROM api_keys k WHERE k.number =
                (SELECT number FROM api_keys WHERE digest = @digest UNION ALL SELECT number FROM api_keys WHERE former_digest = @digest LIMIT 1)
            """,
            new { digest }
        );

    public Task<KnownKey?> Find(long number) =>
        tx.One<KnownKey>($"SELECT {Columns} FROM api_keys k WHERE k.number = @number", new { number });

    /// <summary>The next ones that work, in the order of their numbers.</summary>
    public Task<IReadOnlyList<KnownKey>> After(long number, int most) =>
        tx.Many<KnownKey>(
            $"SELECT {Columns} FROM api_keys k WHERE k.number > @number AND k.deleted_at IS NULL ORDER BY k.number LIMIT @most",
            new { number, most }
        );

    /// <summary>Whose key it is, with the account's handle and the state by which <see cref="KeyReader"/> names it.</summary>
    public async Task<KeyUser?> User(string userId)
    {
        if (await tx.Users.Find(userId) is not { } user)
            return null;
        var owner = await tx.One<Owner>(
            $"SELECT a.handle, {UserState} AS state FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.id = @userId",
            new { userId }
        );
        return new KeyUser(user, owner!.Handle, owner.State);
    }

    /// <summary>Never goes backward: two nodes write in any order.</summary>
    public Task<int> Mark(IReadOnlyList<ApiKeyUse> uses) => tx.IsRemote ? MarkTogether(uses) : MarkEach(uses);

    // In this process the plain statement is the cheapest: half of what the one for all costs.
    private Task<int> MarkEach(IReadOnlyList<ApiKeyUse> uses) =>
        tx.ExecuteMany(
            """
            UPDATE api_keys SET last_used_at = @At, last_used_address = @Address, last_used_door = @door
            WHERE number = @Number AND (last_used_at IS NULL OR last_used_at < @At OR last_used_at > @At + @MuchLater)
            """,
            uses.Select(use => new
            {
                use.Number,
                MuchLater,
                use.At,
                use.Address,
                door = Words.Camel(use.Door),
            })
        );

    private Task<int> MarkTogether(IReadOnlyList<ApiKeyUse> uses) =>
        tx.Execute(
            """
            UPDATE api_keys SET last_used_at = used.at, last_used_address = used.address, last_used_door = used.door
            FROM (SELECT CAST(value ->> 0 AS BIGINT) AS number, CAST(value ->> 1 AS BIGINT) AS at, value ->> 2 AS address, value ->> 3 AS door
                FROM json_array_elements(CAST(@uses AS json))) AS used
            WHERE api_keys.number = used.number AND (last_used_at IS NULL OR last_used_at < used.at OR last_used_at > used.at + @MuchLater)
            """,
            new
            {
                MuchLater,
                uses = JsonSerializer.Serialize(
                    uses.Select(use =>
                        new object[] { use.Number, use.At.ToUnixTimeMilliseconds(), use.Address, Words.Camel(use.Door) }
                    )
                ),
            }
        );

    private sealed record Owner
    {
        public required string Handle { get; init; }
        public required string State { get; init; }
    }
}
