namespace Sallyport.Core.SignIn;

/// <summary>How a session says by what it was opened: the words of RFC 8176, and one of our own.</summary>
public static class SignInMethods
{
    public const string Password = "pwd";
    public const string App = "pwd otp";

    /// <summary>The password in a trusted browser. No second factor was given, and none is claimed.</summary>
    public const string TrustedBrowser = "pwd trusted";

    /// <summary>RFC 8176 has no word for a recovery code.</summary>
    public const string Recovery = "pwd recovery";

    /// <summary>Whether a factor itself was given: not a browser or a code in its place.</summary>
    public static bool GiveFactor(string methods) => methods == App;
}
