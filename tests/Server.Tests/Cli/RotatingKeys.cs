using Dapper;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Jobs;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Cli;

public sealed class RotatingKeys
{
    [Fact]
    public async Task Every_sealed_column_of_the_schema_is_in_the_list()
    {
        await using var server = await TestServer.Start();
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);

        var found = await connection.QueryAsync<string>(
            "SELECT m.name || '.' || c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name LIKE 'sealed%'"
        );

        Assert.Equal(
            found.Order(StringComparer.Ordinal),
            SealedColumn.All.Select(c => $"{c.Table}.{c.Column}").Order(StringComparer.Ordinal)
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_running_server_goes_on_and_nothing_stays_under_the_former_key(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ben = await Filled(server);
        var former = server.Get<Sealer>().CurrentKeyId;
        using var shell = new Shell(server);

        var rotated = await shell.Run("keys rotate --json");

        Assert.Equal(0, rotated.Code);
        Assert.Equal(0, await Behind(server, rotated.Json.GetProperty("keyId").GetString()!));
        Assert.Equal(former, server.Get<Sealer>().CurrentKeyId);
        // The server has not followed yet, and opens what was sealed under a key that it had never seen.
        using (await server.Given.SignedIn(ben)) { }
        Assert.NotEmpty(await server.Mailbox.All());
        await server.Get<FollowKey>().Follow(CancellationToken.None);
        Assert.Equal(rotated.Json.GetProperty("keyId").GetString(), server.Get<Sealer>().CurrentKeyId);
    }

    [Fact]
    public async Task A_run_that_was_stopped_is_finished_by_the_next_one_without_another_key()
    {
        await using var server = await TestServer.Start();
        await Filled(server);
        using var shell = new Shell(server);
        var file = server.Settings.KeyFile;
        var named = new KeyFile(file).Add(server.Random);
        await server.Write(tx => tx.Installation.ChangeKey(named));

        var finished = await shell.Run("keys rotate --json");

        Assert.True(finished.Json.GetProperty("wasInterrupted").GetBoolean());
        Assert.Equal(named, finished.Json.GetProperty("keyId").GetString());
        Assert.Equal(2, (await File.ReadAllLinesAsync(file)).Count(line => line.StartsWith("key ", StringComparison.Ordinal)));
        Assert.Equal(0, await Behind(server, named));
        var next = await shell.Run("keys rotate --json");
        Assert.False(next.Json.GetProperty("wasInterrupted").GetBoolean());
        Assert.NotEqual(named, next.Json.GetProperty("keyId").GetString());
    }

    [Fact]
    public async Task A_key_that_was_added_and_never_named_is_named_now()
    {
        await using var server = await TestServer.Start();
        await Filled(server);
        using var shell = new Shell(server);
        var added = new KeyFile(server.Settings.KeyFile).Add(server.Random);

        var rotated = await shell.Run("keys rotate --json");

        Assert.Equal(added, rotated.Json.GetProperty("keyId").GetString());
    }

    [Fact]
    [Keeps("ALWAYS-10")]
    public async Task The_change_is_in_the_installations_trail_with_both_keys()
    {
        await using var server = await TestServer.Start();
        await Filled(server);
        var former = server.Get<Sealer>().CurrentKeyId;
        using var shell = new Shell(server);

        await shell.Run("keys rotate");

        var action = Words.Snake(AuditAction.KeysRotated);
        var row = Assert.Single(
            await server.Read(tx => tx.AuditTrail.Page(new AuditQuestion(AuditChain.Installation, null, null, "", action, 10, 0)))
        );
        Assert.Contains(former, row.Fields, StringComparison.Ordinal);
    }

    // Something in every sealed column that these tests can fill.
    private static async Task<Person> Filled(TestServer server)
    {
        var ben = await server.Given.Enrolled(await server.Given.Account("numbering"));
        var mail = server.Get<QueueMail>();
        await server.Database.Write(
            Caller.OfSystem("test"),
            tx => mail.Queue(tx, MailKind.AppAdded, ben.User, ben.Account, new MailFacts { What = "Phone" })
        );
        return ben;
    }

    private static async Task<long> Behind(TestServer server, string keyId)
    {
        await using var connection = await server.Database.Engine.Connect(CancellationToken.None);
        var left = 0L;
        foreach (var column in SealedColumn.All)
        foreach (var blob in await connection.QueryAsync<byte[]?>($"SELECT {column.Column} FROM {column.Table}"))
            left += blob is not null && Sealer.KeyIdOf(blob) != keyId ? 1 : 0;
        return left;
    }
}
