namespace Sallyport.Core.Common;

/// <summary>Who asks, from where, and how and how long ago it was proved. Handed to every verb.</summary>
public sealed record Caller
{
    public required Origin Origin { get; init; }

    /// <summary>Null where nobody signed in: sign-in itself, the command line, the server.</summary>
    public string? UserId { get; init; }
    public string? AccountId { get; init; }
    public string? SessionId { get; init; }

    /// <summary>By which API key a program came; null where none was shown.</summary>
    public long? KeyNumber { get; init; }

    /// <summary>The login, for the audit trail to name.</summary>
    public string Name { get; init; } = "";
    public bool IsOperator { get; init; }

    /// <summary>A person with the built-in role <c>admin</c>. No API key has it: what a key may is in its permissions alone.</summary>
    public bool IsAdministrator { get; init; }
    public IReadOnlySet<Permission> Permissions { get; init; } = new HashSet<Permission>();

    /// <summary>When a factor (or, without one, the password) was last given in this session.</summary>
    public DateTimeOffset? ProvedAt { get; init; }

    /// <summary>A proof is fresh for five minutes (ASVS 7.5.1).</summary>
    public static readonly TimeSpan ProofLife = TimeSpan.FromMinutes(5);

    /// <summary>A proof from the future was given while a clock was wrong: nobody knows when that was.</summary>
    public bool HasFreshProof(DateTimeOffset now) => ProvedAt is { } at && now - at < ProofLife && !StoredTime.IsFuture(at, now);

    /// <summary>
    /// A person acts: in a session, or at the machine itself. An API key, or a password that a program sends with each request, acts without anybody looking; who
    /// holds a stolen one must not become an administrator through it, nor take an account over (ADMIN-17).
    /// </summary>
    public bool IsInPerson => SessionId is not null || Origin.Door is Door.CommandLine or Door.System;

    public bool May(Permission permission) => Permissions.Contains(permission);

    /// <summary>What records call it. No login: it has a space.</summary>
    public const string CommandLine = "command line";

    /// <summary>The command line asks for nothing: whoever can run it holds the data and the key file already.</summary>
    public static Caller OfCommandLine(string requestId) =>
        new()
        {
            Origin = Origin.OfCommandLine(requestId),
            Name = CommandLine,
            IsOperator = true,
            Permissions = Enum.GetValues<Permission>().ToHashSet(),
        };

    public static Caller OfSystem(string requestId) => new() { Origin = Origin.OfSystem(requestId), Name = "system" };

    public static Caller Anonymous(Origin origin) => new() { Origin = origin };
}
