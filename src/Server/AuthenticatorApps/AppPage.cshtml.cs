using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>Sets up one's own app. The plain POST brings the first code; its answer shows the recovery codes.</summary>
[FreshProof(ExceptPlainPost = true)]
public sealed class AppPage(
    BeginAppSetup begin,
    EnrolAuthenticatorApp enrol,
    GenerateAppKey generate,
    RaiseSession session,
    ReadSecurity security,
    WhoRequires who,
    PasswordForPrograms programs,
    SetupWords words,
    Current current,
    TimeProvider clock,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private const string Address = "/me/security/authenticator-app";
    private static readonly TimeSpan DoubleClick = TimeSpan.FromSeconds(20);

    [BindProperty(Name = "replace", SupportsGet = true)]
    public string Replace { get; set; } = "";

    public SetupView Setup { get; private set; } = new() { Address = Address, Back = "/me/security" };

    /// <summary>The recovery codes that the right code brought.</summary>
    public ShownCodes? Codes { get; private set; }
    public Banner? Reason => Codes is null ? who.Line(Person) : null;

    /// <summary>What the factor ends; null: nothing.</summary>
    public Banner? Ends => programs.BeforeFactor(Person);

    public string Title =>
        Codes is not null ? texts["Save your recovery codes"]
        : Setup.Begun is BegunSetup.Pending { Replaces: not null } ? texts["Change device"]
        : texts["Activate authenticator app"];

    public string Lead =>
        Codes is not null
            ? texts["Your app is active. These codes let you in when it is lost; they are not shown again."]
            : texts["Your phone shows a new code every 30 seconds. Best use a device other than the one that you sign in on."];

    public Steps? Steps =>
        Codes is not null ? new Steps(2, texts["Pair your app"], texts["Save recovery codes"], texts["Done"])
        : Setup.Begun is not BegunSetup.Pending ? null
        : Setup.CodesFollow ? new Steps(1, texts["Pair your app"], texts["Save recovery codes"], texts["Done"])
        : Setup.CodesShown.Length > 0 ? new Steps(1, texts["Save codes and pair your app"], texts["Done"])
        : new Steps(1, texts["Pair your app"], texts["Done"]);

    private SignedIn Person => current.Signed;
    private CancellationToken Cancel => HttpContext.RequestAborted;

    public async Task<IActionResult> OnGetAsync(string? expired)
    {
        var begun = await begin.Begin(Person.Caller, Person.User.Id, Replace, Cancel);
        if (begun is BegunSetup.NotFound)
            return NotFound();
        if (expired is not null && begun is BegunSetup.Pending)
            ModelState.AddModelError("code", words.KeyRanOut);
        await Show(begun, saved: false);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string? code, bool saved, string? codesShown, bool cancel)
    {
        if (cancel)
        {
            await begin.Cancel(Person.Caller, Person.User.Id, Cancel);
            return Redirect(Person.MustEnrol ? "/enrol" : "/me/security");
        }
        var first = new FirstCode(Person.User.Id, code ?? "", texts["Authenticator app"], codesShown ?? "", saved);
        var answer = await enrol.Confirm(Person.Caller, first, Cancel);
        if (answer is EnrolledApp.Done done)
            return Finish(done);
        // Looked up again, never begun again: the key that the person has scanned stays (APP-2).
        if (answer is EnrolledApp.NothingPending || await begin.Find(Person.Caller, Person.User.Id, Cancel) is not { } pending)
            return await Nothing();
        ModelState.AddModelError(answer is EnrolledApp.OtherCodes ? "" : "code", words.Of(answer));
        if (answer is EnrolledApp.OtherCodes)
            await Show(await begin.Begin(Person.Caller, Person.User.Id, pending.Replaces?.Id ?? "", Cancel), saved: false);
        else
            await Show(pending, saved, codesShown ?? "");
        return Page();
    }

    public async Task<IActionResult> OnPostGenerateAsync()
    {
        var name = texts["Authenticator app"];
        switch (await generate.Generate(Person.Caller, Person.User.Id, Replace, name, Cancel))
        {
            case GeneratedKey.Done done:
                Setup = Setup with { Generated = done };
                return Page();
            case GeneratedKey.TooMany:
                Setup = Setup with { Begun = new BegunSetup.TooMany() };
                return Page();
            case GeneratedKey.NotOnTrial:
                return Redirect(Address);
            default:
                return NotFound();
        }
    }

    private IActionResult Finish(EnrolledApp.Done done)
    {
        session.Give(Response, done.Token!);
        var word = done.IsChange ? "changed" : "added";
        if (done.Codes.Count == 0)
            return Redirect($"/me/security?done={word}&ended={done.SessionsEnded}");
        // The frame of this answer already says that MFA is on.
        current.Person = Person with
        {
            Factors = Person.Factors with { Apps = Person.Factors.Apps + 1 },
        };
        Codes = new ShownCodes(done.Codes, Person) { Done = word, SessionsEnded = done.SessionsEnded };
        return Page();
    }

    // A second click on "Activate" finds the first one's work done; anything else begins anew.
    private async Task<IActionResult> Nothing()
    {
        var apps = (await security.Read(Person.User.Id, Cancel)).Apps;
        return Redirect(apps.Any(IsNew) ? "/me/security?done=added" : Address + "?expired=1");
    }

    private bool IsNew(AuthenticatorApp app) =>
        !app.IsOnTrial && !StoredTime.HasPassed(app.CreatedAt, DoubleClick, clock.GetUtcNow());

    private async Task Show(BegunSetup begun, bool saved, string codesShown = "")
    {
        var overview = await security.Read(Person.User.Id, Cancel);
        var handsOut = overview.Codes.Count == 0 && PrepareRecoveryCodes.KindsOf(Person.Policy).Count > 0;
        var codes = begun is BegunSetup.Pending { Codes: { Count: > 0 } sets } ? new ShownCodes(sets, Person) : null;
        var shown = handsOut ? codes?.Ids ?? codesShown : "";
        Setup = Setup with
        {
            Begun = begun,
            Replace = Replace,
            Back = Person.MustEnrol ? "/enrol" : Setup.Back,
            Apps = overview.Apps,
            Codes = codes,
            CodesShown = shown,
            Saved = saved,
            CodesFollow = handsOut && shown.Length == 0,
        };
    }
}
