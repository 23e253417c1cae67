using System.Net;
using Sallyport.Core.Common;

namespace Sallyport.Core.ApiKeys;

/// <summary>What a key is asked to open.</summary>
/// <param name="Door">Where it came.</param>
/// <param name="Access">What it must open.</param>
/// <param name="Permission">What its user must be allowed; null: nothing in particular.</param>
/// <param name="Address">From where.</param>
public readonly record struct KeyQuestion(Door Door, string Access, Permission? Permission, IPAddress? Address);

/// <summary>Whether a key that is known may pass at this moment. It works also while its user must enrol: MUST-2 is about sessions.</summary>
public static class KeyDecision
{
    /// <summary>Null: it passes. The order is the one in which a program's owner can mend things: the key itself, its user, then what was asked.</summary>
    public static KeyRefusal? Of(
        in KeyQuestion question,
        KeyRules rules,
        KeyUser user,
        DateTimeOffset? endsAt,
        DateTimeOffset now
    ) =>
        endsAt is { } end && now >= end ? KeyRefusal.Expired
        : !user.IsActive ? KeyRefusal.UserInactive
        : !user.IsOpen(question.Door) ? KeyRefusal.DoorClosed
        : !user.Addresses.Admits(question.Address) || !rules.Addresses.Admits(question.Address) ? KeyRefusal.WrongAddress
        : !rules.Opens(question.Access) ? KeyRefusal.LackingAccess
        : question.Permission is { } permission && !May(rules, user, permission) ? KeyRefusal.LackingPermission
        : null;

    /// <summary>Never more than the user has at this moment (ALWAYS-3).</summary>
    public static bool May(KeyRules rules, KeyUser user, Permission permission) =>
        user.Permissions.Contains(permission) && rules.Allows(permission);
}
