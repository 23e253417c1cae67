using System.Text;

namespace Sallyport.Server.Cli;

/// <summary>Lines of a stream, none of which can fill the memory: of longer ones so much is kept that their length shows.</summary>
internal sealed class BoundedLines(TextReader reader)
{
    /// <summary>The largest attestation object and a long list of roots fit many times.</summary>
    public const int Longest = 1024 * 1024;

    private readonly char[] buffer = new char[16 * 1024];
    private int at;
    private int filled;
    private bool isBegun;

    /// <summary>Without its end (LF, or CR and LF); null where there is none any more.</summary>
    public async Task<string?> Next(CancellationToken cancel)
    {
        var line = new StringBuilder();
        var isAny = false;
        while (await Fill(cancel))
        {
            isAny = true;
            var end = Array.IndexOf(buffer, '\n', at, filled - at);
            var upTo = end < 0 ? filled : end;
            line.Append(buffer, at, Math.Min(upTo - at, Longest + 1 - line.Length));
            at = upTo;
            if (end < 0)
                continue;
            at++;
            break;
        }
        return isAny ? line.ToString().TrimEnd('\r') : null;
    }

    private async Task<bool> Fill(CancellationToken cancel)
    {
        if (at < filled)
            return true;
        filled = await reader.ReadAsync(buffer, cancel);
        // A byte order mark before the first line is none of it.
        at = isBegun || filled == 0 || buffer[0] != '\uFEFF' ? 0 : 1;
        isBegun = true;
        return at < filled || (filled > 0 && await Fill(cancel));
    }
}
