namespace Sallyport.Core.Accounts;

/// <summary>Only <see cref="Active"/> users get in (SIGN-13).</summary>
public enum UserStatus
{
    Active,

    /// <summary>Shut out by a person, for a time.</summary>
    Locked,
    Deactivated,

    /// <summary>Gone from the lists; kept for the record, because the audit trail names it.</summary>
    Removed,
}
