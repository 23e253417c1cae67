using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Enforcement;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.SecurityKeys;

/// <summary>One's own security keys, and the ceremony for one more. The plain POST brings the browser's answer; its answer shows the recovery codes.</summary>
[FreshProof(ExceptPlainPost = true)]
public sealed class SecurityKeysPage(
    BeginKeySetup begin,
    RegisterSecurityKey register,
    ReadOwnKeys own,
    KeyWords words,
    WhoRequires who,
    PasswordForPrograms programs,
    RaiseSession session,
    Current current,
    IStringLocalizer<Texts> texts
) : PageModel
{
    [BindProperty(Name = "name")]
    public string? NewName { get; set; }

    public IReadOnlyList<SecurityKey> Keys { get; private set; } = [];
    public BegunKey? Begun { get; private set; }

    /// <summary>The recovery codes that the key brought.</summary>
    public ShownCodes? Codes { get; private set; }

    /// <summary>Recovery codes that are shown beside the ceremony, and begin to work with the key.</summary>
    public ShownCodes? CodesBefore =>
        Begun is BegunKey.Asked { Codes: { Count: > 0 } sets } ? new ShownCodes(sets, current.Signed) : null;

    public Banner? Reason => Codes is null ? who.Line(Person) : null;

    /// <summary>What the factor ends; null: nothing.</summary>
    public Banner? Ends => programs.BeforeFactor(Person);
    public string Back => Person.MustEnrol ? "/enrol" : "/me/security";

    /// <summary>Where its keys answer, for those that answer elsewhere.</summary>
    public string Host => current.Host;
    public bool MayVerify => Person.Policy.UserVerification != UserVerification.Discouraged;

    public string Title => Codes is not null ? texts["Save your recovery codes"] : texts["Security keys"];

    public string Lead =>
        Codes is not null
            ? texts["Your security key is active. These codes let you in when it is lost; they are not shown again."]
            : texts[
                "A key that you plug in or hold to your device, or the device itself: you touch it to sign in. Nobody can lure it out of you."
            ];

    public Steps? Steps =>
        Codes is not null ? new Steps(2, texts["Register your key"], texts["Save recovery codes"], texts["Done"])
        : CodesBefore is not null ? new Steps(1, texts["Save codes and register your key"], texts["Done"])
        : null;

    private SignedIn Person => current.Signed;
    private CancellationToken Cancel => HttpContext.RequestAborted;

    public Task<IActionResult> OnGetAsync() => Show();

    public async Task<IActionResult> OnPostAsync(string? ceremony, string? answer, string? script, string? codesShown, bool saved)
    {
        if (string.IsNullOrEmpty(answer) && string.IsNullOrEmpty(script))
            return await Again("", texts["A key is registered by a script of this page. Allow scripts for it, then try again."]);
        var asked = new NewSecurityKey(ceremony ?? "", answer ?? "", NewName ?? "", codesShown ?? "", saved);
        var answered = await register.Register(Person.Caller, asked, Cancel);
        return answered is RegisteredKey.Done done ? Finish(done)
            : answered is RegisteredKey.NameMalformed or RegisteredKey.NameTaken
                ? await Again("name", words.Of(answered, Person.Account.Name))
            : await Again("", words.Of(answered, Person.Account.Name));
    }

    private IActionResult Finish(RegisteredKey.Done done)
    {
        session.Give(Response, done.Token);
        if (done.Codes.Count == 0)
            return Redirect($"/me/security?done=keyAdded&ended={done.SessionsEnded}");
        // The frame of this answer already says that MFA is on.
        current.Person = Person with
        {
            Factors = Person.Factors with { SecurityKeys = Person.Factors.SecurityKeys + 1 },
        };
        Codes = new ShownCodes(done.Codes, Person) { Done = "keyAdded", SessionsEnded = done.SessionsEnded };
        return Page();
    }

    private Task<IActionResult> Again(string field, string why)
    {
        ModelState.AddModelError(field, why);
        return Show();
    }

    private async Task<IActionResult> Show()
    {
        Begun = await begin.Begin(Person.Caller, current.Host, Cancel);
        if (Begun is BegunKey.NotFound)
            return NotFound();
        Keys = await own.All(Person.Caller, Cancel);
        return Page();
    }
}
