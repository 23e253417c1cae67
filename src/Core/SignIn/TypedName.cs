using Sallyport.Core.Accounts;

namespace Sallyport.Core.SignIn;

/// <summary>How a typed name is read (SIGN-1).</summary>
public abstract record TypedName
{
    private TypedName() { }

    /// <summary>An e-mail address, unique in the installation.</summary>
    /// <param name="CanonicalEmail">With compatibility letters as plain ones.</param>
    /// <param name="LiteralEmail">With its letters as they were typed.</param>
    public sealed record ByEmail(string CanonicalEmail, string LiteralEmail) : TypedName;

    /// <summary>A login in a named account: <c>acme/ben</c>, or <c>ben</c> on acme's own sign-in page.</summary>
    public sealed record InAccount(string Handle, string CanonicalLogin) : TypedName;

    /// <summary>A login, if one account alone has it.</summary>
    public sealed record ByLogin(string CanonicalLogin) : TypedName;

    /// <summary>Nobody's name. Throttled and timed like any other.</summary>
    public sealed record Nobody : TypedName;

    /// <param name="text">What was typed.</param>
    /// <param name="handle">The account whose page it was typed on, if any.</param>
    public static TypedName Read(string text, string? handle)
    {
        var typed = text.Trim();
        if (typed.Split('/') is [var account, var login])
            return CanonicalName.Login(login) is { } name && Handle.IsWellFormed(account.ToLowerInvariant())
                ? new InAccount(account.ToLowerInvariant(), name)
                : new Nobody();
        if (typed.Contains('@', StringComparison.Ordinal))
            return CanonicalName.Email(typed) is { } email ? new ByEmail(email, CanonicalName.LiteralEmail(typed)) : new Nobody();
        if (CanonicalName.Login(typed) is not { } plain)
            return new Nobody();
        return handle is null ? new ByLogin(plain) : new InAccount(handle, plain);
    }
}
