using System.Data.Common;
using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;
using Sallyport.Storage.Tables.Decisions;

namespace Sallyport.Storage;

/// <summary>One conversation with the database: a property for each table, and the audit events that go with the changes.</summary>
public sealed class Transaction(
    Engine engine,
    DbTransaction inner,
    Sealer sealer,
    RandomSource random,
    DateTimeOffset now,
    Caller caller
)
{
    private readonly List<AuditEvent> events = [];
    private readonly List<KeyNews> news = [];
    private readonly List<Action> afterwards = [];

    /// <summary>The time at which it began; every row that it writes carries this one.</summary>
    public DateTimeOffset Now => now;
    public Caller Caller { get; private set; } = caller;
    public RandomSource Random => random;
    public Sealer Sealer => sealer;

    public InstallationTable Installation => new(this);
    public AccountTable Accounts => new(this);
    public ApplicationTable Applications => new(this);
    public PolicyTable Policies => new(this);
    public DecisionTable Decisions => new(this);
    public RoleTable Roles => new(this);
    public UserTable Users => new(this);
    public PersonTable People => new(this);
    public UserListTable UserList => new(this);
    public FoldedNameTable FoldedNames => new(this);
    public EmailAddressTable EmailAddresses => new(this);
    public AuthenticatorAppTable Apps => new(this);
    public AppSetupTable AppSetups => new(this);
    public SecurityKeyTable SecurityKeys => new(this);
    public FidoMetadataTable FidoMetadata => new(this);
    public UserHandleTable UserHandles => new(this);
    public ChallengeTable Challenges => new(this);
    public RecoveryTable Recovery => new(this);
    public FactorTable Factors => new(this);
    public PendingSignInTable PendingSignIns => new(this);
    public SessionTable Sessions => new(this);
    public ForwardTable Forward => new(this);
    public KnownBrowserTable KnownBrowsers => new(this);
    public ThrottleTable Throttles => new(this);
    public OneTimeLinkTable Links => new(this);
    public OutboxTable Outbox => new(this);
    public AuditTable AuditTrail => new(this);
    public KeyRingTable KeyRing => new(this);
    public SealedTable Sealed => new(this);
    public ApiKeyTable ApiKeys => new(this);
    public KnownKeyTable KnownKeys => new(this);
    public RefusalTable KeyRefusals => new(this, "key_refusals", "key_id");
    public RefusalTable AttemptRefusals => new(this, "attempt_refusals", "user_id");
    public PepperTable Peppers => new(this);
    public AskedRequestTable AskedRequests => new(this);

    /// <summary>Appended to a SELECT whose rows must not change until the end.</summary>
    internal string ForUpdate => engine.ForUpdate;

    /// <summary>The same, leaving out what somebody else holds.</summary>
    internal string ForUpdateOfFree => engine.ForUpdateOfFree;

    /// <summary>Behind a column: is one of a parameter that is a list.</summary>
    internal string IsAmong(string parameter) => engine.IsAmong(parameter);

    /// <summary>Each statement is a way there and back: what is for many rows goes as one.</summary>
    internal bool IsRemote => engine.IsRemote;

    /// <summary>The caller may less than when the request came; the rest of the transaction goes by it.</summary>
    public void Narrow(Caller left) => Caller = left;

    /// <summary>Whether nothing can be changed in this database at this moment.</summary>
    internal Task<bool> IsReadOnly() => engine.IsReadOnly(inner);

    /// <summary>Reports what happened; written when the transaction commits, and only then.</summary>
    public void Audit(AuditEvent what) => events.Add(what);

    /// <summary>Runs when the transaction is over, committed or not, before anybody is answered: for what waits in memory for its outcome.</summary>
    public void Afterwards(Action act) => afterwards.Add(act);

    internal void RunAfterwards() => afterwards.ForEach(act => act());

    /// <summary>What this transaction changes about keys and their users: this node forgets it before anybody is answered.</summary>
    internal IReadOnlyList<KeyNews> News => news;

    /// <summary>The triggers tell other nodes; whoever changes what they watch says it here for this one.</summary>
    internal void Tell(IEnumerable<KeyNews> changed) => news.AddRange(changed);

    internal Task<int> Execute(string sql, object? parameters = null) => inner.Connection!.ExecuteAsync(sql, parameters, inner);

    /// <summary>The same statement for each of many; how many rows changed is the answer.</summary>
    internal Task<int> ExecuteMany(string sql, IEnumerable<object> each) => inner.Connection!.ExecuteAsync(sql, each, inner);

    internal Task<T?> One<T>(string sql, object? parameters = null) =>
        inner.Connection!.QuerySingleOrDefaultAsync<T>(sql, parameters, inner);

    /// <summary>One row of several things side by side.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="together">Makes one of them.</param>
    /// <param name="parameters">Of the statement.</param>
    /// <param name="splitOn">With which column the second begins, the third, and so on.</param>
    internal async Task<T?> One<T1, T2, T3, T4, T5, T>(
        string sql,
        Func<T1, T2, T3, T4, T5, T> together,
        object parameters,
        string splitOn
    ) => (await inner.Connection!.QueryAsync(sql, together, parameters, inner, splitOn: splitOn)).SingleOrDefault();

    /// <summary>The same for many rows.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="together">Makes one of them.</param>
    /// <param name="parameters">Of the statement.</param>
    /// <param name="splitOn">With which column the second begins, the third, and so on.</param>
    internal async Task<IReadOnlyList<T>> Many<T1, T2, T3, T4, T5, T6, T7, T>(
        string sql,
        Func<T1, T2, T3, T4, T5, T6, T7, T> together,
        object parameters,
        string splitOn
    ) => [.. await inner.Connection!.QueryAsync(sql, together, parameters, inner, splitOn: splitOn)];

    internal async Task<IReadOnlyList<T>> Many<T>(string sql, object? parameters = null) =>
        [.. await inner.Connection!.QueryAsync<T>(sql, parameters, inner)];

    internal Task<T?> Scalar<T>(string sql, object? parameters = null) =>
        inner.Connection!.ExecuteScalarAsync<T>(sql, parameters, inner);

    // Chains in one order, so that two transactions that write to two of them do not lock them crosswise.
    internal async Task WriteAudit()
    {
        foreach (
            var chain in events.GroupBy(e => e.AccountId ?? AuditChain.Installation).OrderBy(g => g.Key, StringComparer.Ordinal)
        )
            await AuditTrail.Append(chain.Key, [.. chain]);
    }
}
