using System.Globalization;
using System.Text.Json.Nodes;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Audit;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.RestApi;

/// <summary>A part of the trail, the newest first.</summary>
/// <param name="Items">Rows as docs/audit-events.md names them.</param>
/// <param name="Next">For the parameter <c>before</c> of the next part; null: this was the last.</param>
public sealed record AuditPart(IReadOnlyList<JsonObject> Items, string? Next);

/// <summary>The account's audit trail.</summary>
internal sealed class AuditRoutes(ReadAudit read)
{
    public async Task<IResult> List(RestCall call)
    {
        if (call.Part(out var limit, out _) is { } fault)
            return fault;
        var (before, action) = (call.Parameter("before"), call.Parameter("action"));
        var isCursor = long.TryParse(before, NumberStyles.None, CultureInfo.InvariantCulture, out var position);
        if (before.Length > 0 && !isCursor)
            return RestCall.Wrong("before", "what \"next\" said in the part before");
        if (action.Length > 0 && Words.Parse<AuditAction>(action) is null)
            return RestCall.Wrong("action", "an action of docs/audit-events.md");
        if (!Time(call, "from", out var from))
            return RestCall.Wrong("from", "a time with its zone, such as 2026-11-22T00:00:00Z");
        if (!Time(call, "until", out var until))
            return RestCall.Wrong("until", "a time with its zone, such as 2026-11-22T00:00:00Z");
        var question = new AuditQuestion(call.AccountId, from, until, call.Parameter("person"), action, limit, 0);
        var rows = await read.Read(question, isCursor ? position : null, call.Cancel);
        var next = rows.Count < limit ? null : rows[^1].Position.ToString(CultureInfo.InvariantCulture);
        return Results.Json(new AuditPart([.. rows.Select(ExportAudit.ObjectOf)], next), RestJson.Options);
    }

    private static bool Time(RestCall call, string parameter, out DateTimeOffset? time)
    {
        var text = call.Parameter(parameter);
        time = null;
        if (text.Length == 0)
            return true;
        var isTime =
            text.Length > 19
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var read)
            && (time = read) is not null;
        return isTime;
    }
}
