using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Server.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Audit;

/// <summary>Trails that are longer than what is read at once.</summary>
[Keeps("ADMIN-8")]
public sealed class ReadingLongTrails
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task An_export_finds_what_is_rare_however_far_back_it_is(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await Fill(server, 45_000);
        using var written = new MemoryStream();

        await server.Get<ExportAudit>().WriteJsonLines(Question("rare"), written, CancellationToken.None);

        var lines = Encoding.UTF8.GetString(written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal([44_999, 25_001, 25_000, 1], lines.Select(line => JsonNode.Parse(line)!["position"]!.GetValue<long>()));
    }

    [Fact]
    public async Task An_export_has_every_event_once()
    {
        await using var server = await TestServer.Start();
        await Fill(server, 21_500);
        using var written = new MemoryStream();

        await server.Get<ExportAudit>().WriteJsonLines(Question(""), written, CancellationToken.None);

        var lines = Encoding.UTF8.GetString(written.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(21_500, lines.Select(line => JsonNode.Parse(line)!["position"]!.GetValue<long>()).Distinct().Count());
        Assert.Equal(21_500, lines.Length);
    }

    /// <summary>A part is a thousand events.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_chain_of_many_parts_is_proved_to_its_end(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        await server.Write(tx =>
        {
            for (var i = 0; i < 2_300; i++)
                tx.Audit(AuditEvent.Of(AuditAction.SignedOut, "long", $"{i}", ""));
            return Task.FromResult(true);
        });
        var whole = await server.Get<VerifyAudit>().Verify([], CancellationToken.None);
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE audit_events SET target_id = 'x' WHERE chain = 'long' AND position = 2200");

        var broken = await server.Get<VerifyAudit>().Verify([], CancellationToken.None);

        var chain = Assert.Single(whole, chain => chain.Chain == "long");
        Assert.Equal((2_300, null), (chain.Events, chain.BrokenAt));
        Assert.Equal(2_200, Assert.Single(broken, chain => chain.Chain == "long").BrokenAt);
    }

    private static AuditQuestion Question(string action) => new("long", null, null, "", action, 0, 0);

    private static async Task Fill(TestServer server, int events)
    {
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync(
            """
            INSERT INTO audit_events (chain, position, at, action, outcome, reason, actor_id, actor_name, target_id, target_name, door, address, user_agent,
                request_id, session_id, fields, previous_digest, digest)
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < @events)
            SELECT 'long', i, 0, CASE WHEN i IN (1, 25000, 25001, 44999) THEN 'rare' ELSE 'usual' END,
                '', '', '', '', '', '', '', '', '', '', '', '{}', '', 'd' FROM n
            """,
            new { events }
        );
    }
}
