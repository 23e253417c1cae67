namespace Sallyport.Core.SignIn;

/// <summary>How a session says by what it was opened: the words of RFC 8176, and two of our own.</summary>
public static class SignInMethods
{
    public const string Password = "pwd";
    public const string App = "pwd otp";

    /// <summary>The password in a trusted browser. No second factor was given, and none is claimed.</summary>
    public const string TrustedBrowser = "pwd trusted";

    /// <summary>RFC 8176 has no word for a recovery code.</summary>
    public const string Recovery = "pwd recovery";

    /// <summary>A key alone: a passkey. After a password, <see cref="PasswordAnd"/>.</summary>
    /// <param name="canBeCopied">It may leave the device that made it: a key in software, not in hardware.</param>
    /// <param name="isUserVerified">It checked who holds it.</param>
    public static string Key(bool canBeCopied, bool isUserVerified) =>
        (canBeCopied ? "swk" : "hwk") + (isUserVerified ? " user" : "");

    public static string PasswordAnd(string key) => $"{Password} {key}";

    /// <summary>Whether a factor itself was given: not a browser or a code in its place.</summary>
    public static bool GiveFactor(string methods) => methods == App || ResistPhishing(methods);

    /// <summary>Whether a security key or passkey was given.</summary>
    public static bool ResistPhishing(string methods) => methods.Split(' ').Any(word => word is "hwk" or "swk");
}
