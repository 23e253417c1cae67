using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Notifications;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("ADMIN-8")]
    public async Task Chains_are_whole_under_writers_on_two_nodes()
    {
        await Nodes.AtOnce(
            Crowd,
            (tx, i) =>
            {
                // To two chains in either order: they must not lock each other.
                tx.Audit(SomeEvent(i % 3 == 0 ? "one" : "two"));
                tx.Audit(SomeEvent(i % 3 == 0 ? "two" : "one"));
                return Task.FromResult(true);
            }
        );

        foreach (var chain in (string[])["one", "two"])
        {
            var rows = await ChainOf(chain);
            Assert.Equal(Crowd, rows.Count);
            Assert.Null(AuditChain.FirstBreak(rows));
        }
    }

    [Theory]
    [InlineData("UPDATE audit_events SET reason = 'x' WHERE position = 3", 3)]
    [InlineData("UPDATE audit_events SET at = at + 1 WHERE position = 5", 5)]
    [InlineData("DELETE FROM audit_events WHERE position = 4", 4)]
    [InlineData("DELETE FROM audit_events WHERE position = 1", 1)]
    [Keeps("ADMIN-8")]
    public async Task A_row_that_was_changed_or_removed_shows(string sql, long position)
    {
        for (var i = 0; i < 6; i++)
            await Nodes.Write(tx => Report(tx, "one"));
        Assert.Null(AuditChain.FirstBreak(await ChainOf("one")));

        await using (var connection = await Nodes.First.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync(sql);

        Assert.Equal(position, AuditChain.FirstBreak(await ChainOf("one")));
    }

    [Fact]
    [Keeps("ALWAYS-10")]
    public async Task What_fails_leaves_no_change_no_event_and_no_mail()
    {
        var account = await SomeAccount();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Nodes.Write(async tx =>
            {
                await tx.Users.Add(NewUser("anna", account, "anna"));
                await tx.Outbox.Add(SomeMail(), Now);
                tx.Audit(SomeEvent(account.Id));
                throw new InvalidOperationException("pulled the plug");
            })
        );

        Assert.Null(await Nodes.Read(tx => tx.Users.Find("anna")));
        Assert.Empty(await Nodes.Read(tx => tx.Outbox.Waiting(10)));
        Assert.Empty(await ChainOf(account.Id));
        await Nodes.Write(tx => Report(tx, account.Id));
        Assert.Null(AuditChain.FirstBreak(await ChainOf(account.Id)));
    }

    [Fact]
    [Keeps("ADMIN-8")]
    public async Task The_trail_is_asked_by_time_person_and_action()
    {
        await Nodes.Write(tx =>
        {
            tx.Audit(AuditEvent.Of(AuditAction.SignedIn, "one", "u1", "Anna"));
            tx.Audit(AuditEvent.Of(AuditAction.UserCreated, "one", "u2", "ben").With("role", "all"));
            tx.Audit(AuditEvent.Of(AuditAction.UserCreated, "two", "u3", "anna"));
            return Task.CompletedTask;
        });
        var all = new AuditQuestion("one", null, null, "", "", 10, 0);
        var later = (await ChainOf("one"))[0].At.AddMinutes(1);

        Assert.Equal(["ben", "Anna"], await Targets(all));
        Assert.Equal(["Anna"], await Targets(all with { Person = " ANNA " }));
        Assert.Equal(["ben"], await Targets(all with { Person = "u2" }));
        Assert.Equal(["ben"], await Targets(all with { Action = "user_created" }));
        Assert.Equal(["Anna"], await Targets(all with { Limit = 1, Offset = 1 }));
        Assert.Empty(await Targets(all with { From = later }));
        Assert.Equal(2, await Nodes.Read(tx => tx.AuditTrail.Count(all with { Until = later })));
    }

    private async Task<IEnumerable<string>> Targets(AuditQuestion question) =>
        (await Nodes.Read(tx => tx.AuditTrail.Page(question))).Select(row => row.TargetName);

    private Task<IReadOnlyList<AuditRow>> ChainOf(string chain) => Nodes.Read(tx => tx.AuditTrail.Chain(chain, 0, 1000));

    private static Task Report(Transaction tx, string chain)
    {
        tx.Audit(SomeEvent(chain));
        return Task.CompletedTask;
    }

    private static AuditEvent SomeEvent(string chain) =>
        AuditEvent.Of(AuditAction.SignedIn, chain, "u1", "anna").Refused("wrong_password").With("methods", "pwd");

    private static Mail SomeMail(string? onceKey = null) =>
        new()
        {
            Kind = MailKind.PasswordChanged,
            To = "anna@acme.test",
            Subject = "Your password was changed",
            Text = "It was changed.",
            Html = "<p>It was changed.</p>",
            OnceKey = onceKey,
        };

    /// <summary>However many events there are: with millions of them a statement that reads each runs into its time limit.</summary>
    [Fact]
    [Keeps("ADMIN-8")]
    public async Task The_heads_of_all_chains_are_found_without_reading_their_events()
    {
        await using var connection = await Nodes.First.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO audit_events (chain, position, at, action, outcome, reason, actor_id, actor_name, target_id, target_name, door, address, user_agent,
                request_id, session_id, fields, previous_digest, digest)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30000)
            SELECT CASE WHEN i <= 10000 THEN 'a' WHEN i <= 20000 THEN 'b' ELSE 'c' END, i, 0, 'x', '', '', '', '', '', '', '', '', '', '', '', '{}', '', 'd' FROM n
            """
        );

        var heads = await Nodes.Read(tx => tx.AuditTrail.Heads());

        Assert.Superset(new HashSet<string> { "a", "b", "c" }, heads.Select(head => head.Chain).ToHashSet());
        if (kind == DatabaseKind.Sqlite)
        {
            var plan = await connection.QueryAsync("EXPLAIN QUERY PLAN " + Tables.AuditTable.FindHeads);
            Assert.DoesNotContain(plan, step => ((string)step.detail).StartsWith("SCAN e", StringComparison.Ordinal));
            Assert.DoesNotContain(plan, step => ((string)step.detail).StartsWith("SCAN audit_events", StringComparison.Ordinal));
        }
        else
        {
            await connection.ExecuteAsync("ANALYZE audit_events");
            var plan = await connection.QueryAsync<string>(
                "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " + Tables.AuditTable.FindHeads
            );
            Assert.DoesNotContain(plan, step => step.Contains("Seq Scan on audit_events", StringComparison.Ordinal));
        }
    }
}
