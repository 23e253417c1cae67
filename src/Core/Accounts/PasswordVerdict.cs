namespace Sallyport.Core.Accounts;

/// <summary>What the rule says of a new password.</summary>
public abstract record PasswordVerdict
{
    private PasswordVerdict() { }

    public sealed record Accepted : PasswordVerdict;

    public sealed record TooShort(int Minimum) : PasswordVerdict;

    public sealed record TooLong(int Maximum) : PasswordVerdict;

    /// <summary>It stands in the list of common passwords.</summary>
    public sealed record Common : PasswordVerdict;

    /// <summary>It is nothing but names that anybody would try: the product's, the account's, the person's.</summary>
    public sealed record OnlyNames : PasswordVerdict;
}
