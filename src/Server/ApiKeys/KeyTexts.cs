using Microsoft.Extensions.Localization;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.ApiKeys;

/// <summary>The words of the page for what code has as values.</summary>
public sealed class KeyTexts(IStringLocalizer<Texts> texts, Settings settings)
{
    /// <summary>The name of the field, which the command line's option has too.</summary>
    public static string FieldOf(NewKeyFault fault) =>
        fault switch
        {
            NewKeyFault.DescriptionMissing or NewKeyFault.DescriptionTooLong or NewKeyFault.DescriptionUnreadable =>
                "description",
            NewKeyFault.AccessMissing or NewKeyFault.AccessUnknown => "access",
            NewKeyFault.PermissionUnknown => "permission",
            NewKeyFault.ExpiryPast => "expires",
            NewKeyFault.AddressUnreadable => "addresses",
        };

    public string Of(NewKeyFault fault) =>
        fault switch
        {
            NewKeyFault.DescriptionMissing => texts["Say what the API-key is for."],
            NewKeyFault.DescriptionTooLong => texts["At most {0} characters.", NewApiKey.LongestDescription],
            NewKeyFault.DescriptionUnreadable => texts["Write it in one line, without control characters."],
            NewKeyFault.AccessMissing => texts["Tick at least one access."],
            NewKeyFault.AccessUnknown => texts[
                "There is no such access. Choose from {0}.",
                string.Join(", ", [.. KeyAccess.BuiltIn, .. settings.KeyAccesses])
            ],
            NewKeyFault.PermissionUnknown => texts["There is no such permission."],
            NewKeyFault.ExpiryPast => texts["This day is over. Choose a later one."],
            NewKeyFault.AddressUnreadable => texts["Enter addresses or networks with commas, such as 192.0.2.7, 2001:db8::/32."],
        };

    public string Access(string name) =>
        name switch
        {
            KeyAccess.Api => texts["The REST API, and applications behind a proxy"],
            KeyAccess.IsProxy => texts["The line service for domain names"],
            _ => texts["Defined by the operator"],
        };

    public string DoorOf(Door? door) =>
        door switch
        {
            Door.Api => texts["REST API"],
            Door.ForwardAuth => texts["an application behind a proxy"],
            Door.IsProxy => texts["IsProxy"],
            _ => "",
        };

    public string MadeBy(ApiKey key) =>
        key.CreatedBy == Caller.CommandLine ? texts["at the command line"] : texts["by {0}", key.CreatedBy];

    public string WhyFlagged(ApiKey key, string day) =>
        Words.Parse<KeyFlag>(key.FlaggedFor) == KeyFlag.PlainHttp
            ? texts["It came without encryption on {0}.", day]
            : texts["It came in an address on {0}.", day];

    public string Overlap(TimeSpan overlap) =>
        overlap.TotalHours switch
        {
            0 => texts["Not at all: it ends now"],
            1 => texts["One hour"],
            24 => texts["One day"],
            _ => texts["{0} days", overlap.TotalDays],
        };
}
