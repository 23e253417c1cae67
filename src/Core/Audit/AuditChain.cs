using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sallyport.Core.Audit;

/// <summary>Each row carries a digest over itself and the row before, so that a changed or missing row shows.</summary>
public static class AuditChain
{
    /// <summary>The chain of events that belong to no account. No account has this id: ids have 20 symbols.</summary>
    public const string Installation = "installation";

    /// <summary>SHA-256 in hex over every field, each with its length before it, so that no two rows have the same bytes.</summary>
    public static string DigestOf(AuditRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var field in FieldsOf(row))
            Append(hash, field);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The position of the first row whose digest or place is wrong, or null where the chain is whole. Rows in order, beginning at the first.</summary>
    public static long? FirstBreak(IEnumerable<AuditRow> rows)
    {
        var position = 0L;
        var previous = "";
        foreach (var row in rows)
        {
            position++;
            if (row.Position != position || row.PreviousDigest != previous || row.Digest != DigestOf(row))
                return position;
            previous = row.Digest;
        }
        return null;
    }

    private static IEnumerable<string> FieldsOf(AuditRow row) =>
        [
            row.Chain,
            row.Position.ToString(CultureInfo.InvariantCulture),
            row.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            .. AuditRow.Texts.Select(text => text.Of(row)),
            row.Fields,
            row.PreviousDigest,
        ];

    private static void Append(IncrementalHash hash, string field)
    {
        var bytes = Encoding.UTF8.GetBytes(field);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
