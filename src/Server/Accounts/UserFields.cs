using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.Accounts;

/// <summary>The rules of the fields that people type about a user.</summary>
public static class UserFields
{
    /// <summary>What is wrong with a new user's fields; empty where nothing is.</summary>
    public static IReadOnlyList<UserFault> FaultsOf(NewUser asked, Caller caller)
    {
        var faults = new List<UserFault>();
        void Check(bool isRight, UserFault fault)
        {
            if (!isRight)
                faults.Add(fault);
        }

        Check(CanonicalName.Login(asked.Login) is not null, UserFault.LoginMalformed);
        Check(CanonicalName.Email(asked.Email) is not null, UserFault.EmailMalformed);
        Check(IsMobile(asked.Mobile), UserFault.MobileMalformed);
        Check(
            asked.Language.Length == 0 || WebModule.Languages.Contains(asked.Language, StringComparer.Ordinal),
            UserFault.LanguageUnknown
        );
        Check(
            asked.TimeZone.Length == 0 || TimeZoneInfo.TryFindSystemTimeZoneById(asked.TimeZone, out _),
            UserFault.TimeZoneUnknown
        );
        var permissions = BuiltInRole.PermissionsOf(asked.Role);
        Check(permissions.Count > 0, UserFault.RoleUnknown);
        // Nobody grants what they do not have (ADMIN-4).
        Check(permissions.All(caller.May), UserFault.RoleNotYours);
        return faults;
    }

    /// <summary>E.164: a plus and 6 to 15 digits; empty is allowed.</summary>
    public static bool IsMobile(string text) =>
        text.Length == 0
        || (
            text.Length is >= 7 and <= 16
            && text[0] == '+'
            && text[1] != '0'
            && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
        );
}
