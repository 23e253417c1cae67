using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Sallyport.Core.ApiKeys;

namespace Sallyport.Server.ApiKeys;

/// <summary>The form "Create API-key", as it was typed.</summary>
public sealed class ApiKeyForm
{
    private const int LongestFormId = 64;

    [BindProperty(Name = "formId")]
    public string FormId { get; set; } = "";

    [BindProperty(Name = "description")]
    public string Description { get; set; } = "";

    [BindProperty(Name = "access")]
    public List<string> Access { get; set; } = [];

    [BindProperty(Name = "permission")]
    public List<string> Permission { get; set; } = [];

    [BindProperty(Name = "expires")]
    public string Expires { get; set; } = "";

    [BindProperty(Name = "addresses")]
    public string Addresses { get; set; } = "";

    /// <summary>Null where the expiry is no day.</summary>
    public NewApiKey? Wanted(TimeZoneInfo zone)
    {
        var end = LastMoment(zone);
        return Expires.Trim().Length > 0 && end is null
            ? null
            : new NewApiKey
            {
                Description = Description,
                Accesses = Access,
                Permissions = Permission,
                Addresses = Addresses,
                ExpiresAt = end,
                AskedBy = FormId.Length <= LongestFormId ? FormId : FormId[..LongestFormId],
            };
    }

    private DateTimeOffset? LastMoment(TimeZoneInfo zone)
    {
        if (!DateTime.TryParseExact(Expires.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return null;
        var last = day + NewApiKey.UntilLastSecond;
        // The calendar has no moment behind its last day, in any zone.
        return new DateTimeOffset(last, day == DateTime.MaxValue.Date ? TimeSpan.Zero : zone.GetUtcOffset(last));
    }
}
