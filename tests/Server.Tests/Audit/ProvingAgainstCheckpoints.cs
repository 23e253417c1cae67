using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Server.Audit;
using Sallyport.Server.Tests.Cli;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Audit;

/// <summary>Somebody with the database in hand rewrites a chain so that rows and head fit each other; what was written down outside the database still does not fit.</summary>
[Keeps("ADMIN-8")]
public sealed class ProvingAgainstCheckpoints
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_chain_that_was_computed_anew_contradicts_its_checkpoint(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await Company(server);
        await Write(server);
        await server.Given.User(company);
        await Write(server);
        var checkpoints = await Read(server);
        Assert.All(await server.Get<VerifyAudit>().Verify(checkpoints, Never), chain => Assert.Null(chain.BrokenAt));

        await Rewrite(server, company.Account.Id);

        Assert.All(await server.Get<VerifyAudit>().Verify([], Never), chain => Assert.Null(chain.BrokenAt));
        var found = await server.Get<VerifyAudit>().Verify(checkpoints, Never);
        var broken = Assert.Single(found, chain => chain.BrokenAt is not null);
        Assert.Equal((company.Account.Id, 3), (broken.Chain, broken.Against!.Position));
    }

    [Theory]
    [InlineData("DELETE FROM audit_events WHERE chain = @chain; DELETE FROM audit_chains WHERE id = @chain")]
    [InlineData(
        "DELETE FROM audit_events WHERE chain = @chain AND position > 2; UPDATE audit_chains SET position = 2, digest = (SELECT digest FROM audit_events WHERE chain = @chain AND position = 2) WHERE id = @chain"
    )]
    public async Task A_chain_that_was_cut_off_or_taken_away_with_its_head_is_found(string sql)
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        await Write(server);
        await Execute(server, sql, company.Account.Id);

        var found = await server.Get<VerifyAudit>().Verify(await Read(server), Never);

        Assert.NotNull(Assert.Single(found, chain => chain.Chain == company.Account.Id).Against);
    }

    [Fact]
    public async Task The_file_only_grows_and_a_broken_chain_gets_no_newer_checkpoint()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        var file = server.Settings.AuditCheckpoints;
        await Write(server);
        var first = await File.ReadAllTextAsync(file);
        await Write(server);
        Assert.Equal(first, await File.ReadAllTextAsync(file));
        await server.Given.User(company);
        await Write(server);
        var second = await File.ReadAllTextAsync(file);
        Assert.StartsWith(first, second, StringComparison.Ordinal);
        Assert.Equal(4, (await Read(server)).Last(c => c.Chain == company.Account.Id).Position);

        await Rewrite(server, company.Account.Id);
        await server.Given.User(company);
        await Write(server);

        Assert.Equal(4, (await Read(server)).Last(c => c.Chain == company.Account.Id).Position);
    }

    [Fact]
    public async Task The_command_line_compares_with_the_file_or_with_a_copy()
    {
        await using var server = await TestServer.Start();
        var company = await Company(server, "acme");
        using var shell = new Shell(server);
        Assert.Contains("no checkpoints yet", (await shell.Run("audit verify")).Out, StringComparison.Ordinal);
        await Write(server);
        var copy = server.Settings.AuditCheckpoints + ".copy";
        File.Copy(server.Settings.AuditCheckpoints, copy);
        var whole = await shell.Run("audit verify");
        await Rewrite(server, company.Account.Id);
        var broken = await shell.Run("audit verify");
        // Whoever owns the machine may empty the file there as well; the copy elsewhere still proves it.
        await File.WriteAllTextAsync(server.Settings.AuditCheckpoints, "");
        var blind = await shell.Run("audit verify");
        var proved = await shell.Run("audit verify --checkpoints " + copy);
        await File.AppendAllTextAsync(copy, "{}\n");
        var malformed = await shell.Run("audit verify --checkpoints " + copy);
        var missing = await shell.Run("audit verify --checkpoints /nowhere");

        Assert.Contains("compared with", whole.Out, StringComparison.Ordinal);
        Assert.Equal((0, 1, 0, 1, 1, 1), (whole.Code, broken.Code, blind.Code, proved.Code, malformed.Code, missing.Code));
        Assert.Contains("acme: contradicts the checkpoint of", broken.Error, StringComparison.Ordinal);
        Assert.Contains("acme: contradicts the checkpoint of", proved.Error, StringComparison.Ordinal);
        Assert.Contains("is no checkpoint", malformed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"at\":\"2025-01-06T09:")]
    [InlineData("{")]
    [InlineData("{\"at\":\"2025-01-06T09:00:10+00:00\",\"chain\":\"installation\",\"position\":1,\"digest\":\"00\"}")]
    public async Task A_line_that_was_cut_off_stops_neither_checkpoints_nor_the_proof_and_is_told(string cut)
    {
        await using var server = await TestServer.Start();
        var company = await Company(server);
        var file = server.Settings.AuditCheckpoints;
        await Write(server);
        var whole = (await Read(server)).Count;
        await File.AppendAllTextAsync(file, cut);
        var before = await File.ReadAllTextAsync(file);
        using var shell = new Shell(server);
        var meanwhile = await shell.Run("audit verify");
        await server.Given.User(company);

        // A node that starts now reads the file with the cut line in it.
        var second = await server.Second();
        await Write(second);
        await server.Given.User(company);
        await Write(second);
        var afterwards = await shell.Run("audit verify");

        Assert.StartsWith(before, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        Assert.Equal(whole + 2, (await Read(server)).Count);
        Assert.Equal(5, (await Read(server)).Last(c => c.Chain == company.Account.Id).Position);
        Assert.Equal((0, 0), (meanwhile.Code, afterwards.Code));
        Assert.All(
            [meanwhile, afterwards],
            run => Assert.Contains($"line {whole + 1} of the checkpoints has no end", run.Out, StringComparison.Ordinal)
        );
    }

    private static async Task<Company> Company(TestServer server, string? handle = null)
    {
        var company = await server.Given.Account("numbering", handle);
        await server.Given.User(company);
        return company;
    }

    private static Task Write(TestServer server) => server.Get<WriteCheckpoints>().Write(Never);

    private static Task<IReadOnlyList<AuditCheckpoint>> Read(TestServer server) =>
        CheckpointFile.Read(server.Settings.AuditCheckpoints, Never);

    // The second event is somebody else's now, and everything after it was computed anew, head included.
    private static async Task Rewrite(TestServer server, string chain)
    {
        var rows = await server.Read(tx => tx.AuditTrail.Chain(chain, 0, 1000));
        var previous = "";
        foreach (var row in rows)
        {
            var forged = row with { ActorName = row.Position == 2 ? "eve" : row.ActorName, PreviousDigest = previous };
            previous = AuditChain.DigestOf(forged);
            await Execute(
                server,
                "UPDATE audit_events SET actor_name = @name, previous_digest = @before, digest = @digest WHERE chain = @chain AND position = @position",
                chain,
                new
                {
                    chain,
                    name = forged.ActorName,
                    before = forged.PreviousDigest,
                    digest = previous,
                    position = row.Position,
                }
            );
        }
        await Execute(
            server,
            "UPDATE audit_chains SET digest = @digest WHERE id = @chain",
            chain,
            new { chain, digest = previous }
        );
    }

    private static async Task Execute(TestServer server, string sql, string chain, object? parameters = null)
    {
        await using var connection = await server.Database.Engine.Connect(Never);
        await connection.ExecuteAsync(sql, parameters ?? new { chain });
    }
}
