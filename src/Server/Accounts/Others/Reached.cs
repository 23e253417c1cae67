using Sallyport.Core.Accounts;

namespace Sallyport.Server.Accounts.Others;

/// <summary>Whether a caller may act on a user at this moment.</summary>
public abstract record Reached
{
    private Reached() { }

    /// <summary>Whose row is locked, oneself included; null: nobody's.</summary>
    public User? Whom =>
        this switch
        {
            Other other => other.User,
            Oneself self => self.User,
            _ => null,
        };

    /// <summary>The permission is missing, or was taken away since the request came.</summary>
    public sealed record NotPermitted : Reached;

    /// <summary>No such user in the caller's reach, or a removed one.</summary>
    public sealed record NotThere : Reached;

    /// <summary>The user has more than the caller (<see cref="Authority"/>).</summary>
    public sealed record Above : Reached;

    /// <summary>The caller's own entry: most verbs refuse it, the others hold it to what the person may do on the own pages.</summary>
    public sealed record Oneself(User User) : Reached;

    /// <summary>Another user, whose row is locked.</summary>
    public sealed record Other(User User) : Reached;
}
