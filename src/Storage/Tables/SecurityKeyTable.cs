using System.Text.Json;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage.Tables;

/// <summary>A registered security key or passkey.</summary>
public sealed class SecurityKey
{
    public required string Id { get; init; }
    public required string UserId { get; init; }
    public required string Name { get; init; }

    /// <summary>The host name that the key answers to, and no other.</summary>
    public required string RpId { get; init; }
    public required byte[] CredentialId { get; init; }

    /// <summary>Opened by <see cref="SecurityKeyTable.PublicKeyOf"/>.</summary>
    public byte[] SealedPublicKey { get; init; } = [];

    /// <summary>A COSE number.</summary>
    public required int Algorithm { get; init; }

    /// <summary>The newest that was accepted, modulo nothing: it only grows (WebAuthn 6.1.1).</summary>
    public long SignCount { get; init; }

    /// <summary>The model (AAGUID), in lower case with hyphens; all zero where the key does not say.</summary>
    public required string Aaguid { get; init; }
    public required string AttestationFormat { get; init; }

    /// <summary>What it said about its make chained to a trusted root when it was registered.</summary>
    public bool AttestationVerified { get; init; }

    /// <summary>As the browser named them, comma-separated: <c>usb,nfc</c>.</summary>
    public required string Transports { get; init; }

    /// <summary>It can be found without a user name; null: the browser did not say.</summary>
    public bool? IsPasskey { get; init; }

    /// <summary>It may leave the device that made it. Never changes.</summary>
    public bool BackupEligible { get; init; }
    public bool BackedUp { get; init; }

    /// <summary>It has checked who holds it at least once (WebAuthn: uvInitialized).</summary>
    public bool UserVerified { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? LastUsedAt { get; init; }
    public required byte[] AttestationObject { get; init; }
    public required byte[] ClientData { get; init; }
}

/// <summary>What a key's answer at sign-in changes in its row.</summary>
/// <param name="OldCount">The counter over which the answer was checked.</param>
/// <param name="NewCount">The counter that the key gave.</param>
/// <param name="BackedUp">A copy of it exists elsewhere now.</param>
/// <param name="UserVerified">It checked who holds it.</param>
public sealed record KeyUse(long OldCount, long NewCount, bool BackedUp, bool UserVerified);

public sealed class SecurityKeyTable(Transaction tx)
{
    private static readonly SealedColumn Column = SealedColumn.All.Single(column => column.Table == "security_keys");

    public Task<IReadOnlyList<SecurityKey>> Of(string userId) =>
        tx.Many<SecurityKey>("SELECT * FROM security_keys WHERE user_id = @userId ORDER BY created_at, id", new { userId });

    public Task<SecurityKey?> FindOf(string userId, string id) =>
        tx.One<SecurityKey>("SELECT * FROM security_keys WHERE id = @id AND user_id = @userId", new { id, userId });

    /// <summary>How many keys of an account's users answer to a host name.</summary>
    public async Task<long> CountAt(string accountId, string rpId) =>
        await tx.Scalar<long>(
            "SELECT COUNT(*) FROM security_keys k JOIN users u ON u.id = k.user_id WHERE u.account_id = @accountId AND k.rp_id = @rpId",
            new { accountId, rpId }
        );

    public Task<SecurityKey?> FindByCredential(byte[] credentialId) =>
        tx.One<SecurityKey>("SELECT * FROM security_keys WHERE credential_id = @credentialId", new { credentialId });

    /// <summary>False where the installation has that credential already, whoever its owner.</summary>
    public async Task<bool> Add(SecurityKey key, byte[] publicKey) =>
        await tx.Execute(
            """
            INSERT INTO security_keys (id, user_id, name, rp_id, credential_id, sealed_public_key, algorithm, sign_count, aaguid, attestation_format,
                attestation_verified, transports, is_passkey, backup_eligible, backed_up, user_verified, created_at, attestation_object, client_data)
            VALUES (@Id, @UserId, @Name, @RpId, @CredentialId, @sealedKey, @Algorithm, @SignCount, @Aaguid, @AttestationFormat,
                @attestationVerified, @Transports, @isPasskey, @backupEligible, @backedUp, @userVerified, @CreatedAt, @AttestationObject, @ClientData)
            ON CONFLICT (credential_id) DO NOTHING
            """,
            new
            {
                key.Id,
                key.UserId,
                key.Name,
                key.RpId,
                key.CredentialId,
                sealedKey = tx.Sealer.Seal(Fixed(key, publicKey), Column.PlaceOf(key.Id)),
                key.Algorithm,
                key.SignCount,
                key.Aaguid,
                key.AttestationFormat,
                attestationVerified = key.AttestationVerified ? 1 : 0,
                key.Transports,
                isPasskey = key.IsPasskey is { } isPasskey ? (isPasskey ? 1 : 0) : (int?)null,
                backupEligible = key.BackupEligible ? 1 : 0,
                backedUp = key.BackedUp ? 1 : 0,
                userVerified = key.UserVerified ? 1 : 0,
                key.CreatedAt,
                key.AttestationObject,
                key.ClientData,
            }
        ) == 1;

    /// <summary>
    /// The COSE key; null where the row is not as this program wrote it: a key that was changed or given to another user by hand signs nobody in (ASVS 6.7.1).
    /// Whoever gets null audits <c>security_key_altered</c>.
    /// </summary>
    public byte[]? PublicKeyOf(SecurityKey key)
    {
        try
        {
            var opened = tx.Sealer.Open(key.SealedPublicKey, Column.PlaceOf(key.Id));
            var publicKey = JsonSerializer.Deserialize<Record>(opened)!.PublicKey;
            return opened.AsSpan().SequenceEqual(Fixed(key, publicKey)) ? publicKey : null;
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    /// <summary>Notes a use whose signature was right. False: another request moved the counter meanwhile, and this answer is checked anew or refused.</summary>
    public async Task<bool> Use(string id, KeyUse use) =>
        await tx.Execute(
            """
            UPDATE security_keys SET sign_count = @NewCount, backed_up = @backedUp, last_used_at = @now,
                user_verified = CASE WHEN @userVerified = 1 THEN 1 ELSE user_verified END
            WHERE id = @id AND sign_count = @OldCount
            """,
            new
            {
                id,
                use.OldCount,
                use.NewCount,
                backedUp = use.BackedUp ? 1 : 0,
                userVerified = use.UserVerified ? 1 : 0,
                now = tx.Now,
            }
        ) == 1;

    public Task<int> Rename(string userId, string id, string name) =>
        tx.Execute(
            "UPDATE security_keys SET name = @name WHERE id = @id AND user_id = @userId",
            new
            {
                userId,
                id,
                name,
            }
        );

    public async Task<int> Remove(string userId, string id)
    {
        await tx.Factors.Note(userId);
        return await tx.Execute("DELETE FROM security_keys WHERE id = @id AND user_id = @userId", new { userId, id });
    }

    // What of a row never changes, in one text that is sealed: a column beside it that says something else gives itself away.
    private static byte[] Fixed(SecurityKey key, byte[] publicKey) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new Record(key.UserId, key.RpId, key.CredentialId, publicKey, key.Aaguid, key.AttestationVerified, key.BackupEligible)
        );

    private sealed record Record(
        string UserId,
        string RpId,
        byte[] CredentialId,
        byte[] PublicKey,
        string Aaguid,
        bool AttestationVerified,
        bool BackupEligible
    );
}
