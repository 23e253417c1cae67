using System.Security.Cryptography;
using System.Text;
using Sallyport.Storage.Seal;

namespace Sallyport.Storage.Tables;

/// <summary>Every sealed value, whatever it is: for the change of keys.</summary>
public sealed class SealedTable(Transaction tx)
{
    /// <summary>How many values are sealed under another key than the current one.</summary>
    public async Task<long> CountBehind(SealedColumn column) =>
        await tx.Scalar<long>($"SELECT COUNT(*) FROM {column.Table} WHERE {Behind(column)}", new { current = Current });

    /// <summary>Seals a part of a column anew under the current key. A value that somebody changed in between is left for the next round. How many were looked at is the answer.</summary>
    public async Task<int> Renew(SealedColumn column, int most)
    {
        var rows = await tx.Many<(string Row, byte[] Sealed)>(
            $"SELECT {column.Row}, {column.Column} FROM {column.Table} WHERE {Behind(column)} LIMIT @most",
            new { current = Current, most }
        );
        foreach (var (row, old) in rows)
        {
            var plain = tx.Sealer.Open(old, column.PlaceOf(row));
            var renewed = tx.Sealer.Seal(plain, column.PlaceOf(row));
            CryptographicOperations.ZeroMemory(plain);
            await tx.Execute(
                $"UPDATE {column.Table} SET {column.Column} = @renewed WHERE {column.Row} = @row AND {column.Column} = @old",
                new
                {
                    row,
                    renewed,
                    old,
                }
            );
        }
        return rows.Count;
    }

    // The key's id stands behind the version byte of every sealed value.
    private static string Behind(SealedColumn column) =>
        $"{column.Column} IS NOT NULL AND SUBSTR({column.Column}, 2, {KeyRing.IdLength}) <> @current";

    private byte[] Current => Encoding.ASCII.GetBytes(tx.Sealer.CurrentKeyId);
}
