using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;

namespace Sallyport.Storage.Tables;

/// <summary>A user as the list of users shows it.</summary>
public sealed class UserListRow
{
    public required string Id { get; init; }
    public required string AccountId { get; init; }
    public required string Login { get; init; }
    public required string CanonicalLogin { get; init; }
    public required string Email { get; init; }
    public DateTimeOffset? EmailRefusedAt { get; init; }
    public string? EmailRefusedFor { get; init; }

    /// <summary>Since when mail for the present address is refused; null: it is not known to be.</summary>
    public DateTimeOffset? EmailRefusedSince => EmailRefusedFor == Email ? EmailRefusedAt : null;
    public required string GivenName { get; init; }
    public required string FamilyName { get; init; }
    public required string Role { get; init; }

    /// <summary>What one of the account's own roles is called; null where it is built in, or deleted since the user was removed.</summary>
    public string? RoleName { get; init; }
    public required UserStatus Status { get; init; }
    public DateTimeOffset? FrozenAt { get; init; }
    public required UserRequirement Requirement { get; init; }
    public DateTimeOffset? RequiredSince { get; init; }
    public DateTimeOffset? RequiredGraceFor { get; init; }
    public long? RequiredGraceDays { get; init; }
    public DateTimeOffset? GraceEndsAt { get; init; }
    public DateTimeOffset? GraceExtendedAt { get; init; }
    public DateTimeOffset? GraceExtendedTo { get; init; }
    public DateTimeOffset? OptOutEndedAt { get; init; }
    public DateTimeOffset? FactorSeenAt { get; init; }
    public DateTimeOffset? KeySeenAt { get; init; }
    public DateTimeOffset? LastSignInAt { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required string Doors { get; init; }
    public DateTimeOffset? ApiPasswordEndedAt { get; init; }
    public DateTimeOffset? ApiPasswordSettledAt { get; init; }
    public int Apps { get; init; }
    public int TrialApps { get; init; }

    public int SecurityKeys { get; init; }

    public Factors Factors => new(Apps, TrialApps, SecurityKeys);
    public string StatusWord => Status == UserStatus.Active && FrozenAt is not null ? "frozen" : Words.Camel(Status);
    public string FullName => $"{GivenName} {FamilyName}".Trim() is { Length: > 0 } name ? name : Login;
    public bool IsOpenToPrograms =>
        Doors.Split(',').Any(door => door == Words.Camel(Door.Api) || door == Words.Camel(Door.IsProxy));
    public bool HasMailAddress => Email.Length > 0;
    public bool MaySignIn => Status == UserStatus.Active && FrozenAt is null;

    /// <summary>By what a demand is computed.</summary>
    public UserFacts Facts =>
        new(Requirement)
        {
            Factors = Factors,
            CreatedAt = CreatedAt,
            RequiredSince = RequiredSince,
            RequiredGraceDays = RequiredGraceFor == RequiredSince ? (int?)RequiredGraceDays : null,
            GraceEndsAt = GraceEndsAt,
            GraceExtendedAt = GraceExtendedAt,
            GraceExtendedTo = GraceExtendedTo,
            OptOutEndedAt = OptOutEndedAt,
            FactorSeenAt = FactorSeenAt,
            KeySeenAt = KeySeenAt,
        };

    /// <summary>By what the end of the password for programs is computed.</summary>
    public ProgramsFacts Programs => new(Requirement, CreatedAt, ApiPasswordEndedAt, ApiPasswordSettledAt);
}

/// <summary>
/// What is asked of the list. <see cref="Sort"/> is one of <see cref="UserListTable.Sorts"/>, with a minus before it for descending; <see cref="Mfa"/> is <c>on</c>,
/// <c>off</c>, a kind of factor (<c>app</c>, <c>securityKey</c>), or empty.
/// </summary>
public sealed record UserListQuestion(
    string AccountId,
    string Search,
    string Sort,
    bool IncludeRemoved,
    string Mfa,
    int Limit,
    int Offset
)
{
    /// <summary>Only users of whom this is asked.</summary>
    public IReadOnlyList<UserRequirement> Requirements { get; init; } = Enum.GetValues<UserRequirement>();
}

public sealed class UserListTable(Transaction tx)
{
    // Each ends in the login: pages of equal rows must not change places.
    private static readonly Dictionary<string, string[]> Columns = new(StringComparer.Ordinal)
    {
        ["login"] = ["canonical_login"],
        ["name"] = [Folded("family_name"), Folded("given_name"), "canonical_login"],
        ["email"] = ["canonical_email"],
        ["status"] = ["status", "canonical_login"],
        ["created"] = ["created_at", "canonical_login"],
        ["lastSignIn"] = ["COALESCE(last_sign_in_at, 0)", "canonical_login"],
    };

    // Only the names above reach the statement: what was typed never does.
    public static IReadOnlyCollection<string> Sorts => Columns.Keys;

    // Of the user "u".
    private const string Row = """
        u.*,
            (SELECT r.name FROM roles r WHERE r.id = u.role AND r.account_id = u.account_id) AS role_name,
            (SELECT COUNT(*) FROM authenticator_apps a WHERE a.user_id = u.id AND a.proved_at IS NOT NULL) AS apps,
            (SELECT COUNT(*) FROM authenticator_apps a WHERE a.user_id = u.id AND a.proved_at IS NULL) AS trial_apps,
            (SELECT COUNT(*) FROM security_keys k WHERE k.user_id = u.id) AS security_keys
        """;

    private const string From = $"""
        FROM (
            SELECT {Row}
            FROM users u WHERE u.account_id = @AccountId
        ) x
        WHERE (@IncludeRemoved = 1 OR status <> 'removed')
          AND (@Mfa = '' OR (@Mfa = 'on' AND apps + security_keys > 0) OR (@Mfa = 'off' AND apps + security_keys = 0)
               OR (@Mfa = 'app' AND apps > 0) OR (@Mfa = 'securityKey' AND security_keys > 0))
          AND @requirements LIKE '%,' || requirement || ',%'
          AND (@pattern = '' OR canonical_login LIKE @pattern ESCAPE '\' OR canonical_email LIKE @pattern ESCAPE '\'
               OR folded_given_name || ' ' || folded_family_name LIKE @pattern ESCAPE '\'
               OR folded_family_name || ' ' || folded_given_name LIKE @pattern ESCAPE '\'
               OR (folded_family_name IS NULL AND (LOWER(given_name || ' ' || family_name) LIKE @pattern ESCAPE '\'
                   OR given_name || ' ' || family_name LIKE @typed ESCAPE '\')))
        """;

    public Task<IReadOnlyList<UserListRow>> Page(UserListQuestion question) =>
        tx.Many<UserListRow>(
            $"SELECT * {From} ORDER BY {Order(question.Sort)} LIMIT @Limit OFFSET @Offset",
            Parameters(question)
        );

    /// <summary>The next users behind one, by the login whatever order was asked for: users that are added meanwhile do not move it.</summary>
    public Task<IReadOnlyList<UserListRow>> After(UserListQuestion question, UserListRow? last, int most) =>
        tx.Many<UserListRow>(
            $"SELECT * {From} AND (canonical_login, id) > (@login, @id) ORDER BY canonical_login, id LIMIT @Limit",
            Parameters(question with { Limit = most }, last)
        );

    public async Task<long> Count(UserListQuestion question) =>
        await tx.Scalar<long>("SELECT COUNT(*) " + From, Parameters(question));

    /// <summary>Every user of the account that may sign in, with factors: whom a requirement would meet.</summary>
    public Task<IReadOnlyList<UserListRow>> Active(string accountId) =>
        tx.Many<UserListRow>(
            "SELECT * " + From + " AND status = 'active' AND frozen_at IS NULL ORDER BY canonical_login",
            Parameters(new UserListQuestion(accountId, "", "login", false, "", 0, 0))
        );

    /// <summary>The same of all accounts, in no order.</summary>
    public Task<IReadOnlyList<UserListRow>> ActiveOfAll() =>
        tx.Many<UserListRow>($"SELECT {Row} FROM users u WHERE u.status = 'active' AND u.frozen_at IS NULL");

    /// <summary>The next ones of an account in the order of their ids, removed ones too.</summary>
    public Task<IReadOnlyList<UserListRow>> After(string accountId, string id, int most) =>
        tx.Many<UserListRow>(
            $"SELECT {Row} FROM users u WHERE u.account_id = @accountId AND u.id > @id ORDER BY u.id LIMIT @most",
            new
            {
                accountId,
                id,
                most,
            }
        );

    private static string Order(string sort)
    {
        var columns = Columns.GetValueOrDefault(sort.TrimStart('-'), Columns["login"]);
        return string.Join(", ", sort.StartsWith('-') ? columns.Select(column => column + " DESC") : columns);
    }

    // A row that the version before has written is folded a little later (FoldNames); until then the engine's own rules have to do.
    private static string Folded(string column) => $"COALESCE(folded_{column}, LOWER({column}))";

    private static object Parameters(UserListQuestion question, UserListRow? last = null) =>
        new
        {
            login = last?.CanonicalLogin ?? "",
            id = last?.Id ?? "",
            question.AccountId,
            IncludeRemoved = question.IncludeRemoved ? 1 : 0,
            question.Mfa,
            question.Limit,
            question.Offset,
            requirements = $",{string.Join(',', question.Requirements.Select(Words.Camel))},",
            pattern = question.Search.Length == 0 ? "" : $"%{Escape(UnicodeText.Fold(question.Search))}%",
            typed = $"%{Escape(question.Search)}%",
        };

    private static string Escape(string text) =>
        text.Replace(@"\", @"\\", StringComparison.Ordinal)
            .Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal);
}
