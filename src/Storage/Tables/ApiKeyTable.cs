using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

public sealed class ApiKeyTable(Transaction tx)
{
    /// <summary>Those that are not deleted, the newest first.</summary>
    public Task<IReadOnlyList<ApiKey>> Of(string userId) =>
        tx.Many<ApiKey>(
            "SELECT * FROM api_keys WHERE user_id = @userId AND deleted_at IS NULL ORDER BY created_at DESC, number",
            new { userId }
        );

    /// <summary>Those of all users of an account that are not deleted, the newest first.</summary>
    public Task<IReadOnlyList<ApiKey>> OfAccount(string accountId) =>
        tx.Many<ApiKey>(
            "SELECT * FROM api_keys WHERE account_id = @accountId AND deleted_at IS NULL ORDER BY created_at DESC, number",
            new { accountId }
        );

    /// <summary>The key, if this account has it and it is not deleted. Ids of other accounts are not found.</summary>
    public async Task<ApiKey?> FindIn(string accountId, string id) =>
        KeyId.Read(id) is { } number
            ? await tx.One<ApiKey>(
                "SELECT * FROM api_keys WHERE number = @number AND account_id = @accountId AND deleted_at IS NULL",
                new { number, accountId }
            )
            : null;

    /// <summary>The key by which the caller came, if it works at this moment; null where the caller came by none.</summary>
    public async Task<ApiKey?> Callers() =>
        tx.Caller.KeyNumber is { } number
            ? await tx.One<ApiKey>(
                "SELECT * FROM api_keys WHERE number = @number AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > @Now)",
                new { number, tx.Now }
            )
            : null;

    /// <summary>What this form or request made, deleted or not.</summary>
    public Task<ApiKey?> FindAsked(string askedBy) =>
        tx.One<ApiKey>("SELECT * FROM api_keys WHERE asked_by = @askedBy", new { askedBy });

    /// <summary>True for the one request that made it: a form or request makes one key.</summary>
    public async Task<bool> Add(ApiKey key) =>
        await tx.Execute(
            """
            INSERT INTO api_keys (number, user_id, account_id, description, accesses, permissions, addresses, digest, hint, asked_by, created_by, created_at,
                expires_at, last_used_address, flagged_for)
            VALUES (@Number, @UserId, @AccountId, @Description, @Accesses, @Permissions, @Addresses, @Digest, @Hint, @AskedBy, @CreatedBy, @CreatedAt,
                @ExpiresAt, '', '')
            ON CONFLICT (asked_by) DO NOTHING
            """,
            new
            {
                key.Number,
                key.UserId,
                key.AccountId,
                key.Description,
                key.Accesses,
                key.Permissions,
                key.Addresses,
                key.Digest,
                key.Hint,
                key.AskedBy,
                key.CreatedBy,
                key.CreatedAt,
                key.ExpiresAt,
            }
        ) == 1;

    /// <summary>True for the one request that deleted it.</summary>
    public async Task<bool> Delete(long number, DateTimeOffset now)
    {
        tx.Tell([new KeyNews.Key(number)]);
        return await tx.Execute(
                "UPDATE api_keys SET deleted_at = @now WHERE number = @number AND deleted_at IS NULL",
                new { number, now }
            ) == 1;
    }

    /// <summary>All keys of a user; how many there were is the answer.</summary>
    public async Task<int> DeleteOf(string userId, DateTimeOffset now)
    {
        var deleted = await tx.Many<long>(
            "UPDATE api_keys SET deleted_at = @now WHERE user_id = @userId AND deleted_at IS NULL RETURNING number",
            new { userId, now }
        );
        tx.Tell(deleted.Select(number => new KeyNews.Key(number)));
        return deleted.Count;
    }

    /// <summary>A new text for the same key, which nobody has seen anywhere; the one before works until then. False where somebody else was first, or deleted it.</summary>
    public async Task<bool> Rotate(ApiKey seen, byte[] digest, string hint, DateTimeOffset formerEndsAt, DateTimeOffset now)
    {
        tx.Tell([new KeyNews.Key(seen.Number)]);
        return await tx.Execute(
                """
                UPDATE api_keys SET former_digest = digest, former_ends_at = @formerEndsAt, digest = @digest, hint = @hint, rotated_at = @now,
                flagged_at = NULL, flagged_for = ''
                WHERE number = @Number AND digest = @Seen AND deleted_at IS NULL
                """,
                new
                {
                    seen.Number,
                    Seen = seen.Digest,
                    digest,
                    hint,
                    formerEndsAt,
                    now,
                }
            ) == 1;
    }

    /// <summary>True for the first time on a day.</summary>
    public async Task<bool> TellFlag(long number, KeyFlag kind, long day) =>
        await tx.Execute(
            """
            INSERT INTO key_flags (key_number, kind, day) VALUES (@number, @kind, @day)
            ON CONFLICT (key_number, kind) DO UPDATE SET day = @day WHERE key_flags.day < @day OR key_flags.day > @day + 1
            """,
            new
            {
                number,
                kind = Words.Camel(kind),
                day,
            }
        ) == 1;

    /// <summary>Marks it in the list. The first reason stays.</summary>
    public async Task<bool> Flag(long number, KeyFlag kind, DateTimeOffset now) =>
        await tx.Execute(
            "UPDATE api_keys SET flagged_at = @now, flagged_for = @kind WHERE number = @number AND flagged_at IS NULL",
            new
            {
                number,
                kind = Words.Camel(kind),
                now,
            }
        ) == 1;
}
