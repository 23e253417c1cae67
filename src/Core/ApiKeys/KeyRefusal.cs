namespace Sallyport.Core.ApiKeys;

/// <summary>Why a key does not pass. The snake_case words are public: docs/api-keys.md lists them.</summary>
public enum KeyRefusal
{
    /// <summary>No key of this installation: shape or checksum is wrong.</summary>
    Malformed,
    Unknown,
    Deleted,

    /// <summary>The text before a rotation, after its overlap.</summary>
    Replaced,
    Expired,

    /// <summary>Its user is locked, deactivated or removed.</summary>
    UserInactive,

    /// <summary>Its user may not come by this door.</summary>
    DoorClosed,
    WrongAddress,
    LackingAccess,

    /// <summary>Its user does not have it at this moment, or the key was made narrower.</summary>
    LackingPermission,
}

/// <summary>What kind of refusal it is.</summary>
public static class KeyRefusals
{
    /// <summary>The key is good and this is not for it (403); otherwise it proves nobody (401).</summary>
    public static bool IsForbidden(this KeyRefusal refusal) => refusal >= KeyRefusal.DoorClosed;
}
