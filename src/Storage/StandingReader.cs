using System.Data.Common;
using Dapper;
using Sallyport.Core.Accounts;
using Sallyport.Storage.Tables;

namespace Sallyport.Storage;

/// <summary>How a user stands at this moment, and one of the user's keys where one was asked for.</summary>
public sealed record Standing(KnownPerson Person, KnownKey? Key);

/// <summary>
/// Tells how users and keys stand: all that are asked about by one statement, over one connection beside the pool, so that nothing that hangs there keeps this
/// waiting. One question at a time. A connection that did not answer in time is given up, and the next question opens another.
/// </summary>
public sealed class StandingReader(Engine engine) : IAsyncDisposable
{
    private DbConnection? connection;

    /// <summary>In no order. Who does not exist is not among them; a user of whom several keys are asked for comes once for each.</summary>
    /// <param name="userIds">The users.</param>
    /// <param name="numbers">Keys of these users.</param>
    /// <param name="patience">For opening the connection and for the answer together.</param>
    /// <exception cref="DbException">The database is away.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    public async Task<IReadOnlyList<Standing>> Read(string[] userIds, long[] numbers, TimeSpan patience)
    {
        using var waiting = new CancellationTokenSource(patience);
        try
        {
            return await Ask(userIds, numbers, waiting.Token);
        }
        catch (Exception fault)
        {
            await Close();
            if (waiting.IsCancellationRequested)
                throw new TimeoutException($"The database did not answer within {patience.TotalMilliseconds} ms.", fault);
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await Close();

    private async Task<IReadOnlyList<Standing>> Ask(string[] userIds, long[] numbers, CancellationToken cancel)
    {
        if (connection is null)
        {
            connection = engine.OwnConnection();
            await connection.OpenAsync(cancel);
        }
        var rows = await connection.QueryAsync<User, Account, PolicyRow, InstallationRow, FactorRow, KnownKey, Standing>(
            new CommandDefinition(
                $"""
                SELECT {PersonTable.People}, {KnownKeyTable.Columns}
                FROM {PersonTable.Places} LEFT JOIN api_keys k ON k.user_id = users.id AND k.number {engine.IsAmong("numbers")}
                WHERE users.id {engine.IsAmong("userIds")}
                """,
                new { userIds, numbers },
                cancellationToken: cancel
            ),
            static (user, account, policy, installation, factors, key) =>
                new Standing(new KnownPerson(user, account, policy.Kept, installation, factors.Factors), key),
            splitOn: "id,account_id,id,apps,number"
        );
        return rows.AsList();
    }

    // Whatever a broken connection says to it: the next question gets a new one.
    private async Task Close()
    {
        var old = connection;
        connection = null;
        try
        {
            if (old is not null)
                await old.DisposeAsync();
        }
        catch (Exception fault) when (fault is DbException or IOException or InvalidOperationException) { }
    }
}
