using System.Text;
using Sallyport.Storage;

namespace Sallyport.Server.Accounts;

/// <summary>Whether this node can check every stored password: asked before it serves, so that nobody is told that a right password is wrong.</summary>
public sealed class CheckStoredHashes(Database database, HashingSchemes schemes, PasswordHashing hashing)
{
    /// <summary>A node that knows every scheme there is need not look. Another one opens each hash for its scheme's name, and stops at the first that it does not know.</summary>
    public async Task<bool> CanCheckAll(CancellationToken cancel) =>
        schemes.AreComplete
        || await database.Read(
            async tx =>
                (await tx.Users.PasswordHashes()).All(row =>
                    hashing.CanCheck(Encoding.UTF8.GetString(tx.Sealer.Open(row.SealedPasswordHash, PasswordPlace.Of(row.Id))))
                ),
            cancel
        );
}
