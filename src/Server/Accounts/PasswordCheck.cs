namespace Sallyport.Server.Accounts;

/// <summary>Whether a typed password is the stored one.</summary>
public enum PasswordCheck
{
    Right,

    /// <summary>Right, and stored by an older scheme or with older numbers: hash it again now that it is at hand.</summary>
    RightButOlder,
    Wrong,

    /// <summary>The hash is of a scheme that this node does not have.</summary>
    CannotCheck,

    /// <summary>Too many are hashing: nothing was checked, and it is no guess.</summary>
    Busy,
}
