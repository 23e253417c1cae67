using Dapper;
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
    private const string Columns =
        "number, user_id, accesses, permissions, addresses, digest, former_digest, former_ends_at, expires_at, deleted_at, "
        + "last_used_at, last_used_address, last_used_door";

    /// <summary>By the digest of its text, or of the one before the last rotation. Deleted ones are found too, to be named so.</summary>
    public Task<KnownKey?> Find(byte[] digest) =>
        tx.One<KnownKey>(
            $"""
            SELECT {Columns} FROM api_keys WHERE number =
                (SELECT number FROM api_keys WHERE digest = @digest UNION ALL SELECT number FROM api_keys WHERE former_digest = @digest LIMIT 1)
            """,
            new { digest }
        );

    public Task<KnownKey?> Find(long number) =>
        tx.One<KnownKey>($"SELECT {Columns} FROM api_keys WHERE number = @number", new { number });

    /// <summary>The next ones that work, in the order of their numbers.</summary>
    public Task<IReadOnlyList<KnownKey>> After(long number, int most) =>
        tx.Many<KnownKey>(
            $"SELECT {Columns} FROM api_keys WHERE number > @number AND deleted_at IS NULL ORDER BY number LIMIT @most",
            new { number, most }
        );

    /// <summary>Whose key it is, with the account's handle.</summary>
    public async Task<KeyUser?> User(string userId)
    {
        var user = await tx.Users.Find(userId);
        return user is null
            ? null
            : new KeyUser(
                user,
                (await tx.Scalar<string>("SELECT handle FROM accounts WHERE id = @AccountId", new { user.AccountId }))!
            );
    }

    /// <summary>Never goes backward: two nodes write in any order. One statement for all of them, since each costs PostgreSQL a way there and back.</summary>
    public Task<int> Mark(IReadOnlyList<ApiKeyUse> uses)
    {
        var given = new DynamicParameters();
        for (var i = 0; i < uses.Count; i++)
        {
            given.Add($"n{i}", uses[i].Number);
            given.Add($"t{i}", uses[i].At.ToUnixTimeMilliseconds());
            given.Add($"a{i}", uses[i].Address);
            given.Add($"d{i}", Words.Camel(uses[i].Door));
        }
        // The columns of VALUES have the same names in both databases.
        return tx.Execute(
            $"""
            UPDATE api_keys SET last_used_at = used.column2, last_used_address = used.column3, last_used_door = used.column4
            FROM (VALUES {string.Join(
                ", ",
                Enumerable.Range(0, uses.Count).Select(i => $"(@n{i}, @t{i}, @a{i}, @d{i})")
            )}) AS used
            WHERE number = used.column1 AND (last_used_at IS NULL OR last_used_at < used.column2)
            """,
            given
        );
    }
}
