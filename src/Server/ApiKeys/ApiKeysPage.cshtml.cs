using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Layout;

namespace Sallyport.Server.ApiKeys;

/// <summary>The keys of a user: one's own at <c>/me/api-keys</c>, another's below the account's users.</summary>
[FreshProof(OnPostOnly = true)]
public sealed class ApiKeysPage(
    ListApiKeys list,
    IssueApiKey issue,
    DeleteApiKey delete,
    RotateApiKey rotate,
    Current current,
    RandomSource random,
    TimeProvider clock,
    LocalTime times,
    KeyTexts words,
    IStringLocalizer<Texts> texts
) : PageModel
{
    private ListedApiKeys listed = null!;

    /// <summary>Null at the address of one's own keys.</summary>
    [BindProperty(Name = "id", SupportsGet = true)]
    public string? Id { get; set; }

    [BindProperty(Name = "")]
    public ApiKeyForm Form { get; set; } = new();

    public Banner? Notice { get; private set; }
    public ShownKey? Made { get; private set; }

    /// <summary>Which key is asked about before it is deleted or renewed.</summary>
    public ApiKey? ToDelete { get; private set; }
    public ApiKey? ToRotate { get; private set; }

    public string Address => Id is null ? "/me/api-keys" : $"/account/users/{Id}/api-keys";
    public User Owner => listed.Owner;
    public bool IsOwn => Owner.Id == current.Caller.UserId;
    public IReadOnlyList<ApiKey> Keys => listed.Keys;
    public bool MayMake => listed.MayMake;
    public bool EndsPassword => listed.EndsPassword;
    public IReadOnlyList<string> Accesses => issue.Accesses;

    /// <summary>What a key of this user can be narrowed to.</summary>
    public IEnumerable<Permission> Permissions => Owner.Permissions.Except([Permission.ManageApiKey]).Order();

    public IEnumerable<(string Hours, string Words)> Overlaps =>
        RotateApiKey.Overlaps.Select(overlap => (HoursOf(overlap), words.Overlap(overlap)));

    public string WhyNone =>
        listed.Policy.ApiKeysBy switch
        {
            ApiKeysBy.Nobody => texts["The policy of {0} lets nobody make API-keys.", current.Signed.Account.Name],
            ApiKeysBy.Administrator => texts["At {0}, administrators make the API-keys.", current.Signed.Account.Name],
            ApiKeysBy.User => texts["At {0}, everybody makes the own API-keys.", current.Signed.Account.Name],
            ApiKeysBy.Both => texts["A user who cannot sign in gets no API-key."],
        };

    private static string HoursOf(TimeSpan overlap) => overlap.TotalHours.ToString(CultureInfo.InvariantCulture);

    public bool HasExpired(ApiKey key) => key.HasExpired(clock.GetUtcNow());

    public string LastUse(ApiKey key) =>
        key.LastUsedAt is null
            ? texts["Never"]
            : texts["{0}, from {1}, at {2}", times.Text(key.LastUsedAt), key.LastUsedAddress, words.DoorOf(key.LastUsedDoor)];

    public async Task<IActionResult> OnGetAsync(string? done, [FromQuery(Name = "delete")] string? toDelete, string? renew)
    {
        if (!await Find())
            return NotFound();
        Notice =
            done == "deleted"
                ? new Banner(Tone.Good, texts["The API-key is deleted."], texts["It opens nothing any more."])
                : null;
        ToDelete = Keys.FirstOrDefault(key => key.Id == toDelete);
        ToRotate = Keys.FirstOrDefault(key => key.Id == renew && MayMake);
        Form = Fresh();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!await Find())
            return NotFound();
        if (Form.Wanted(times.Zone) is not { } wanted)
            return Again(["expires"], texts["Enter a day, such as 2027-12-31."]);
        switch (await issue.Issue(current.Caller, Owner.Id, wanted, HttpContext.RequestAborted))
        {
            case IssuedApiKey.Done done:
                await Find();
                Made = new ShownKey(done.Key.Description, done.Text, null);
                break;
            case IssuedApiKey.AlreadyShown again:
                Notice = new Banner(
                    Tone.Warn,
                    texts["The API-key “{0}” was made, and shown then.", again.Key.Description],
                    texts["It cannot be shown again. If you do not have it, delete it and create another."]
                );
                break;
            case IssuedApiKey.Refused refused:
                foreach (var fault in refused.Faults)
                    ModelState.AddModelError(KeyTexts.FieldOf(fault), words.Of(fault));
                return Page();
            case IssuedApiKey.NotByYou:
                return Again([""], WhyNone);
            default:
                return NotFound();
        }
        Form = Fresh();
        return Page();
    }

    public async Task<IActionResult> OnPostDeleteAsync(string? key) =>
        await Find() && await delete.Delete(current.Caller, Owner.Id, key ?? "", HttpContext.RequestAborted)
            ? Redirect(Address + "?done=deleted")
            : NotFound();

    public async Task<IActionResult> OnPostRenewAsync(string? key, string? hint, string? overlap)
    {
        if (!await Find())
            return NotFound();
        // Whoever chose nothing did not choose to end the old text now.
        if (ReadOverlap(overlap) is not { } span)
            return AskOverlapAgain(key);
        switch (await rotate.Rotate(current.Caller, Owner.Id, key ?? "", hint ?? "", span, HttpContext.RequestAborted))
        {
            case RotatedApiKey.Done done:
                await Find();
                Made = new ShownKey(done.Key.Description, done.Text, span == TimeSpan.Zero ? null : done.FormerEndsAt);
                break;
            case RotatedApiKey.AlreadyDone:
                Notice = new Banner(
                    Tone.Warn,
                    texts["This API-key has a new text already."],
                    texts["It was shown when it was made."]
                );
                break;
            case RotatedApiKey.NotByYou:
                return Again([""], WhyNone);
            default:
                return NotFound();
        }
        Form = Fresh();
        return Page();
    }

    private static TimeSpan? ReadOverlap(string? hours) =>
        RotateApiKey.Overlaps.Select(one => (TimeSpan?)one).FirstOrDefault(one => HoursOf(one!.Value) == hours);

    private IActionResult AskOverlapAgain(string? key)
    {
        ToRotate = Keys.FirstOrDefault(one => one.Id == key);
        Form = Fresh();
        if (ToRotate is null)
            return NotFound();
        return Again(["overlap"], texts["Choose how long the old text works on. Nothing was changed."]);
    }

    private async Task<bool> Find()
    {
        var userId = Id ?? current.Signed.User.Id;
        if (await list.Of(current.Caller, userId, HttpContext.RequestAborted) is not { } found)
            return false;
        listed = found;
        return true;
    }

    // The id makes the form work once; the expiry is the account's offer.
    private ApiKeyForm Fresh()
    {
        // What was posted would be written back into the fields.
        ModelState.Clear();
        var days = listed.Policy.KeyExpiryDays;
        var end = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), times.Zone).AddDays(days);
        return new ApiKeyForm
        {
            FormId = random.Id(),
            Expires = days == 0 ? "" : end.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
    }

    private PageResult Again(IEnumerable<string> fields, string why)
    {
        foreach (var field in fields)
            ModelState.AddModelError(field, why);
        return Page();
    }
}
