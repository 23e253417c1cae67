using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>The rules of the fields that people type about a user.</summary>
public static class UserFields
{
    /// <summary>The doors that can be open to a user, as <see cref="User.Doors"/> writes them.</summary>
    public static readonly IReadOnlyList<string> Doors =
    [
        Words.Camel(Door.Portal),
        Words.Camel(Door.Api),
        Words.Camel(Door.IsProxy),
    ];

    public const int LongestName = 100;
    public const int LongestTitle = 40;
    private const int LongestAddresses = 2000;

    /// <summary>The same without what hands and clipboards add: spaces around names, in numbers and in lists.</summary>
    public static T Tidy<T>(T asked)
        where T : UserDetails =>
        (T)(
            (UserDetails)asked with
            {
                Login = asked.Login.Trim(),
                Email = asked.Email.Trim(),
                Title = asked.Title.Trim(),
                GivenName = asked.GivenName.Trim(),
                FamilyName = asked.FamilyName.Trim(),
                Mobile = TidyMobile(asked.Mobile),
                PortalAddresses = TidyAddresses(asked.PortalAddresses),
                ApiAddresses = TidyAddresses(asked.ApiAddresses),
            }
        );

    public static string TidyMobile(string typed) => string.Concat(typed.Where(c => c is not (' ' or '-' or '(' or ')')));

    /// <summary>What is wrong with the fields, the role apart; empty where nothing is.</summary>
    public static IReadOnlyList<UserFault> FaultsOf(UserDetails asked) =>
        [
            .. Faults(
                (CanonicalName.Login(asked.Login) is not null, UserFault.LoginMalformed),
                (CanonicalName.Email(asked.Email) is not null, UserFault.EmailMalformed),
                (IsName(asked.Title, LongestTitle), UserFault.TitleMalformed)
            ),
            .. FaultsOfPerson(asked.GivenName, asked.FamilyName, asked.Mobile, asked.Language, asked.TimeZone),
            .. Faults(
                (asked.Doors.All(Doors.Contains), UserFault.DoorUnknown),
                (IsAddressList(asked.PortalAddresses), UserFault.PortalAddressesMalformed),
                (IsAddressList(asked.ApiAddresses), UserFault.ApiAddressesMalformed)
            ),
        ];

    /// <summary>Nobody grants what they do not have (ADMIN-4).</summary>
    /// <param name="role">What was asked for; null where the account has no such role.</param>
    /// <param name="caller">Who grants it.</param>
    public static IReadOnlyList<UserFault> FaultsOf(GrantedRole? role, Caller caller) =>
        role is null ? [UserFault.RoleUnknown]
        : Authority.MayGrant(caller, role.Permissions) ? []
        : [UserFault.RoleNotYours];

    /// <summary>The fields that people also change about themselves.</summary>
    public static IReadOnlyList<UserFault> FaultsOfPerson(
        string givenName,
        string familyName,
        string mobile,
        string language,
        string timeZone
    ) =>
        Faults(
            (IsName(givenName, LongestName), UserFault.GivenNameMalformed),
            (IsName(familyName, LongestName), UserFault.FamilyNameMalformed),
            (IsMobile(mobile), UserFault.MobileMalformed),
            (language.Length == 0 || WebModule.Languages.Contains(language, StringComparer.Ordinal), UserFault.LanguageUnknown),
            (timeZone.Length == 0 || TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _), UserFault.TimeZoneUnknown)
        );

    /// <summary>E.164: a plus and 6 to 15 digits; empty is allowed.</summary>
    public static bool IsMobile(string text) =>
        text.Length == 0
        || (
            text.Length is >= 7 and <= 16
            && text[0] == '+'
            && text[1] != '0'
            && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
        );

    /// <summary>In the order of <see cref="Doors"/>, as the column keeps them.</summary>
    public static string Written(IReadOnlyList<string> doors) => string.Join(',', Doors.Where(doors.Contains));

    private static List<UserFault> Faults(params ReadOnlySpan<(bool IsRight, UserFault Fault)> checks)
    {
        var faults = new List<UserFault>();
        foreach (var (isRight, fault) in checks)
            if (!isRight)
                faults.Add(fault);
        return faults;
    }

    // A line end in a name would be one in a mail's header and in a log.
    private static bool IsName(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl);

    private static string TidyAddresses(string typed) =>
        string.Join(',', typed.Split([',', ';', ' ', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static bool IsAddressList(string text) => text.Length <= LongestAddresses && AddressList.FirstFault(text) is null;
}
