using Sallyport.Core.Accounts;

namespace Sallyport.Server.SignIn;

/// <summary>What arrives with a sign-in beside the secret itself.</summary>
public sealed record SignInRequest
{
    /// <summary>The account on whose page it was typed; null where the page is everybody's.</summary>
    public Account? Account { get; init; }
    public required string Login { get; init; }
    public required string Password { get; init; }

    /// <summary>The optional box: null where the form had none, empty where it was left so.</summary>
    public string? Token { get; init; }
    public required Arrival Arrival { get; init; }
}

/// <summary>How the browser came and where it wants to go.</summary>
/// <param name="Host">The host name that it came by.</param>
/// <param name="ReturnTo">A path of this installation.</param>
/// <param name="BrowserId">Digest of its browser cookie; null where it sent none.</param>
public sealed record Arrival(string Host, string ReturnTo, string? BrowserId)
{
    /// <summary>"Trust this browser" was ticked. It is heard where the policy offers it and a factor was given.</summary>
    public bool AsksForTrust { get; init; }
}
