using System.Text.Json;
using Sallyport.Core.Audit;
using Sallyport.Server.Web;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>Writes the trail for other programs, part by part, so that a long one needs no more memory than a short one.</summary>
public sealed class ExportAudit(Database database)
{
    private const int AtOnce = 500;

    /// <summary>Tables with commas for spreadsheets, with a mark at the start by which they see that it is UTF-8.</summary>
    public async Task WriteCsv(AuditQuestion question, Stream to, CancellationToken cancel)
    {
        await using var writer = new StreamWriter(to, new System.Text.UTF8Encoding(true), leaveOpen: true);
        await writer.WriteAsync(
            Csv.Line(
                "position",
                "at",
                "action",
                "outcome",
                "reason",
                "actorId",
                "actorName",
                "targetId",
                "targetName",
                "door",
                "address",
                "userAgent",
                "requestId",
                "sessionId",
                "fields",
                "previousDigest",
                "digest"
            )
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
        var before = long.MaxValue;
        while (true)
        {
            var part = await database.Read(tx => tx.AuditTrail.Before(question, before, AtOnce), cancel);
            foreach (var row in part)
                yield return row;
            if (part.Count < AtOnce)
                yield break;
            before = part[^1].Position;
        }
    }

    private static string LineOf(AuditRow row) =>
        Csv.Line(
            $"{row.Position}",
            LocalTime.Machine(row.At),
            row.Action,
            row.Outcome,
            row.Reason,
            row.ActorId,
            row.ActorName,
            row.TargetId,
            row.TargetName,
            row.Door,
            row.Address,
            row.UserAgent,
            row.RequestId,
            row.SessionId,
            row.Fields,
            row.PreviousDigest,
            row.Digest
        );

    private static object ObjectOf(AuditRow row) =>
        new
        {
            row.Position,
            At = row.At.UtcDateTime,
            row.Action,
            row.Outcome,
            row.Reason,
            row.ActorId,
            row.ActorName,
            row.TargetId,
            row.TargetName,
            row.Door,
            row.Address,
            row.UserAgent,
            row.RequestId,
            row.SessionId,
            Fields = JsonSerializer.Deserialize<JsonElement>(row.Fields),
            row.PreviousDigest,
            row.Digest,
        };
}
