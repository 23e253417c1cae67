using Sallyport.Core.Accounts;

namespace Sallyport.Storage.Tables;

/// <summary>What is kept about users' mail addresses beside the address itself.</summary>
public sealed class EmailAddressTable(Transaction tx)
{
    /// <summary>A mail server takes no mail for this address, for good. Nothing where the user has another one by now.</summary>
    public Task<int> MarkRefused(string id, string email, string why, DateTimeOffset now) =>
        tx.Execute(
            """
            UPDATE users SET email_refused_at = CASE WHEN email_refused_for = @email THEN COALESCE(email_refused_at, @now) ELSE @now END,
                email_refused_for = @email, email_refused_why = @why
            WHERE id = @id AND email = @email
            """,
            new
            {
                id,
                email,
                why,
                now,
            }
        );

    /// <summary>A mail server has taken a mail for this address.</summary>
    public Task<int> MarkTaken(string id, string email) =>
        tx.Execute(
            """
            UPDATE users SET email_refused_at = NULL, email_refused_for = NULL, email_refused_why = NULL
            WHERE id = @id AND email = @email AND email_refused_at IS NOT NULL
            """,
            new { id, email }
        );

    /// <summary>Another address, which is trusted with links again. False when somebody has it.</summary>
    public async Task<bool> Move(string id, string email, string canonicalEmail, DateTimeOffset now)
    {
        await MakeRoomFor(canonicalEmail);
        tx.Tell([new KeyNews.User(id)]);
        return await tx.Execute(
                """
                UPDATE users SET email = @email, canonical_email = @canonicalEmail, frozen_from = NULL, modified_at = @now, version = version + 1
                WHERE id = @id
                  AND NOT EXISTS (SELECT 1 FROM users o WHERE o.id <> @id AND o.status <> 'removed' AND o.canonical_email = @canonicalEmail)
                """,
                new
                {
                    id,
                    email,
                    canonicalEmail,
                    now,
                }
            ) == 1;
    }

    /// <summary>
    /// Who was stored with compatibility letters in the address (<c>ﬁn@</c>), as older versions did, takes the plain address from nobody: before it is
    /// given to somebody else, that user keeps the own letters alone.
    /// </summary>
    public async Task MakeRoomFor(string canonicalEmail)
    {
        if (
            await tx.Users.FindByEmail(canonicalEmail) is not { } holder
            || CanonicalName.LiteralEmail(holder.Email) == canonicalEmail
        )
            return;
        await tx.Execute(
            """
            UPDATE users SET canonical_email = @literal WHERE id = @Id AND canonical_email = @canonicalEmail
                AND NOT EXISTS (SELECT 1 FROM users o WHERE o.canonical_email = @literal AND o.status <> 'removed')
            """,
            new
            {
                holder.Id,
                canonicalEmail,
                literal = CanonicalName.LiteralEmail(holder.Email),
            }
        );
    }
}
