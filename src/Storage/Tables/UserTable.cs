using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage.Tables.Decisions;

namespace Sallyport.Storage.Tables;

public sealed class UserTable(Transaction tx)
{
    private const string NotRemoved = " AND status <> 'removed'";

    // With what the role allows: whoever weighs a user needs it. No join, because a lock (FOR UPDATE) cannot be put on the outer side of one.
    internal const string WithRole = """
        users.*,
            (SELECT r.name FROM roles r WHERE r.id = users.role AND r.account_id = users.account_id) AS role_name,
            COALESCE((SELECT r.permissions FROM roles r WHERE r.id = users.role AND r.account_id = users.account_id), '') AS role_permissions
        """;

    private const string Everything = $"SELECT {WithRole} FROM users";

    public Task<User?> Find(string id) => tx.One<User>(Everything + " WHERE id = @id", new { id });

    /// <summary>The user, if this account has it. Ids of other accounts are not found.</summary>
    public Task<User?> FindIn(string accountId, string id) =>
        tx.One<User>(Everything + " WHERE id = @id AND account_id = @accountId", new { id, accountId });

    public Task<User?> FindByEmail(string canonicalEmail) =>
        tx.One<User>(Everything + " WHERE canonical_email = @canonicalEmail" + NotRemoved, new { canonicalEmail });

    public Task<User?> FindByLogin(string accountId, string canonicalLogin) =>
        tx.One<User>(
            Everything + " WHERE account_id = @accountId AND canonical_login = @canonicalLogin" + NotRemoved,
            new { accountId, canonicalLogin }
        );

    /// <summary>The user, if one account alone has that login.</summary>
    public async Task<User?> FindByLoginAlone(string canonicalLogin) =>
        await tx.Many<User>(
            Everything + " WHERE canonical_login = @canonicalLogin" + NotRemoved + " LIMIT 2",
            new { canonicalLogin }
        )
            is [var only]
            ? only
            : null;

    /// <summary>Some user, for the work of reading one where there is none: who is unknown must cost what who is known costs.</summary>
    public Task<User?> FindDecoy() => tx.One<User>(Everything + " LIMIT 1");

    /// <summary>The user, unchanged by others until the transaction ends: what is decided over its factors holds.</summary>
    public Task<User?> Lock(string id) => tx.One<User>(Everything + " WHERE id = @id" + tx.ForUpdate, new { id });

    /// <summary>0 when login or e-mail is taken.</summary>
    public Task<int> Add(User user) =>
        tx.Execute(
            """
            INSERT INTO users (id, account_id, login, canonical_login, email, canonical_email, title, given_name, family_name, mobile, language, time_zone,
                status, role, doors, portal_addresses, api_addresses, sealed_password_hash, password_changed_at, password_change_due_at,
                requirement, required_since, grace_ends_at, operator_since, created_at, modified_at, last_sign_in_at, version,
                folded_given_name, folded_family_name)
            VALUES (@Id, @AccountId, @Login, @CanonicalLogin, @Email, @CanonicalEmail, @Title, @GivenName, @FamilyName, @Mobile, @Language, @TimeZone,
                @status, @Role, @Doors, @PortalAddresses, @ApiAddresses, @SealedPasswordHash, @PasswordChangedAt, @PasswordChangeDueAt,
                @requirement, @RequiredSince, @GraceEndsAt, @OperatorSince, @CreatedAt, @ModifiedAt, @LastSignInAt, 1,
                @foldedGivenName, @foldedFamilyName)
            ON CONFLICT DO NOTHING
            """,
            Parameters(user)
        );

    /// <summary>Writes the fields that a person edits. 0 when somebody else edited since, or when login or e-mail is taken.</summary>
    public Task<int> ChangeDetails(User user)
    {
        tx.Tell([new KeyNews.User(user.Id)]);
        return tx.Execute(
            """
            UPDATE users SET login = @Login, canonical_login = @CanonicalLogin, email = @Email, canonical_email = @CanonicalEmail, title = @Title,
                given_name = @GivenName, family_name = @FamilyName, mobile = @Mobile, language = @Language, time_zone = @TimeZone, role = @Role, doors = @Doors,
                portal_addresses = @PortalAddresses, api_addresses = @ApiAddresses, modified_at = @ModifiedAt, version = version + 1,
                folded_given_name = @foldedGivenName, folded_family_name = @foldedFamilyName,
                email_refused_at = CASE WHEN email = @Email THEN email_refused_at END,
                email_refused_for = CASE WHEN email = @Email THEN email_refused_for END
            WHERE id = @Id AND version = @Version
              AND NOT EXISTS (SELECT 1 FROM users o WHERE o.id <> @Id AND o.status <> 'removed'
                  AND (o.canonical_email = @CanonicalEmail OR (o.account_id = @AccountId AND o.canonical_login = @CanonicalLogin)))
            """,
            Parameters(user)
        );
    }

    public Task<int> ChangeStatus(string id, UserStatus status, DateTimeOffset now)
    {
        tx.Tell([new KeyNews.User(id)]);
        return tx.Execute(
            """
            UPDATE users SET status = @status, frozen_at = CASE WHEN @status = 'active' THEN NULL ELSE frozen_at END, modified_at = @now, version = version + 1
            WHERE id = @id
            """,
            new
            {
                id,
                status = Words.Camel(status),
                now,
            }
        );
    }

    /// <summary>Until the status is set to active anew.</summary>
    public Task<int> Freeze(string id, DateTimeOffset now)
    {
        tx.Tell([new KeyNews.User(id)]);
        return tx.Execute(
            "UPDATE users SET frozen_at = @now, modified_at = @now, version = version + 1 WHERE id = @id",
            new { id, now }
        );
    }

    /// <param name="id">The user.</param>
    /// <param name="sealedHash">The hash text, sealed for this row.</param>
    /// <param name="changeDueAt">Set when it must be changed at the next sign-in.</param>
    /// <param name="now">When it was chosen.</param>
    public Task<int> ChangePassword(string id, byte[] sealedHash, DateTimeOffset? changeDueAt, DateTimeOffset now) =>
        tx.Execute(
            """
            UPDATE users SET sealed_password_hash = @sealedHash, password_changed_at = @now, password_change_due_at = @changeDueAt, version = version + 1
            WHERE id = @id
            """,
            new
            {
                id,
                sealedHash,
                changeDueAt,
                now,
            }
        );

    /// <summary>The same password under newer numbers; nothing when it was changed meanwhile.</summary>
    public Task<int> Rehash(string id, byte[] seen, byte[] sealedHash) =>
        tx.Execute(
            "UPDATE users SET sealed_password_hash = @sealedHash WHERE id = @id AND sealed_password_hash = @seen",
            new
            {
                id,
                seen,
                sealedHash,
            }
        );

    public Task<int> DemandPasswordChange(string id, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE users SET password_change_due_at = @now WHERE id = @id AND password_change_due_at IS NULL",
            new { id, now }
        );

    /// <summary>What is asked of one user from now on.</summary>
    public Task<int> ChangeRequirement(string id, RequirementOfUser asked, DateTimeOffset now) =>
        tx.Execute(
            """
            UPDATE users SET opt_out_ended_at = CASE WHEN requirement = 'notRequired' THEN @now ELSE opt_out_ended_at END,
                requirement = @requirement, requirement_set_by = @SetBy, required_since = @Since, required_grace_for = @Since, required_grace_days = @GraceDays,
                modified_at = @now, version = version + 1
            WHERE id = @id
            """,
            new
            {
                id,
                requirement = Words.Camel(asked.Requirement),
                asked.SetBy,
                asked.Since,
                asked.GraceDays,
                now,
            }
        );

    /// <summary>The user may wait until then by what is decided so far. The older column is for decisions, and nodes, of the version before.</summary>
    public Task<int> ExtendGrace(string id, DateTimeOffset endsAt, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE users SET grace_extended_at = @now, grace_extended_to = @endsAt, grace_ends_at = @endsAt WHERE id = @id",
            new
            {
                id,
                endsAt,
                now,
            }
        );

    /// <summary>From here on the password opens neither API nor IsProxy under <c>untilKeyOrMfa</c>. 1 for the step that ended it.</summary>
    public Task<int> EndApiPassword(string id, DateTimeOffset now) =>
        tx.Execute(
            "UPDATE users SET api_password_ended_at = @now WHERE id = @id AND api_password_ended_at IS NULL",
            new { id, now }
        );

    /// <summary>The same for many, where nobody has brought it back since that time. How many it ended for is the answer.</summary>
    public Task<int> EndApiPasswords(IReadOnlyCollection<string> ids, DateTimeOffset at) =>
        tx.Execute(
            $"""
            UPDATE users SET api_password_ended_at = @at
            WHERE id {tx.IsAmong(
                "ids"
            )} AND api_password_ended_at IS NULL AND (api_password_settled_at IS NULL OR api_password_settled_at < @at)
            """,
            new { ids = ids.ToArray(), at }
        );

    /// <summary>Takes into the row what ended passwords of the whole account up to then; null: it had not ended for this user.</summary>
    public Task<int> SettleApiPassword(string id, DateTimeOffset? endedAt, DateTimeOffset settledBy) =>
        tx.Execute(
            "UPDATE users SET api_password_ended_at = @endedAt, api_password_settled_at = @settledBy WHERE id = @id",
            new
            {
                id,
                endedAt,
                settledBy,
            }
        );

    public Task<int> MarkSignedIn(string id, DateTimeOffset now) =>
        tx.Execute("UPDATE users SET last_sign_in_at = @now WHERE id = @id", new { id, now });

    public async Task<long> CountActiveAdministrators(string accountId) =>
        await tx.Scalar<long>(
            "SELECT COUNT(*) FROM users WHERE account_id = @accountId AND role = 'admin' AND status = 'active'",
            new { accountId }
        );

    public Task<IReadOnlyList<User>> ActiveAdministrators(string accountId) =>
        tx.Many<User>(
            Everything + " WHERE account_id = @accountId AND role = 'admin' AND status = 'active' ORDER BY login",
            new { accountId }
        );

    /// <summary>Every sealed hash, for a start-up check of schemes and for the rotation of keys.</summary>
    public Task<IReadOnlyList<(string Id, byte[] SealedPasswordHash)>> PasswordHashes() =>
        tx.Many<(string, byte[])>("SELECT id, sealed_password_hash FROM users WHERE sealed_password_hash IS NOT NULL");

    private static object Parameters(User user) =>
        new
        {
            user.Id,
            user.AccountId,
            user.Login,
            user.CanonicalLogin,
            user.Email,
            user.CanonicalEmail,
            user.Title,
            user.GivenName,
            user.FamilyName,
            foldedGivenName = UnicodeText.Fold(user.GivenName),
            foldedFamilyName = UnicodeText.Fold(user.FamilyName),
            user.Mobile,
            user.Language,
            user.TimeZone,
            status = Words.Camel(user.Status),
            user.Role,
            user.Doors,
            user.PortalAddresses,
            user.ApiAddresses,
            user.SealedPasswordHash,
            user.PasswordChangedAt,
            user.PasswordChangeDueAt,
            requirement = Words.Camel(user.Requirement),
            user.RequiredSince,
            user.GraceEndsAt,
            user.OperatorSince,
            user.CreatedAt,
            user.ModifiedAt,
            user.LastSignInAt,
            user.Version,
        };
}
