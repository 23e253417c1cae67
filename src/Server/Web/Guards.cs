using Sallyport.Core.Common;

namespace Sallyport.Server.Web;

/// <summary>The names of the guards that stand at routes. <c>SignIn</c> gives them their meaning at start-up.</summary>
public static class Guards
{
    /// <summary>Everybody.</summary>
    public const string Public = "public";

    /// <summary>Whoever is signed in, also who must enrol first (MUST-2: the named pages alone).</summary>
    public const string Session = "session";

    /// <summary>Signed in and enrolled where that is required; the password may still have to be changed.</summary>
    public const string Enrolled = "enrolled";

    /// <summary>Signed in with nothing left to do first.</summary>
    public const string Member = "member";

    /// <summary>A member who stands above all accounts.</summary>
    public const string Operator = "operator";

    /// <summary>A member with a permission.</summary>
    public static string May(Permission permission) => "may:" + Words.Upper(permission);
}
