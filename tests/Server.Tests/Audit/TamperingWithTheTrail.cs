using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Audit;
using Sallyport.Server.Tests.Cli;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Audit;

[Keeps("ADMIN-8")]
public sealed class TamperingWithTheTrail
{
    public static TheoryData<DatabaseKind, string> Tampering
    {
        get
        {
            var data = new TheoryData<DatabaseKind, string>();
            foreach (var kind in Enum.GetValues<DatabaseKind>())
            {
                data.Add(kind, "UPDATE audit_events SET actor_name = 'eve' WHERE position = 2 AND chain = @chain");
                data.Add(kind, "DELETE FROM audit_events WHERE position = 2 AND chain = @chain");
                data.Add(kind, "DELETE FROM audit_events WHERE position > 1 AND chain = @chain");
                data.Add(kind, "DELETE FROM audit_chains WHERE id = @chain");
                data.Add(kind, "UPDATE audit_chains SET digest = 'x' WHERE id = @chain");
            }
            return data;
        }
    }

    [Theory, MemberData(nameof(Tampering))]
    public async Task A_change_or_a_gap_shows_where_it_is(DatabaseKind kind, string sql)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        await server.Given.User(company);
        Assert.All(await server.Get<VerifyAudit>().Verify([], CancellationToken.None), chain => Assert.Null(chain.BrokenAt));
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync(sql, new { chain = company.Account.Id });

        var found = await server.Get<VerifyAudit>().Verify([], CancellationToken.None);

        Assert.NotNull(Assert.Single(found, chain => chain.Chain == company.Account.Id).BrokenAt);
        Assert.All(found.Where(chain => chain.Chain != company.Account.Id), chain => Assert.Null(chain.BrokenAt));
    }

    [Fact]
    public async Task The_command_line_names_the_account_and_ends_with_exit_code_1()
    {
        await using var server = await TestServer.Start();
        await server.Given.Account("numbering", "acme");
        using var shell = new Shell(server);
        var whole = await shell.Run("audit verify");
        await using (var connection = await server.Database.Engine.Connect(CancellationToken.None))
            await connection.ExecuteAsync("UPDATE audit_events SET reason = 'x' WHERE position = 1");

        var broken = await shell.Run("audit verify");

        Assert.Equal(0, whole.Code);
        Assert.Contains("acme: 2 events, whole", whole.Out, StringComparison.Ordinal);
        Assert.Equal(1, broken.Code);
        Assert.Contains("acme: broken at event 1", broken.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_written_while_it_looks_are_no_breaks()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
                await server.Database.Write(
                    Caller.OfSystem("test"),
                    tx =>
                    {
                        tx.Audit(AuditEvent.Of(AuditAction.MailQueued, company.Account.Id, "", ""));
                        return Task.CompletedTask;
                    }
                );
        });

        for (var round = 0; round < 20; round++)
            Assert.All(await server.Get<VerifyAudit>().Verify([], CancellationToken.None), chain => Assert.Null(chain.BrokenAt));

        await end.CancelAsync();
        await writing;
    }
}
