namespace Sallyport.Server.Accounts.Roles;

/// <summary>Why a role cannot be made or kept as it was asked for.</summary>
public enum RoleFault
{
    NameMalformed,

    /// <summary>It is what a built-in role is called.</summary>
    NameIsBuiltIn,
    NameTaken,
    DescriptionMalformed,
    PermissionUnknown,

    /// <summary>Nobody grants what they do not have.</summary>
    PermissionNotYours,

    /// <summary>Something may be changed that may not be seen.</summary>
    ViewMissing,
}
