using Sallyport.Core.Common;

namespace Sallyport.Server.RestApi;

/// <summary>What a route asks of whoever calls it: metadata of the endpoint, put there by the front desk.</summary>
/// <param name="Permission">Null: nothing in particular.</param>
/// <param name="IsPublic">Nobody need be anybody.</param>
/// <param name="SessionOnly">Keys and passwords are refused (APIKEY-8).</param>
/// <param name="AsksProof">A session must have proved itself in the last five minutes (SIGN-11).</param>
/// <param name="AlsoHeld">A session that must enrol, or change the password, may do it all the same: sign out.</param>
public sealed record RestRule(
    Permission? Permission = null,
    bool IsPublic = false,
    bool SessionOnly = false,
    bool AsksProof = false,
    bool AlsoHeld = false
)
{
    /// <summary>Everybody who is somebody.</summary>
    public static RestRule Anybody { get; } = new();

    public static RestRule Public { get; } = new(IsPublic: true);

    public static RestRule May(Permission permission) => new(permission);

    /// <summary>By key too; of a session a fresh proof is asked.</summary>
    public static RestRule Proved(Permission permission) => new(permission, AsksProof: true);

    /// <summary>By a session with a fresh proof alone.</summary>
    public static RestRule Sensitive(Permission permission) => new(permission, SessionOnly: true, AsksProof: true);

    public static RestRule OwnSession { get; } = new(SessionOnly: true);

    /// <summary>For everybody, by a session with a fresh proof.</summary>
    public static RestRule OwnProved { get; } = new(SessionOnly: true, AsksProof: true);

    public static RestRule AnySession { get; } = new(SessionOnly: true, AlsoHeld: true);
}

/// <summary>The parameters that a route takes in its address; all others are refused.</summary>
public sealed record RestParameters(params IReadOnlyList<string> Names);
