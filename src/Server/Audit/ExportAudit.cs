using System.Text.Json;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>Writes the trail for other programs, part by part, so that a long one needs no more memory than a short one.</summary>
public sealed class ExportAudit(Database database)
{
    private const int AtOnce = 500;

    // Where few rows fit the question a statement would look through the whole chain, and run into its time limit.
    private const int LookedThroughAtOnce = 20_000;

    /// <summary>Tables with commas for spreadsheets, with a mark at the start by which they see that it is UTF-8.</summary>
    public async Task WriteCsv(AuditQuestion question, Stream to, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(to, new System.Text.UTF8Encoding(true), leaveOpen: true);
        await writer.WriteAsync(
            Csv.Line(["position", "at", .. AuditRow.Texts.Select(text => text.Name), "fields", "previousDigest", "digest"])
        );
        await foreach (var row in Rows(question, cancel))
            await writer.WriteAsync(LineOf(row));
    }

    /// <summary>One JSON object a line, with the details as an object of their own.</summary>
    public async Task WriteJsonLines(AuditQuestion question, Stream to, CancellationToken cancel)
    {
        await foreach (var row in Rows(question, cancel))
        {
            await JsonSerializer.SerializeAsync(to, ObjectOf(row), JsonSerializerOptions.Web, cancel);
            await to.WriteAsync("\n"u8.ToArray(), cancel);
        }
    }

    private async IAsyncEnumerable<AuditRow> Rows(
        AuditQuestion question,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel
    )
    {
        var before = await Part(tx => tx.AuditTrail.Newest(question.Chain), cancel) + 1;
        while (before > 1)
        {
            var (from, downTo) = (before, Math.Max(1, before - LookedThroughAtOnce));
            var part = await Part(tx => tx.AuditTrail.Before(question, from, AtOnce, downTo), cancel);
            foreach (var row in part)
                yield return row;
            before = part.Count < AtOnce ? downTo : part[^1].Position;
        }
    }

    // Nobody knows how long a trail is: each part has its time to itself.
    private async Task<T> Part<T>(Func<Transaction, Task<T>> read, CancellationToken cancel)
    {
        using var budget = database.Allow(DatabaseWork.Batch);
        return await database.Read(read, cancel);
    }

    private static string LineOf(AuditRow row) =>
        Csv.Line([
            $"{row.Position}",
            LocalTime.Machine(row.At),
            .. AuditRow.Texts.Select(text => text.Of(row)),
            row.Fields,
            row.PreviousDigest,
            row.Digest,
        ]);

    /// <summary>A row with its details as an object of their own.</summary>
    public static JsonObject ObjectOf(AuditRow row)
    {
        var written = new JsonObject { ["position"] = row.Position, ["at"] = row.At.UtcDateTime };
        foreach (var (name, of) in AuditRow.Texts)
            written[name] = of(row);
        written["fields"] = JsonNode.Parse(row.Fields);
        written["previousDigest"] = row.PreviousDigest;
        written["digest"] = row.Digest;
        return written;
    }
}
