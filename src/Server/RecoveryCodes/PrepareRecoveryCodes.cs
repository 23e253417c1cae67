using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.RecoveryCodes;
using Sallyport.Server.Accounts;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RecoveryCodes;

/// <summary>Codes that are made and hashed, and nobody's yet.</summary>
/// <param name="Id">Of the set that they will be.</param>
/// <param name="Kind">Ten single codes, or the one backup code.</param>
/// <param name="Codes">In the clear, to be shown once.</param>
/// <param name="Hashes">One for each, in their order.</param>
public sealed record PreparedSet(
    string Id,
    RecoverySetKind Kind,
    IReadOnlyList<RecoveryCode> Codes,
    IReadOnlyList<string> Hashes
);

/// <summary>Makes new codes and hashes them: the slow part, before any transaction.</summary>
public sealed class PrepareRecoveryCodes(CodeHashing hashing, RandomSource random)
{
    /// <summary>Which kinds the policy hands out.</summary>
    public static IReadOnlyList<RecoverySetKind> KindsOf(Policy policy) =>
        [
            .. policy.OffersCodes ? [RecoverySetKind.Codes] : Array.Empty<RecoverySetKind>(),
            .. policy.OffersBackupCode ? [RecoverySetKind.BackupCode] : Array.Empty<RecoverySetKind>(),
        ];

    /// <summary>A set of each kind; null when too many are hashing.</summary>
    public async Task<IReadOnlyList<PreparedSet>?> Prepare(IReadOnlyList<RecoverySetKind> kinds, CancellationToken cancel)
    {
        var made = kinds.Select(kind => (Kind: kind, Codes: New(kind))).ToList();
        var texts = made.SelectMany(set => set.Codes).Select(code => code.Text).ToList();
        if (texts.Count == 0)
            return [];
        if (await hashing.Hash(texts, cancel) is not { } hashes)
            return null;
        var sets = new List<PreparedSet>();
        var taken = 0;
        foreach (var (kind, codes) in made)
        {
            sets.Add(new PreparedSet(random.Id(), kind, codes, [.. hashes.Skip(taken).Take(codes.Count)]));
            taken += codes.Count;
        }
        return sets;
    }

    private IReadOnlyList<RecoveryCode> New(RecoverySetKind kind) =>
        kind switch
        {
            RecoverySetKind.Codes => RecoveryCode.NewSet(random),
            RecoverySetKind.BackupCode => [RecoveryCode.NewBackup(random)],
        };
}
