using Sallyport.Core.Accounts;
using Sallyport.Core.Common;

namespace Sallyport.Server.Tests.Host;

/// <summary>A user, and what only the user knows and has.</summary>
public sealed class Person(User user, Account account)
{
    public const string UsualPassword = "plum-tuesday-lantern-42";

    /// <summary>As it was when it was made; read it anew for what changed.</summary>
    public User User { get; } = user;
    public Account Account { get; } = account;
    public string Password { get; set; } = UsualPassword;

    /// <summary>The seed in the person's phone.</summary>
    public Secret? Seed { get; set; }
}

/// <summary>An account with its administrator.</summary>
public sealed record Company(Account Account, Person Administrator);
