using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Web;

namespace Sallyport.Server.ForwardAuth;

/// <summary>Who passes: what stands behind the proxy is told.</summary>
public sealed record ForwardIdentity
{
    public required string User { get; init; }
    public required string Account { get; init; }
    public required string Name { get; init; }
    public required string Email { get; init; }

    /// <summary>Their words with commas.</summary>
    public required string Permissions { get; init; }

    /// <summary>By what: the words of a session, <c>key</c>, or <c>pwd</c>.</summary>
    public required string Methods { get; init; }

    /// <summary>The key's id; empty where no key was shown.</summary>
    public string Key { get; init; } = "";

    public static ForwardIdentity Of(SignedIn person) => Of(person.User, person.Account, person.Session.Methods);

    public static ForwardIdentity Of(User user, Account account, string methods) =>
        new()
        {
            User = user.Login,
            Account = account.Handle,
            Name = user.FullName,
            Email = user.Email,
            Permissions = PermissionList.Write(user.Permissions),
            Methods = methods,
        };
}

/// <summary>What a proxy is told about a request. The codes are public: docs/forward-auth.md lists them.</summary>
public abstract record ForwardVerdict
{
    private ForwardVerdict() { }

    /// <summary>Two programs could read the proxy's call in two ways.</summary>
    public static ForwardVerdict Unreadable { get; } = new Forbidden("original_unreadable");

    public sealed record Passed(ForwardIdentity Identity) : ForwardVerdict;

    /// <summary>401: nobody is proved. A browser is sent to <paramref name="SignIn"/>.</summary>
    public sealed record Unproved(string Code, Uri? SignIn) : ForwardVerdict;

    /// <summary>403: it is known who this is, or nothing would help.</summary>
    public sealed record Forbidden(string Code) : ForwardVerdict;

    public sealed record TooMany(DateTimeOffset? RetryAt) : ForwardVerdict;

    /// <summary>The database does not answer: nobody passes.</summary>
    public sealed record Away : ForwardVerdict;
}
