using System.Text;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Server.Accounts;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>What a typed recovery code was found to be.</summary>
public abstract record RecoveryCodeAnswer
{
    private RecoveryCodeAnswer() { }

    /// <summary>One of the user's; whether it is still unused is decided when it is spent.</summary>
    public sealed record Found(RecoveryCodeRow Code) : RecoveryCodeAnswer;

    public sealed record Wrong : RecoveryCodeAnswer;

    /// <summary>Too many are hashing: nothing was checked, and it is no guess.</summary>
    public sealed record Busy : RecoveryCodeAnswer;
}

/// <summary>Looks a typed code up among the user's hashes. Slow on purpose, hence outside any transaction.</summary>
public sealed class FindRecoveryCode(Database database, CodeHashing hashing)
{
    public async Task<RecoveryCodeAnswer> Find(string userId, RecoveryCode typed, CancellationToken cancel)
    {
        var (rows, hashes) = await database.Read(async tx => await Open(tx, userId), cancel);
        return await hashing.Find(typed.Text, hashes, cancel) switch
        {
            CodeSearch.Found found => new RecoveryCodeAnswer.Found(rows[found.Index]),
            CodeSearch.Busy => new RecoveryCodeAnswer.Busy(),
            _ => new RecoveryCodeAnswer.Wrong(),
        };
    }

    internal static SealedPlace PlaceOf(string codeId) => new("recovery_codes", "sealed_hash", codeId);

    private static async Task<(IReadOnlyList<RecoveryCodeRow> Rows, IReadOnlyList<string> Hashes)> Open(
        Transaction tx,
        string userId
    )
    {
        var rows = await tx.Recovery.ActiveCodes(userId);
        return (rows, [.. rows.Select(row => Encoding.UTF8.GetString(tx.Sealer.Open(row.SealedHash, PlaceOf(row.Id))))]);
    }
}
