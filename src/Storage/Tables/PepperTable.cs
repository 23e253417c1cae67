using Sallyport.Core.Common;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage.Tables;

/// <summary>Secrets of the installation that are mixed into digests. Made at first need, sealed, never changed: every digest would be worthless.</summary>
public sealed class PepperTable(Transaction tx)
{
    private const string ApiKeys = "api_keys";
    private const int Length = 32;
    private static readonly SealedPlace Place = new("peppers", "sealed_pepper", ApiKeys);

    /// <summary>Null: it is still to be made.</summary>
    public async Task<Secret?> OfApiKeys() =>
        await tx.Scalar<byte[]>("SELECT sealed_pepper FROM peppers WHERE name = @ApiKeys", new { ApiKeys }) is { } kept
            ? new Secret(tx.Sealer.Open(kept, Place))
            : null;

    /// <summary>Of several nodes that make it at once, one does.</summary>
    public Task<int> MakeForApiKeys() =>
        tx.Execute(
            "INSERT INTO peppers (name, sealed_pepper, created_at) VALUES (@ApiKeys, @made, @Now) ON CONFLICT (name) DO NOTHING",
            new
            {
                ApiKeys,
                made = tx.Sealer.Seal(tx.Random.Bytes(Length), Place),
                tx.Now,
            }
        );
}
