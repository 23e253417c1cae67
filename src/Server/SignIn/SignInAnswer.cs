namespace Sallyport.Server.SignIn;

/// <summary>What helps where guessing has closed a way in for good.</summary>
public enum Remedy
{
    /// <summary>The password: one chosen anew opens it.</summary>
    MailedLink,

    /// <summary>The second factor, of somebody who has a security key too: nobody guesses at that.</summary>
    SecurityKey,

    /// <summary>The second factor: one of the codes that the account hands out passes.</summary>
    RecoveryCode,

    /// <summary>The second factor, where the account hands out no codes.</summary>
    SomebodyElse,
}

/// <summary>What comes of a step of signing in.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer() { }

    /// <summary>Wrong name, wrong password, locked, deactivated, wrong door, wrong address: the person is told one thing.</summary>
    public sealed record Refused : SignInAnswer;

    /// <summary>A right code that was spent before: wait for the next one.</summary>
    public sealed record CodeAlreadyUsed : SignInAnswer;

    /// <param name="Until">When to come back; null: time does not help, <paramref name="Remedy"/> does.</param>
    /// <param name="Remedy">What opens this way in again, or goes past it.</param>
    public sealed record TooMany(DateTimeOffset? Until, Remedy Remedy = Remedy.MailedLink) : SignInAnswer;

    /// <summary>The server hashes as much as it can; in a few seconds it goes on.</summary>
    public sealed record Busy : SignInAnswer;

    /// <summary>This node's clock is wrong, so that it checks no codes of apps. Nothing was counted.</summary>
    public sealed record ClockWrong : SignInAnswer;

    /// <summary>The sign-in ran out or was tried too often: begin again with the password.</summary>
    public sealed record BeginAgain : SignInAnswer;

    public sealed record NeedsSecondFactor(BegunStep Step) : SignInAnswer;

    public sealed record Opened(OpenedSession Session) : SignInAnswer;
}
