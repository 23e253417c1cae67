using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Accounts;

/// <summary>The list of one's own account's users.</summary>
public sealed class UsersPage(ListUsers verb, Current current, IStringLocalizer<Texts> texts) : PageModel
{
    private static readonly string[] Columns =
    [
        "login",
        "name",
        "email",
        "role",
        "status",
        "mfa",
        "requirement",
        "requiredBy",
        "graceEndsAt",
        "lastSignInAt",
        "createdAt",
    ];

    [BindProperty(Name = "q", SupportsGet = true)]
    public string Search { get; set; } = "";

    [BindProperty(Name = "mfa", SupportsGet = true)]
    public string Mfa { get; set; } = "";

    [BindProperty(Name = "required", SupportsGet = true)]
    public string Required { get; set; } = "";

    [BindProperty(Name = "removed", SupportsGet = true)]
    public string Removed { get; set; } = "";

    [BindProperty(Name = "sort", SupportsGet = true)]
    public string Sort { get; set; } = "login";

    [BindProperty(Name = "size", SupportsGet = true)]
    public int Size { get; set; }

    /// <summary>The position of the first user shown, counted from one.</summary>
    [BindProperty(Name = "from", SupportsGet = true)]
    public int From { get; set; }

    public ListedUsers Listed { get; private set; } = new([], 0, default);
    public Pager Pager { get; private set; } = new(0, 0, 0, 25, null, null, new Dictionary<string, string>());
    public Banner? Notice { get; private set; }
    public string Company => current.Signed.Account.Name;
    public bool IncludesRemoved => Removed == "true";

    public bool May(Permission permission) => current.Caller.May(permission);

    public async Task<IActionResult> OnGetAsync(string? export, string? done)
    {
        Tame();
        if (export == "csv")
            return await Export();
        Listed = await verb.List(current.Caller, Asked(From - 1, Size), HttpContext.RequestAborted);
        Pager = PagerOf(Listed);
        Notice = done switch
        {
            "removed" => new Banner(
                Tone.Good,
                texts["The user is removed."],
                texts["The entry is kept for the record: tick \"Include removed\" to see it."]
            ),
            _ => null,
        };
        return Page();
    }

    /// <summary>This list with one part of the question changed, from its beginning.</summary>
    public string Address(params (string Name, string Value)[] changed)
    {
        var question = new Dictionary<string, string>(Kept(), StringComparer.Ordinal) { ["size"] = $"{Size}" };
        foreach (var (name, value) in changed)
            question[name] = value;
        return "/account/users" + QueryString.Create(question.Where(part => part.Value.Length > 0)!);
    }

    public string SortedBy(string key) => Address(("sort", Sort == key ? "-" + key : key));

    public string? OrderOf(string key) =>
        Sort == key ? "ascending"
        : Sort == "-" + key ? "descending"
        : null;

    // What no form sends is read as nothing: addresses are typed too.
    private void Tame()
    {
        Sort = UserListTable.Sorts.Contains(Sort.TrimStart('-')) ? Sort : "login";
        Size = Pager.Sizes.Contains(Size) ? Size : 25;
        From = Math.Max(1, From);
        Mfa = UsersQuestion.MfaWords.Contains(Mfa) ? Mfa : "";
    }

    private UsersQuestion Asked(int skip, int take) =>
        new()
        {
            Search = Search,
            Sort = Sort,
            IncludeRemoved = IncludesRemoved,
            Mfa = Mfa,
            Required = YesNo(Required, "yes", "no"),
            Skip = skip,
            Take = take,
        };

    private static bool? YesNo(string word, string yes, string no) =>
        word == yes ? true
        : word == no ? false
        : null;

    private Dictionary<string, string> Kept() =>
        new(StringComparer.Ordinal)
        {
            ["q"] = Search,
            ["mfa"] = Mfa,
            ["required"] = Required,
            ["removed"] = IncludesRemoved ? "true" : "",
            ["sort"] = Sort,
        };

    private Pager PagerOf(ListedUsers listed)
    {
        var from = From <= listed.Total ? From : 1;
        var to = from + listed.Users.Count - 1;
        return new Pager(
            from,
            to,
            listed.Total,
            Size,
            from > 1 ? Address(("from", $"{Math.Max(1, from - Size)}")) : null,
            to < listed.Total ? Address(("from", $"{to + 1}")) : null,
            Kept()
        );
    }

    // Written as it is read: the answer has begun before the last user is known.
    private async Task<IActionResult> Export()
    {
        Response.ContentType = "text/csv; charset=utf-8";
        Response.Headers.ContentDisposition = $"attachment; filename={current.Signed.Account.Handle}-users.csv";
        await using var writer = new StreamWriter(Response.Body, new UTF8Encoding(false), leaveOpen: true);
        await writer.WriteAsync(Csv.Line(Columns));
        await foreach (var user in verb.All(current.Caller, Asked(0, 0), HttpContext.RequestAborted))
            await writer.WriteAsync(LineOf(user));
        return new EmptyResult();
    }

    private static string LineOf(ListedUser user) =>
        Csv.Line(
            user.Row.Login,
            user.Row.FullName,
            user.Row.Email,
            user.Row.RoleName ?? user.Row.Role,
            user.Row.StatusWord,
            KindsOf(user.Row.Factors),
            Words.Camel(user.Row.Requirement),
            user.Demand.By is { } by ? Words.Camel(by) : "",
            LocalTime.Machine(user.Demand.GraceEndsAt),
            LocalTime.Machine(user.Row.LastSignInAt),
            LocalTime.Machine(user.Row.CreatedAt)
        );

    private static string KindsOf(Factors factors) =>
        factors switch
        {
            { SecurityKeys: > 0, Apps: > 0 } => "securityKey app",
            { SecurityKeys: > 0 } => "securityKey",
            { Apps: > 0 } => "app",
            { TrialApps: > 0 } => "trial",
            _ => "off",
        };
}
