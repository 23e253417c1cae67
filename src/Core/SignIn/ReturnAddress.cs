namespace Sallyport.Core.SignIn;

/// <summary>Where a person was going. Only paths of the installation itself are followed (SIGN-8).</summary>
public static class ReturnAddress
{
    public const string Home = "/me";
    private const int Longest = 2000;

    /// <summary>The path when it stays here; else <see cref="Home"/>. Browsers read <c>\</c> as <c>/</c> and drop tabs and line ends, so that anything but plain ASCII is refused.</summary>
    public static string OrHome(string? typed) => IsLocal(typed) ? typed! : Home;

    /// <summary>A path of this installation where going after sign-in makes sense.</summary>
    public static bool IsLocal(string? typed) => IsHere(typed) && !IsSignIn(typed!);

    /// <summary>Any path of this installation.</summary>
    public static bool IsHere(string? typed) =>
        typed is { Length: > 0 and <= Longest }
        && typed[0] == '/'
        && !typed.StartsWith("//", StringComparison.Ordinal)
        && typed.All(c => c is > ' ' and < '\x7f' and not '\\');

    // Coming back to the sign-in or sign-out page would go round in circles.
    private static bool IsSignIn(string path) =>
        path.StartsWith("/sign-in", StringComparison.OrdinalIgnoreCase)
        || path.StartsWith("/sign-out", StringComparison.OrdinalIgnoreCase);
}
