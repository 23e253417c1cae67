using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.Accounts;

/// <summary>One user of one's own account.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class UserPage(
    ShowUser show,
    UpdateUser update,
    ChangeUserStatus statuses,
    SendPasswordLink links,
    BringBackApiPassword programs,
    RoleChoices roles,
    Current current,
    UserFaultTexts faults,
    UserWords words,
    LocalTime when,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private DateTimeOffset now;

    [BindProperty(Name = "")]
    public UserForm Form { get; set; } = new();

    public User Shown { get; private set; } = null!;
    public MfaState State { get; private set; } = null!;
    public Banner? Notice { get; private set; }
    public bool IsOwn => Shown.Id == current.Caller.UserId;

    public bool MayEdit =>
        Shown.Status != UserStatus.Removed
        && current.Caller.May(Permission.UpdateUser)
        && Authority.Covers(current.Caller, Shown);

    public bool MaySeeKeys => MayEdit && current.Caller.May(Permission.ManageApiKey);

    /// <summary>To mail a link, to unlock, to remove MFA; more users than <see cref="MayEdit"/> says.</summary>
    public bool MayHelp =>
        Shown.Status != UserStatus.Removed
        && !IsOwn
        && current.Caller.May(Permission.UpdateUser)
        && Authority.MayHelp(current.Caller, Shown);

    public bool MayRemove =>
        Shown.Status != UserStatus.Removed
        && !IsOwn
        && current.Caller.May(Permission.RemoveUser)
        && Authority.Covers(current.Caller, Shown);

    public bool MaySeeMfa => MayEdit || MayHelp || (MayRescue && Shown.Status != UserStatus.Removed);
    private bool MayRescue => current.Caller.May(Permission.RescueUser) && Authority.MayHelp(current.Caller, Shown);

    public string PasswordState =>
        Shown.SealedPasswordHash is null ? texts["Not chosen yet"]
        : Shown.PasswordChangeDueAt is not null ? texts["To be changed at the next sign-in"]
        : texts["Chosen {0}", when.Text(Shown.PasswordChangedAt)];

    /// <summary>Whether the password has ended for programs, and what there is to do about it; null: not at all, or not by this policy.</summary>
    public BroughtBackApiPassword? ApiPassword =>
        MayEdit
        && !IsOwn
        && BringBackApiPassword.Judge(State)
            is var judged
                and not (BroughtBackApiPassword.NotByThisPolicy or BroughtBackApiPassword.NotEnded)
            ? judged
            : null;

    public string MfaKinds =>
        words.Kinds(State.Factors) is { Count: > 0 } kinds ? string.Join(", ", kinds)
        : State.Factors.TrialApps > 0 ? texts["App on trial"]
        : texts["Off"];

    public string? Until => words.Until(State.Demand, State.Factors, now);

    /// <summary>To what the status can be changed from here, removal apart.</summary>
    public IEnumerable<(UserStatus Status, string Label)> Choices
    {
        get
        {
            if (!Shown.MaySignIn && (MayEdit || Shown.IsUnlockable))
                yield return (UserStatus.Active, Shown.Status == UserStatus.Locked ? texts["Unlock"] : texts["Reactivate"]);
            if (!MayEdit)
                yield break;
            if (Shown.Status == UserStatus.Active)
                yield return (UserStatus.Locked, texts["Lock"]);
            if (Shown.Status != UserStatus.Deactivated)
                yield return (UserStatus.Deactivated, texts["Deactivate"]);
        }
    }

    public async Task<IActionResult> OnGetAsync(string id, string? done)
    {
        if (!await Find(id))
            return NotFound();
        Form = await FormOf(Shown);
        Notice = NoticeOf(done);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string id, string? password, string? passwordAgain)
    {
        if (!await Find(id) || !current.Caller.May(Permission.UpdateUser))
            return NotFound();
        Form.Roles = await roles.For(current.Caller, HttpContext.RequestAborted);
        if (Request.Form.ContainsKey(FreshProofAttribute.RetypeField))
            return Again("password", texts["Type the new password again: it was not kept while you confirmed that it is you."]);
        if ((password ?? "") != (passwordAgain ?? ""))
            return Again("passwordAgain", texts["The two passwords differ. Nothing was changed; type both again."]);
        Form.Doors ??= Shown.Doors.Split(',');
        var asked = Form.ToEdited() with { Password = string.IsNullOrEmpty(password) ? null : password };
        var answer = await update.Update(current.Caller, id, asked, HttpContext.RequestAborted);
        if (answer is UpdatedUser.Done)
            return Back(asked.Password is null ? "saved" : "password");
        if (answer is UpdatedUser.Refused refused)
            faults.AddTo(ModelState, refused.Why);
        return answer switch
        {
            UpdatedUser.Refused => Page(),
            UpdatedUser.EditedMeanwhile => Again(
                "",
                texts[
                    "Somebody else changed this user in the meantime. Nothing was saved; open the page anew and change it again."
                ]
            ),
            UpdatedUser.AboveYou => Again("", AboveYou),
            UpdatedUser.Busy => Again("", texts["The server is very busy. Try again in a few seconds."]),
            _ => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostStatusAsync(string id, string? status)
    {
        if (!await Find(id) || Words.Parse<UserStatus>(status ?? "") is not { } wanted)
            return NotFound();
        Form = await FormOf(Shown);
        return await statuses.Change(current.Caller, id, wanted, HttpContext.RequestAborted) switch
        {
            ChangedStatus.Done when wanted == UserStatus.Removed => Redirect("/account/users?done=removed"),
            ChangedStatus.Done or ChangedStatus.Unchanged => Back("status"),
            ChangedStatus.Oneself => Again("", texts["Nobody shuts oneself out. Another administrator can do this."]),
            ChangedStatus.LastAdministrator => Again("", faults.Words(UserFault.LastAdministrator)),
            ChangedStatus.AboveYou => Again("", AboveYou),
            _ => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostLinkAsync(string id)
    {
        if (!await Find(id))
            return NotFound();
        Form = await FormOf(Shown);
        return await links.Send(current.Caller, id, HttpContext.RequestAborted) switch
        {
            SentPasswordLink.Done => Back("link"),
            SentPasswordLink.NotActive => Again("", texts["Only an active user can be sent a link."]),
            SentPasswordLink.Oneself => Again("", faults.Words(UserFault.PasswordIsYours)),
            SentPasswordLink.AboveYou => Again("", AboveYou),
            _ => NotFound(),
        };
    }

    public async Task<IActionResult> OnPostProgramsAsync(string id)
    {
        if (!await Find(id))
            return NotFound();
        Form = await FormOf(Shown);
        return await programs.BringBack(current.Caller, id, HttpContext.RequestAborted) switch
        {
            BroughtBackApiPassword.Done or BroughtBackApiPassword.NotEnded => Back("programs"),
            BroughtBackApiPassword.MfaOnOrRequired => Again("", texts["Not while a second factor is on or required."]),
            BroughtBackApiPassword.NotByThisPolicy => Again("", texts["This account's policy decides it for all users."]),
            BroughtBackApiPassword.Oneself => Again("", texts["Another administrator does this for you."]),
            BroughtBackApiPassword.AboveYou => Again("", AboveYou),
            _ => NotFound(),
        };
    }

    private async Task<UserForm> FormOf(User user)
    {
        var form = UserForm.Of(user);
        form.Roles = await roles.For(current.Caller, HttpContext.RequestAborted);
        return form;
    }

    private string AboveYou => texts["This user has more permissions than you. Only somebody who has them too can change this."];

    private async Task<bool> Find(string id)
    {
        if (await show.Show(current.Caller, id, HttpContext.RequestAborted) is not { } found)
            return false;
        (Shown, State, now) = (found.User, found.State, found.Now);
        return true;
    }

    private RedirectResult Back(string done) => Redirect($"/account/users/{Shown.Id}?done={done}");

    private PageResult Again(string field, string error)
    {
        ModelState.AddModelError(field, error);
        return Page();
    }

    private Banner? NoticeOf(string? done) =>
        done switch
        {
            "saved" => new Banner(Tone.Good, texts["Saved."]),
            "password" => new Banner(
                Tone.Good,
                texts["Saved, with the new password."],
                texts["The user's sessions have ended, and the password must be changed at the next sign-in."]
            ),
            "status" => new Banner(Tone.Good, texts["The status is changed."]),
            "link" => new Banner(
                Tone.Good,
                texts["A link is on its way to {0}.", Shown.Email],
                texts["Links sent before no longer work."]
            ),
            "programs" => new Banner(
                Tone.Good,
                texts["The password works for programs again."],
                texts["The next API-key or second factor ends it anew."]
            ),
            "created" => new Banner(Tone.Good, texts["The user is created."]),
            "invited" => new Banner(
                Tone.Good,
                texts["The user is created."],
                texts["A link to choose a password is on its way to {0}. It works for 72 hours.", Shown.Email]
            ),
            _ => null,
        };
}
