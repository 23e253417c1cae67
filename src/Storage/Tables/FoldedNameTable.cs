using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>The names of users as they are searched and sorted, by Unicode's rules and not the engine's.</summary>
public sealed class FoldedNameTable(Transaction tx)
{
    /// <summary>Folds the names of some users that have none folded yet. How many is the answer.</summary>
    public async Task<int> Fill(int most)
    {
        var missing = await tx.Many<(string Id, string GivenName, string FamilyName)>(
            "SELECT id, given_name, family_name FROM users WHERE folded_family_name IS NULL ORDER BY id LIMIT @most"
                + tx.ForUpdateOfFree,
            new { most }
        );
        await tx.ExecuteMany(
            """
            UPDATE users SET folded_given_name = @given, folded_family_name = @family
            WHERE id = @Id AND given_name = @GivenName AND family_name = @FamilyName
            """,
            missing.Select(user =>
                (object)
                    new
                    {
                        user.Id,
                        user.GivenName,
                        user.FamilyName,
                        given = UnicodeText.Fold(user.GivenName),
                        family = UnicodeText.Fold(user.FamilyName),
                    }
            )
        );
        return missing.Count;
    }

    public async Task<bool> HasGap() =>
        await tx.Scalar<long>("SELECT COUNT(*) FROM (SELECT 1 FROM users WHERE folded_family_name IS NULL LIMIT 1) gap") > 0;
}
