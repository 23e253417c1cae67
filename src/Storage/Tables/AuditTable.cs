using System.Text.Json;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;

namespace Sallyport.Storage.Tables;

/// <summary>What is asked of the trail. Null and empty: everything.</summary>
public sealed record AuditQuestion(
    string Chain,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string Person,
    string Action,
    int Limit,
    int Offset
);

/// <summary>The newest row of a chain, as the chain's own head names it.</summary>
public sealed class AuditHead
{
    public required string Chain { get; init; }
    public required long Position { get; init; }
    public required string Digest { get; init; }
}

/// <summary>Rows are added, never changed: there is no statement here that could.</summary>
public sealed class AuditTable(Transaction tx)
{
    private const int LongestText = 400;

    public async Task Append(string chain, IReadOnlyList<AuditEvent> events)
    {
        await tx.Execute(
            "INSERT INTO audit_chains (id, position, digest) VALUES (@chain, 0, '') ON CONFLICT (id) DO NOTHING",
            new { chain }
        );
        var head = await tx.One<Head>(
            "SELECT position, digest FROM audit_chains WHERE id = @chain" + tx.ForUpdate,
            new { chain }
        );
        var (position, digest) = (head!.Position, head.Digest);
        foreach (var what in events)
        {
            var row = RowOf(chain, ++position, digest, what);
            digest = AuditChain.DigestOf(row);
            await Insert(row with { Digest = digest });
        }
        await tx.Execute(
            "UPDATE audit_chains SET position = @position, digest = @digest WHERE id = @chain",
            new
            {
                chain,
                position,
                digest,
            }
        );
    }

    public Task<IReadOnlyList<AuditRow>> Page(AuditQuestion question) =>
        tx.Many<AuditRow>("SELECT * " + From + " ORDER BY position DESC LIMIT @Limit OFFSET @Offset", Parameters(question));

    /// <summary>The next rows of an export, older than a position: rows that are added meanwhile do not move it.</summary>
    /// <param name="question">Which rows.</param>
    /// <param name="position">They are older than this one.</param>
    /// <param name="most">How many at the most.</param>
    /// <param name="downTo">Older ones than this are not looked at: a rare event is not searched for in the whole chain by one statement.</param>
    public Task<IReadOnlyList<AuditRow>> Before(AuditQuestion question, long position, int most, long downTo = 0) =>
        tx.Many<AuditRow>(
            "SELECT * " + From + " AND position < @position AND position >= @downTo ORDER BY position DESC LIMIT @most",
            Parameters(question, position, most, downTo)
        );

    public async Task<long> Count(AuditQuestion question) =>
        await tx.Scalar<long>("SELECT COUNT(*) " + From, Parameters(question));

    /// <summary>A part of a chain in order, beginning behind <paramref name="after"/>.</summary>
    public Task<IReadOnlyList<AuditRow>> Chain(string chain, long after, int most) =>
        tx.Many<AuditRow>(
            "SELECT * FROM audit_events WHERE chain = @chain AND position > @after ORDER BY position LIMIT @most",
            new
            {
                chain,
                after,
                most,
            }
        );

    /// <summary>The digest of one event; null where there is none.</summary>
    public Task<string?> DigestAt(string chain, long position) =>
        tx.Scalar<string>(
            "SELECT digest FROM audit_events WHERE chain = @chain AND position = @position",
            new { chain, position }
        );

    /// <summary>Every chain, also one whose head is gone.</summary>
    public Task<IReadOnlyList<AuditHead>> Heads() => tx.Many<AuditHead>(FindHeads);

    /// <summary>From each chain straight to the next one: a look into the index for each, however many events there are.</summary>
    public const string FindHeads = """
        WITH RECURSIVE known(chain) AS (
            SELECT MIN(chain) FROM audit_events
            UNION ALL
            SELECT (SELECT MIN(e.chain) FROM audit_events e WHERE e.chain > known.chain) FROM known WHERE known.chain IS NOT NULL
        )
        SELECT c.chain, COALESCE(h.position, 0) AS position, COALESCE(h.digest, '') AS digest
        FROM (SELECT id AS chain FROM audit_chains UNION SELECT chain FROM known WHERE chain IS NOT NULL) c
        LEFT JOIN audit_chains h ON h.id = c.chain ORDER BY c.chain
        """;

    /// <summary>The position of the newest event; 0 where there is none.</summary>
    public async Task<long> Newest(string chain) =>
        await tx.Scalar<long?>("SELECT MAX(position) FROM audit_events WHERE chain = @chain", new { chain }) ?? 0;

    private const string From = """
        FROM audit_events WHERE chain = @Chain
          AND at >= @From AND at < @Until
          AND (@Action = '' OR action = @Action)
          AND (@Person = '' OR LOWER(actor_name) = @Person OR LOWER(target_name) = @Person OR actor_name = @typed OR target_name = @typed
               OR actor_id = @Person OR target_id = @Person)
        """;

    // Open ends are passed as the earliest and latest times there are.
    private static object Parameters(AuditQuestion question, long position = 0, int most = 0, long downTo = 0) =>
        new
        {
            position,
            most,
            downTo,
            question.Chain,
            From = question.From ?? DateTimeOffset.UnixEpoch,
            Until = question.Until ?? DateTimeOffset.MaxValue,
            Person = question.Person.Trim().ToLowerInvariant(),
            // SQLite lowers ASCII letters alone: a name beyond those is found as it stands.
            typed = question.Person.Trim(),
            question.Action,
            question.Limit,
            question.Offset,
        };

    private AuditRow RowOf(string chain, long position, string previous, AuditEvent what)
    {
        var origin = what.From ?? tx.Caller.Origin;
        return new()
        {
            Chain = chain,
            Position = position,
            At = DateTimeOffset.FromUnixTimeMilliseconds(tx.Now.ToUnixTimeMilliseconds()),
            Action = Words.Snake(what.Action),
            Outcome = Words.Snake(what.Outcome),
            Reason = what.Reason,
            ActorId = tx.Caller.UserId ?? "",
            ActorName = Cut(tx.Caller.Name),
            TargetId = what.TargetId,
            TargetName = Cut(what.TargetName),
            Door = Words.Snake(origin.Door),
            Address = origin.Address,
            UserAgent = Cut(origin.UserAgent),
            RequestId = origin.RequestId,
            SessionId = tx.Caller.SessionId ?? (tx.Caller.KeyNumber is { } key ? KeyId.Write(key) : ""),
            Fields = JsonSerializer.Serialize(
                new SortedDictionary<string, string>(what.Fields.ToDictionary(), StringComparer.Ordinal)
            ),
            PreviousDigest = previous,
        };
    }

    private Task<int> Insert(AuditRow row) => tx.Execute(InsertRow, row);

    private static readonly string InsertRow = $"""
        INSERT INTO audit_events (chain, position, at, {Columns}, fields, previous_digest, digest)
        VALUES (@Chain, @Position, @At, {Values}, @Fields, @PreviousDigest, @Digest)
        """;

    private static string Columns =>
        string.Join(", ", AuditRow.Texts.Select(text => JsonNamingPolicy.SnakeCaseLower.ConvertName(text.Name)));

    private static string Values =>
        string.Join(", ", AuditRow.Texts.Select(text => $"@{char.ToUpperInvariant(text.Name[0])}{text.Name[1..]}"));

    // Control and direction marks would break a terminal's or a page's line (ASVS 16.4.1).
    private static string Cut(string text)
    {
        var clean = string.Concat(
            text.Select(c =>
                char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format ? '\uFFFD' : c
            )
        );
        return clean.Length <= LongestText ? clean : clean[..LongestText];
    }

    private sealed class Head
    {
        public long Position { get; init; }
        public string Digest { get; init; } = "";
    }
}
