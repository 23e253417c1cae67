using System.Diagnostics;
using Sallyport.Core.Common;

namespace Sallyport.Core.Accounts;

/// <summary>A person who signs in to one account.</summary>
public sealed record User
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }

    /// <summary>As typed when it was made; <see cref="CanonicalLogin"/> is what is looked up.</summary>
    public required string Login { get; init; }
    public required string CanonicalLogin { get; init; }
    public required string Email { get; init; }
    public required string CanonicalEmail { get; init; }

    /// <summary>When a mail server first refused mail for <see cref="EmailRefusedFor"/> for good; it says nothing about any other address.</summary>
    public DateTimeOffset? EmailRefusedAt { get; init; }
    public string? EmailRefusedFor { get; init; }

    /// <summary>What that server said.</summary>
    public string? EmailRefusedWhy { get; init; }
    public string Title { get; init; } = "";
    public string GivenName { get; init; } = "";
    public string FamilyName { get; init; } = "";

    /// <summary>E.164, <c>+61…</c>; empty when not known.</summary>
    public string Mobile { get; init; } = "";

    /// <summary>A culture's name (<c>de</c>); empty: as the browser says.</summary>
    public string Language { get; init; } = "";

    /// <summary>An IANA name (<c>Europe/Berlin</c>); empty: UTC.</summary>
    public string TimeZone { get; init; } = "";
    public UserStatus Status { get; init; }

    /// <summary>When the user's own link in a notice shut everybody out, until a password is chosen by mail or an administrator opens the account; null: it is not.
    /// No status: the only administrator stays one (ALWAYS-7).</summary>
    public DateTimeOffset? FrozenAt { get; init; }

    /// <summary>The id of the role: <see cref="BuiltInRole"/>, or one of the account's own.</summary>
    public string Role { get; init; } = BuiltInRole.All;

    /// <summary>What one of the account's own roles is called and allows, read with the user; null where the role is built in.</summary>
    public string? RoleName { get; init; }
    public string? RolePermissions { get; init; }

    /// <summary>Which doors are open to this user at all, comma-separated: <c>portal,api,isProxy</c>.</summary>
    public string Doors { get; init; } = "portal,api,isProxy";

    /// <summary>Addresses (CIDR, comma-separated) from which this user may come; empty: from anywhere.</summary>
    public string PortalAddresses { get; init; } = "";
    public string ApiAddresses { get; init; } = "";

    /// <summary>The hash text, sealed; null: no password yet.</summary>
    public byte[]? SealedPasswordHash { get; init; }
    public DateTimeOffset? PasswordChangedAt { get; init; }

    /// <summary>Set when the password must be changed at the next sign-in: somebody else chose it, or it has become too short.</summary>
    public DateTimeOffset? PasswordChangeDueAt { get; init; }
    public UserRequirement Requirement { get; init; }

    /// <summary>Who set <see cref="Requirement"/>, by the id; null: the command line, or an older version.</summary>
    public string? RequirementSetBy { get; init; }

    /// <summary>Somebody else requires it of this user: not the user's to undo.</summary>
    public bool IsRequiredByAnother => Requirement == UserRequirement.Required && RequirementSetBy != Id;

    /// <summary>When this user's own requirement was switched on.</summary>
    public DateTimeOffset? RequiredSince { get; init; }

    /// <summary>How many days the user was promised when it was required of this user alone at <see cref="RequiredGraceFor"/>.</summary>
    public int? RequiredGraceDays { get; init; }
    public DateTimeOffset? RequiredGraceFor { get; init; }

    /// <summary>When the user stopped being "not required".</summary>
    public DateTimeOffset? OptOutEndedAt { get; init; }

    /// <summary>Until when enrolment may wait, as the version before kept it. Requirements that were decided since tell it themselves.</summary>
    public DateTimeOffset? GraceEndsAt { get; init; }

    /// <summary>When an administrator gave the user more time, and until when.</summary>
    public DateTimeOffset? GraceExtendedAt { get; init; }
    public DateTimeOffset? GraceExtendedTo { get; init; }

    /// <summary>When the user last had a factor, and a security key, that was removed since.</summary>
    public DateTimeOffset? FactorSeenAt { get; init; }
    public DateTimeOffset? KeySeenAt { get; init; }

    /// <summary>When the password ceased to open API and IsProxy under <c>untilKeyOrMfa</c>, as the row has it: <c>ApiPassword.EndedAt</c> also knows what is still to be written.</summary>
    public DateTimeOffset? ApiPasswordEndedAt { get; init; }

    /// <summary>What ended passwords of the whole account up to here is in <see cref="ApiPasswordEndedAt"/> already, or was taken back.</summary>
    public DateTimeOffset? ApiPasswordSettledAt { get; init; }

    /// <summary>Operators stand above all accounts.</summary>
    public DateTimeOffset? OperatorSince { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset ModifiedAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }

    /// <summary>Grows with each edit, so that two editors do not overwrite each other unseen.</summary>
    public long Version { get; init; }

    /// <summary>What the user may do at the moment of reading.</summary>
    public IReadOnlySet<Permission> Permissions =>
        BuiltInRole.Find(Role)?.Permissions
        ?? PermissionList.Read(
            RolePermissions
                ?? throw new UnreachableException("A user is read with the role, so that nobody seems to have nothing.")
        );

    /// <summary>The user has power over others or over the account.</summary>
    public bool Administers => RoleRule.Administers(Permissions);

    public bool MaySignIn => Status == UserStatus.Active && !IsFrozen;

    /// <summary>Shut out for the time being, by an administrator's lock or the own freeze.</summary>
    public bool IsUnlockable => Status == UserStatus.Locked || (Status == UserStatus.Active && IsFrozen);
    public bool IsFrozen => FrozenAt is not null;

    /// <summary>The status for lists, exports and the audit trail; <c>frozen</c> where an active user is.</summary>
    public string StatusWord => Status == UserStatus.Active && IsFrozen ? "frozen" : Words.Camel(Status);

    /// <summary>By a mailed link; who is frozen is opened by it.</summary>
    public bool MayChoosePassword => Status == UserStatus.Active;
    public bool IsOperator => OperatorSince is not null;

    /// <summary>Since when mail for the present address is refused; null: it is not known to be.</summary>
    public DateTimeOffset? EmailRefusedSince => EmailRefusedFor == Email ? EmailRefusedAt : null;

    public string FullName =>
        string.Join(' ', new[] { GivenName, FamilyName }.Where(n => n.Length > 0)) is { Length: > 0 } name ? name : Login;

    public User With(GrantedRole role) =>
        this with
        {
            Role = role.Id,
            RoleName = role.Name,
            RolePermissions = PermissionList.Write(role.Permissions),
        };

    public bool IsOpen(Door door) => Doors.Split(',').Contains(Words.Camel(door), StringComparer.Ordinal);
}
