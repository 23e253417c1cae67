using System.Text;
using System.Text.Json;
using Sallyport.Core.Audit;

namespace Sallyport.Server.Audit;

/// <summary>Checkpoints as lines of JSON. Lines are only ever added; copies of the file elsewhere prove the more, the further away they lie.</summary>
public static class CheckpointFile
{
    /// <summary>Every checkpoint in the file; none where there is no file.</summary>
    /// <exception cref="InvalidDataException">A line is no checkpoint; the message says which.</exception>
    public static async Task<IReadOnlyList<AuditCheckpoint>> Read(string path, CancellationToken cancel)
    {
        if (!File.Exists(path))
            return [];
        var lines = await File.ReadAllLinesAsync(path, cancel);
        return
        [
            .. lines.Select(
                (line, i) => Parse(line) ?? throw new InvalidDataException($"{path}: line {i + 1} is no checkpoint.")
            ),
        ];
    }

    /// <summary>Behind what is there, and on the disk when it returns.</summary>
    public static async Task Append(string path, IReadOnlyList<AuditCheckpoint> checkpoints, CancellationToken cancel)
    {
        var text = string.Concat(checkpoints.Select(c => JsonSerializer.Serialize(c, JsonSerializerOptions.Web) + "\n"));
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await file.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
        await file.FlushAsync(cancel);
        RandomAccess.FlushToDisk(file.SafeFileHandle);
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
