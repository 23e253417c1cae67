namespace Sallyport.Server.Accounts;

/// <summary>A user's details as somebody wants them to be from now on.</summary>
public sealed record EditedUser : UserDetails
{
    /// <summary>Which edit the form was filled from; what somebody else wrote since is not overwritten unseen.</summary>
    public required long Version { get; init; }

    /// <summary>A password for now, to be changed at the next sign-in; null: it stays.</summary>
    public string? Password { get; init; }
}
