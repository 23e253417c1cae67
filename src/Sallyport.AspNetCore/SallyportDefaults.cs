namespace Sallyport.AspNetCore;

/// <summary>Names that this scheme uses.</summary>
public static class SallyportDefaults
{
    /// <summary>The name of the authentication scheme.</summary>
    public const string Scheme = "Sallyport";

    /// <summary>The claim with the handle of the user's account.</summary>
    public const string AccountClaim = "sallyport:account";

    /// <summary>The claim with the id of the key.</summary>
    public const string KeyClaim = "sallyport:key";

    /// <summary>One claim for each permission that the key has at this moment, such as <c>VIEW_USER</c>; roles of the principal too.</summary>
    public const string PermissionClaim = "sallyport:permission";
}
