namespace Sallyport.Server.Accounts;

/// <summary>A field that cannot be taken as it is, and why.</summary>
public enum UserFault
{
    LoginMalformed,
    LoginTaken,
    EmailMalformed,
    EmailTaken,
    TitleMalformed,
    GivenNameMalformed,
    FamilyNameMalformed,
    MobileMalformed,
    LanguageUnknown,
    TimeZoneUnknown,
    RoleUnknown,
    RoleNotYours,

    /// <summary>One's own role is another administrator's to change.</summary>
    RoleIsYours,

    /// <summary>The account would be left without an active administrator (ALWAYS-7).</summary>
    LastAdministrator,
    DoorUnknown,

    /// <summary>The last administrator's way into the portal, or one's own, would be closed.</summary>
    PortalNeeded,
    PortalAddressesMalformed,

    /// <summary>The list leaves out the address from which its writer comes.</summary>
    PortalAddressesShutYouOut,
    ApiAddressesMalformed,
    PasswordUnfit,

    /// <summary>One's own is changed on one's own page, with the old one.</summary>
    PasswordIsYours,
}
