using System.Globalization;
using System.Text;
using QRCoder;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>A text as the dark modules of a QR code, for one SVG path: inline, so that no address carries what it says.</summary>
/// <param name="Size">Modules of a side, the quiet zone of four included (ISO/IEC 18004).</param>
/// <param name="Path">One unit is one module.</param>
public sealed record QrCode(int Size, string Path)
{
    /// <summary>Level M: a cracked or shining screen may hide 15 %, and phones still read it from an arm's length.</summary>
    public static QrCode Of(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var path = new StringBuilder();
        var rows = code.ModuleMatrix;
        for (var y = 0; y < rows.Count; y++)
            DrawRow(path, rows[y], y);
        return new QrCode(rows.Count, path.ToString());
    }

    // Neighbours in a row are one rectangle: a third of the length, and no hair lines between them.
    private static void DrawRow(StringBuilder path, System.Collections.BitArray row, int y)
    {
        for (var x = 0; x < row.Count; x++)
        {
            if (!row[x])
                continue;
            var end = x;
            while (end < row.Count && row[end])
                end++;
            path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h{end - x}v1h-{end - x}z");
            x = end;
        }
    }
}
