namespace Sallyport.Server.SignIn;

/// <summary>What comes of a step of signing in.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer() { }

    /// <summary>Wrong name, wrong password, locked, deactivated, wrong door, wrong address: the person is told one thing.</summary>
    public sealed record Refused : SignInAnswer;

    /// <summary>A right code that was spent before: wait for the next one.</summary>
    public sealed record CodeAlreadyUsed : SignInAnswer;

    /// <param name="Until">When to come back; null: time does not help, a reset link or a recovery code does.</param>
    public sealed record TooMany(DateTimeOffset? Until) : SignInAnswer;

    /// <summary>The server hashes as much as it can; in a few seconds it goes on.</summary>
    public sealed record Busy : SignInAnswer;

    /// <summary>The sign-in ran out or was tried too often: begin again with the password.</summary>
    public sealed record BeginAgain : SignInAnswer;

    /// <param name="Token">For the cookie of the pending sign-in.</param>
    public sealed record NeedsSecondFactor(string Token) : SignInAnswer;

    public sealed record Opened(OpenedSession Session) : SignInAnswer;
}
