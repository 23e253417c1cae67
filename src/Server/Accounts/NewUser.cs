using Sallyport.Core.Common;

namespace Sallyport.Server.Accounts;

/// <summary>What is asked for when a user is made.</summary>
public sealed record NewUser : UserDetails
{
    /// <summary>Null: a one-time link goes out by mail, and its reader chooses the password.</summary>
    public string? Password { get; init; }

    /// <summary>The request by its own name; null: each request makes a user.</summary>
    public AskedRequest? AskedBy { get; init; }
}
