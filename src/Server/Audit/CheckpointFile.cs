using System.Text;
using System.Text.Json;
using Sallyport.Core.Audit;

namespace Sallyport.Server.Audit;

/// <summary>What a file of checkpoints has.</summary>
/// <param name="Checkpoints">In the order in which they were written.</param>
/// <param name="CutLines">The numbers of lines that have no end, because the disk was full or the machine stopped while they were written. They are left out.</param>
public sealed record ReadCheckpoints(IReadOnlyList<AuditCheckpoint> Checkpoints, IReadOnlyList<int> CutLines);

/// <summary>Checkpoints as lines of JSON. Lines are only ever added; copies of the file elsewhere prove the more, the further away they lie.</summary>
public static class CheckpointFile
{
    // Put behind a line that was cut off, when the next one is added: nothing that is in the file is ever taken out of it.
    private const string CutMark = " (cut)";

    /// <summary>Every checkpoint in the file; none where there is no file.</summary>
    /// <exception cref="InvalidDataException">A line is no checkpoint; the message says which.</exception>
    public static async Task<IReadOnlyList<AuditCheckpoint>> Read(string path, CancellationToken cancel) =>
        (await Look(path, cancel)).Checkpoints;

    /// <summary>The same, with the lines that were left out.</summary>
    /// <exception cref="InvalidDataException">A line is no checkpoint; the message says which.</exception>
    public static async Task<ReadCheckpoints> Look(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return new ReadCheckpoints([], []);
        var (checkpoints, cut, number) = (new List<AuditCheckpoint>(), new List<int>(), 0);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var isWhole = EndsWithLine(file);
        using var reader = new StreamReader(file);
        var line = await reader.ReadLineAsync(cancel);
        while (line is not null)
        {
            var next = await reader.ReadLineAsync(cancel);
            number++;
            if (line.EndsWith(CutMark, StringComparison.Ordinal) || (next is null && !isWhole))
                cut.Add(number);
            else
                checkpoints.Add(Parse(line) ?? throw new InvalidDataException($"{path}: line {number} is no checkpoint."));
            line = next;
        }
        return new ReadCheckpoints(checkpoints, cut);
    }

    /// <summary>Behind what is there, and on the disk when it returns. A line that was cut off is closed first.</summary>
    public static async Task Append(string path, IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancel)
    {
        var text = string.Concat(checkpoints.Select(c => JsonSerializer.Serialize(c, JsonSerializerOptions.Web) + "\n"));
        await using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        var isWhole = EndsWithLine(file);
        file.Seek(0, SeekOrigin.End);
        await file.WriteAsync(Encoding.UTF8.GetBytes(isWhole ? text : CutMark + "\n" + text), cancel);
        await file.FlushAsync(cancel);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
    }

    // An empty file has no line that could be cut off.
    private static bool EndsWithLine(FileStream file)
    {
        if (file.Length == 0)
            return true;
        file.Seek(-1, SeekOrigin.End);
        var isEnd = file.ReadByte() == '\n';
        file.Seek(0, SeekOrigin.Begin);
        return isEnd;
    }

    private static AuditCheckpoint? Parse(string line)
    {
        try
        {
            return
                JsonSerializer.Deserialize<AuditCheckpoint>(line, JsonSerializerOptions.Web)
                    is { Chain: not null, Digest: not null, Position: > 0 } checkpoint
                ? checkpoint
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
