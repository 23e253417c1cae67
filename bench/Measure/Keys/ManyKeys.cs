using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.SignIn;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Web;

namespace Sallyport.Measure;

/// <summary>
/// An installation with as many keys as wanted, all of them with an expiry, an address list, fewer permissions than their users, and a use in this minute; they
/// stand in a file as programs send them. Beside them, a session of each user at an application.
/// </summary>
internal sealed class ManyKeys(Installation installation) : IDisposable
{
    private const int Users = 100;
    private const int Together = 1000;

    // Keys lie in no order: a transaction for each thousand would write most pages of the file each time.
    private const int InOneTransaction = 100_000;
    private const string Host = "app.test";
    private readonly SystemRandom random = new();
    private int count;

    /// <summary>A header for each key.</summary>
    public string File { get; } = Path.GetTempFileName();

    /// <summary>A header for each session.</summary>
    public string Cookies { get; } = Path.GetTempFileName();

    public async Task Begin()
    {
        await installation.Fill("hosting", Enumerable.Range(0, Users).Select(i => ($"user{i}", UserStatus.Active)));
        await using var storage = await installation.Open();
        var account = (await storage.Database.Read(tx => tx.Accounts.All())).Single();
        var lines = new List<string>();
        await storage.Database.Write(
            Caller.OfCommandLine("measure"),
            async tx =>
            {
                await tx.Applications.Add(
                    new Application
                    {
                        Id = tx.Random.Id(),
                        AccountId = account.Id,
                        Host = Host,
                        CreatedAt = tx.Now,
                    }
                );
                for (var i = 0; i < Users; i++)
                    lines.Add($"Cookie: fwd={await OpenSession(tx, (await tx.Users.FindByLogin(account.Id, $"user{i}"))!)}");
            }
        );
        await System.IO.File.WriteAllLinesAsync(Cookies, lines);
    }

    private static async Task<string> OpenSession(Storage.Transaction tx, User user)
    {
        var (id, token) = (tx.Random.Id(), tx.Random.Token());
        await tx.Sessions.Add(
            new Session
            {
                Id = id,
                UserId = user.Id,
                AccountId = user.AccountId,
                TokenDigest = TokenDigest.Of(tx.Random.Token()),
                CreatedAt = tx.Now,
                LastSeenAt = tx.Now,
                EndsAt = tx.Now.AddDays(1),
                Methods = SignInMethods.Password,
                ProvedAt = tx.Now,
                Address = "127.0.0.1",
                UserAgent = "measure",
                Host = "localhost",
            }
        );
        await tx.Forward.Open(TokenDigest.Of(token), id, Host, tx.Now);
        return token;
    }

    public async Task FillUp(int wanted)
    {
        await using var storage = await installation.Open();
        var die = await new KeyMint(storage.Database, random).Die(CancellationToken.None);
        await using var connection = await storage.Database.Engine.Connect(CancellationToken.None);
        await Execute(connection, "UPDATE users SET role = 'admin'");
        if (connection is SqliteConnection)
            await Execute(connection, "PRAGMA cache_size = -500000");
        var name = Encoding.ASCII.GetString(die.Name);
        await using var texts = new StreamWriter(File, append: true);
        while (count < wanted)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            for (var end = Math.Min(count + InOneTransaction, wanted); count < end; )
                await Insert(transaction, die, name, texts);
            await transaction.CommitAsync();
        }
        await Execute(connection, "ANALYZE");
    }

    private async Task Insert(DbTransaction transaction, KeyDie die, string name, StreamWriter texts)
    {
        await using var insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
        var rows = new List<string>();
        for (var i = 0; i < Together; i++, count++)
        {
            var text = ApiKeyText.New(name, random);
            await texts.WriteLineAsync("Authorization: ApiKey " + text.RevealText());
            var digest = ApiKeyDigest.Of(text, die.Pepper);
            Add(insert, $"@d{i}", digest);
            rows.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"({KeyId.Of(digest)}, 'user{count % Users}', @d{i}, 'asked {count}')"
                )
            );
        }
        Add(insert, "@end", DateTimeOffset.UtcNow.AddYears(1).ToUnixTimeMilliseconds());
        Add(insert, "@now", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        // The columns of VALUES are named by position in both databases.
        insert.CommandText = $"""
            WITH given (number, login, digest, asked) AS (VALUES {string.Join(", ", rows)})
            INSERT INTO api_keys (number, user_id, account_id, description, accesses, permissions, addresses, digest, hint, asked_by, created_by, created_at,
                expires_at, last_used_at, last_used_address, last_used_door, flagged_for)
            SELECT g.number, u.id, u.account_id, 'Billing', 'API', 'VIEW_USER', '127.0.0.0/8', g.digest, 'abcd', g.asked, 'measure', 0, @end, @now, '127.0.0.1',
                'forwardAuth', ''
            FROM given g JOIN users u ON u.canonical_login = g.login
            """;
        await insert.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        System.IO.File.Delete(File);
        System.IO.File.Delete(Cookies);
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static async Task Execute(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
