using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts;

/// <summary>Names the fields that an edit changed, for the audit trail: their names, not what people wrote into them.</summary>
internal static class ChangedFields
{
    public static IEnumerable<string> Between(User before, User after)
    {
        (string Name, Func<User, string> Of)[] fields =
        [
            ("login", u => u.Login),
            ("email", u => u.Email),
            ("title", u => u.Title),
            ("givenName", u => u.GivenName),
            ("familyName", u => u.FamilyName),
            ("mobile", u => u.Mobile),
            ("language", u => u.Language),
            ("timeZone", u => u.TimeZone),
            ("role", u => u.Role),
            ("doors", u => u.Doors),
            ("portalAddresses", u => u.PortalAddresses),
            ("apiAddresses", u => u.ApiAddresses),
        ];
        return fields.Where(field => field.Of(before) != field.Of(after)).Select(field => field.Name);
    }
}
