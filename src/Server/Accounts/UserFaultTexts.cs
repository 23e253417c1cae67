using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>Says at each field what is wrong with it and what would be right.</summary>
public sealed class UserFaultTexts(IStringLocalizer<Texts> texts)
{
    public void AddTo(ModelStateDictionary state, UserRefusal refusal) => AddTo(state, refusal.Faults, refusal.Password);

    /// <param name="state">The form's.</param>
    /// <param name="faults">Every field that must be mended.</param>
    /// <param name="password">Why the password is unfit, where it is.</param>
    public void AddTo(ModelStateDictionary state, IReadOnlyList<UserFault> faults, PasswordVerdict? password = null)
    {
        foreach (var fault in faults)
            state.AddModelError(FieldOf(fault), fault == UserFault.PasswordUnfit ? Words(password!) : Words(fault));
    }

    public string Words(PasswordVerdict verdict) =>
        verdict switch
        {
            PasswordVerdict.TooShort tooShort => texts[
                "Use at least {0} characters. A few words make a good password.",
                tooShort.Minimum
            ],
            PasswordVerdict.TooLong tooLong => texts["Use at most {0} characters.", tooLong.Maximum],
            PasswordVerdict.Common => texts["This password is on lists that guessers try first. Choose another one."],
            PasswordVerdict.OnlyNames => texts["A name alone is too easy to guess. Add words that have nothing to do with you."],
            _ => "",
        };

    public string Words(UserFault fault) =>
        fault switch
        {
            UserFault.LoginMalformed => texts[
                "Use letters, digits and . _ - +, at most 64, beginning and ending with a letter or digit."
            ],
            UserFault.LoginTaken => texts["Somebody in this account has this login name already."],
            UserFault.EmailMalformed => texts["This is no e-mail address. It looks like ben@acme.example."],
            UserFault.EmailTaken => texts["This e-mail address is in use already."],
            UserFault.MobileMalformed => texts["Write the number with its country code: +61XXXXXXXX."],
            UserFault.LanguageUnknown => texts["Choose one of the languages."],
            UserFault.TimeZoneUnknown => texts["Choose one of the time zones."],
            UserFault.RoleUnknown => texts["Choose one of the roles."],
            UserFault.RoleNotYours => texts["You cannot grant what you do not have yourself."],
            UserFault.RoleIsYours => texts["You can't change your own role. Ask another administrator."],
            UserFault.TitleMalformed => texts["Use at most {0} characters.", UserFields.LongestTitle],
            UserFault.GivenNameMalformed or UserFault.FamilyNameMalformed => texts[
                "Use at most {0} characters.",
                UserFields.LongestName
            ],
            UserFault.LastAdministrator => texts[
                "This is the account's last active administrator. Make somebody else an administrator first."
            ],
            UserFault.DoorUnknown => texts["Choose from the doors shown."],
            UserFault.PortalNeeded => texts["Somebody must be left who can sign in and administer: keep the portal open here."],
            UserFault.PortalAddressesMalformed or UserFault.ApiAddressesMalformed => texts[
                "Write addresses or networks with commas: 192.0.2.7, 2001:db8::/32."
            ],
            UserFault.PortalAddressesShutYouOut => texts[
                "This list leaves out the address that you come from: you would shut yourself out."
            ],
            UserFault.PasswordUnfit => "",
            UserFault.PasswordIsYours => texts["Change your own password on your page \"Security\"."],
        };

    public static string FieldOf(UserFault fault) =>
        fault switch
        {
            UserFault.LoginMalformed or UserFault.LoginTaken => "login",
            UserFault.EmailMalformed or UserFault.EmailTaken => "email",
            UserFault.MobileMalformed => "mobile",
            UserFault.LanguageUnknown => "language",
            UserFault.TimeZoneUnknown => "timeZone",
            UserFault.TitleMalformed => "title",
            UserFault.GivenNameMalformed => "givenName",
            UserFault.FamilyNameMalformed => "familyName",
            UserFault.RoleUnknown or UserFault.RoleNotYours or UserFault.RoleIsYours or UserFault.LastAdministrator => "role",
            UserFault.DoorUnknown or UserFault.PortalNeeded => "doors",
            UserFault.PortalAddressesMalformed or UserFault.PortalAddressesShutYouOut => "portalAddresses",
            UserFault.ApiAddressesMalformed => "apiAddresses",
            UserFault.PasswordUnfit or UserFault.PasswordIsYours => "password",
        };
}
