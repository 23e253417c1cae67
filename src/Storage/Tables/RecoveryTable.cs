using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>Ten single-use codes, or one backup code.</summary>
public enum RecoverySetKind
{
    Codes,
    BackupCode,
}

public sealed class RecoverySet
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required RecoverySetKind Kind { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Null: handed out before pairing; opens nothing yet.</summary>
    public DateTimeOffset? ActivatedAt { get; init; }
    public DateTimeOffset? SavedAt { get; init; }
    public int Left { get; init; }
}

public sealed class RecoveryCodeRow
{
    public required string Id { get; init; }
    public required string SetId { get; init; }
    public required RecoverySetKind Kind { get; init; }
    public required byte[] SealedHash { get; init; }
    public DateTimeOffset? UsedAt { get; init; }
}

public sealed class RecoveryTable(Transaction tx)
{
    /// <summary>The sets that count, with how many codes each has left.</summary>
    public Task<IReadOnlyList<RecoverySet>> ActiveSets(string userId) =>
        tx.Many<RecoverySet>(
            """
            SELECT s.*, (SELECT COUNT(*) FROM recovery_codes c WHERE c.set_id = s.id AND c.used_at IS NULL) AS "left"
            FROM recovery_sets s WHERE s.user_id = @userId AND s.activated_at IS NOT NULL ORDER BY s.kind
            """,
            new { userId }
        );

    /// <summary>Every set, also such that wait for a factor.</summary>
    public Task<IReadOnlyList<RecoverySet>> Sets(string userId) =>
        tx.Many<RecoverySet>("SELECT * FROM recovery_sets WHERE user_id = @userId", new { userId });

    /// <summary>Whether there is a set, be it one that was handed out before pairing.</summary>
    public async Task<bool> HasAny(string userId) =>
        await tx.Scalar<long>("SELECT COUNT(*) FROM recovery_sets WHERE user_id = @userId", new { userId }) > 0;

    /// <summary>Every code of the active sets, spent ones too: a right code already spent is refused but is no guess.</summary>
    public Task<IReadOnlyList<RecoveryCodeRow>> ActiveCodes(string userId) =>
        tx.Many<RecoveryCodeRow>(
            """
            SELECT c.*, s.kind FROM recovery_codes c JOIN recovery_sets s ON s.id = c.set_id
            WHERE s.user_id = @userId AND s.activated_at IS NOT NULL
            """,
            new { userId }
        );

    public Task<int> AddSet(RecoverySet set) =>
        tx.Execute(
            """
            INSERT INTO recovery_sets (id, user_id, kind, created_at, activated_at, saved_at)
            VALUES (@Id, @UserId, @kind, @CreatedAt, @ActivatedAt, @SavedAt)
            """,
            new
            {
                set.Id,
                set.UserId,
                kind = Words.Camel(set.Kind),
                set.CreatedAt,
                set.ActivatedAt,
                set.SavedAt,
            }
        );

    public Task<int> AddCode(string id, string setId, byte[] sealedHash) =>
        tx.Execute(
            "INSERT INTO recovery_codes (id, set_id, sealed_hash) VALUES (@id, @setId, @sealedHash)",
            new
            {
                id,
                setId,
                sealedHash,
            }
        );

    /// <summary>Uses a code; of all requests that carry it one gets true. It must still be active and its owner must still have a factor (ALWAYS-1).</summary>
    public async Task<bool> Spend(string codeId, DateTimeOffset now) =>
        await tx.Execute(
            """
            UPDATE recovery_codes SET used_at = @now
            WHERE id = @codeId AND used_at IS NULL AND EXISTS (
                SELECT 1 FROM recovery_sets s WHERE s.id = recovery_codes.set_id AND s.activated_at IS NOT NULL AND (
                    EXISTS (SELECT 1 FROM authenticator_apps a WHERE a.user_id = s.user_id AND a.proved_at IS NOT NULL)
                    OR EXISTS (SELECT 1 FROM security_keys k WHERE k.user_id = s.user_id)))
            """,
            new { codeId, now }
        ) == 1;

    /// <summary>Codes that were handed out before pairing begin to count.</summary>
    public Task<int> Activate(string userId, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE recovery_sets SET activated_at = @now WHERE user_id = @userId AND activated_at IS NULL",
            new { userId, now }
        );

    public Task<int> MarkSaved(string userId, DateTimeOffset now) =>
        tx.Execute("UPDATE recovery_sets SET saved_at = @now WHERE user_id = @userId AND saved_at IS NULL", new { userId, now });

    public Task<int> RemoveKind(string userId, RecoverySetKind kind) =>
        tx.Execute(
            "DELETE FROM recovery_sets WHERE user_id = @userId AND kind = @kind",
            new { userId, kind = Words.Camel(kind) }
        );

    public Task<int> RemovePending(string userId) =>
        tx.Execute("DELETE FROM recovery_sets WHERE user_id = @userId AND activated_at IS NULL", new { userId });

    public Task<int> RemoveAll(string userId) => tx.Execute("DELETE FROM recovery_sets WHERE user_id = @userId", new { userId });
}
