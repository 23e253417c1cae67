using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Audit;

/// <summary>The account's audit trail (ADMIN-8): newest first, by time, person and action; also as a file.</summary>
public sealed class AuditPage(Database database, ExportAudit export, Current current, LocalTime when, AuditWords words)
    : PageModel
{
    private const string Address = "/account/audit";
    private const int UsualSize = 25;

    /// <summary>Days in the viewer's zone, <c>2026-11-22</c>; empty: no end.</summary>
    [BindProperty(Name = "from", SupportsGet = true)]
    public string From { get; set; } = "";

    /// <summary>This day included.</summary>
    [BindProperty(Name = "until", SupportsGet = true)]
    public string Until { get; set; } = "";

    /// <summary>A login name or an id, of who did it or to whom it was done.</summary>
    [BindProperty(Name = "person", SupportsGet = true)]
    public string Person { get; set; } = "";

    [BindProperty(Name = "action", SupportsGet = true)]
    public string Action { get; set; } = "";

    [BindProperty(Name = "size", SupportsGet = true)]
    public int Size { get; set; } = UsualSize;

    /// <summary>How many rows lie before this page.</summary>
    [BindProperty(Name = "after", SupportsGet = true)]
    public int After { get; set; }

    public IReadOnlyList<AuditRow> Rows { get; private set; } = [];
    public Pager Pager { get; private set; } =
        new(0, 0, 0, UsualSize, null, null, new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Every action with its words, sorted as the viewer's language sorts.</summary>
    public IReadOnlyList<(string Word, string Text)> Actions =>
        [
            .. Enum.GetValues<AuditAction>()
                .Select(action => (Words.Snake(action), words.Of(Words.Snake(action))))
                .OrderBy(pair => pair.Item2, StringComparer.CurrentCulture),
        ];

    public async Task<IActionResult> OnGetAsync(string? download)
    {
        Size = Pager.Sizes.Contains(Size) ? Size : UsualSize;
        After = Math.Max(0, After);
        if (download is "csv" or "jsonl")
            return await Download(download);
        var (rows, total) = await database.Read(
            async tx => (await tx.AuditTrail.Page(Question()), await tx.AuditTrail.Count(Question())),
            HttpContext.RequestAborted
        );
        Rows = rows;
        Pager = PagerOf((int)Math.Min(total, int.MaxValue));
        return Page();
    }

    /// <summary>The same question, as a file.</summary>
    public string FileAddress(string form) => AddressWith(("download", form));

    private async Task<EmptyResult> Download(string form)
    {
        Response.ContentType = form == "csv" ? "text/csv; charset=utf-8" : "application/jsonl";
        Response.Headers.ContentDisposition = $"attachment; filename=\"{current.Signed.Account.Handle}-audit.{form}\"";
        // A long trail goes out while it is read.
        HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await Response.StartAsync(HttpContext.RequestAborted);
        if (form == "csv")
            await export.WriteCsv(Question(), Response.Body, HttpContext.RequestAborted);
        else
            await export.WriteJsonLines(Question(), Response.Body, HttpContext.RequestAborted);
        return new EmptyResult();
    }

    private AuditQuestion Question() =>
        new(
            current.Signed.Account.Id,
            StartOf(From, addDays: 0),
            StartOf(Until, addDays: 1),
            Person ?? "",
            Words.Parse<AuditAction>(Action ?? "") is { } known ? Words.Snake(known) : "",
            Size,
            After
        );

    // Midnight in the viewer's zone; a text that is no date asks for nothing.
    private DateTimeOffset? StartOf(string? day, int addDays)
    {
        if (!DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return null;
        if (date > DateOnly.MaxValue.AddDays(-2) || date < DateOnly.MinValue.AddDays(2))
            return null;
        var midnight = date.AddDays(addDays).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, when.Zone.GetUtcOffset(midnight));
    }

    private Pager PagerOf(int total) =>
        new(
            Rows.Count == 0 ? 0 : After + 1,
            After + Rows.Count,
            total,
            Size,
            After == 0 ? null : AddressWith(("after", $"{Math.Max(0, After - Size)}")),
            After + Rows.Count >= total ? null : AddressWith(("after", $"{After + Size}")),
            Kept()
        );

    private Dictionary<string, string> Kept() =>
        new[] { ("from", From), ("until", Until), ("person", Person), ("action", Action) }
            .Where(part => !string.IsNullOrEmpty(part.Item2))
            .ToDictionary(part => part.Item1, part => part.Item2, StringComparer.Ordinal);

    private string AddressWith(params (string Name, string Value)[] changed)
    {
        var question = Kept();
        question["size"] = $"{Size}";
        foreach (var (name, value) in changed)
            question[name] = value;
        return Address + QueryString.Create(question!);
    }
}
