namespace Sallyport.Server.Accounts;

/// <summary>What came of hashing a new password.</summary>
public abstract record HashedPassword
{
    private HashedPassword() { }

    public sealed record Done(string Hash) : HashedPassword;

    /// <summary>Above 256 code points. Refused, never cut.</summary>
    public sealed record TooLong : HashedPassword;

    /// <summary>Too many are hashing: come back in a moment.</summary>
    public sealed record Busy : HashedPassword;
}
