using System.Data.Common;
using Dapper;
using Sallyport.Core.Common;

namespace Sallyport.Storage;

/// <summary>The installation's own row, made in the transaction that makes the schema.</summary>
public static class FirstRun
{
    // Lower-case letters and digits that are not mistaken for each other; 8 of them name an installation in its API keys.
    private const int NameLength = 8;

    /// <summary>The cut-off lies a second before the first start, so that every account made from now on is a new one.</summary>
    public static Task Make(DbTransaction transaction, RandomSource random, string keyId, DateTimeOffset now) =>
        transaction.Connection!.ExecuteAsync(
            "INSERT INTO installation (id, name, key_id, cut_off, created_at) VALUES (1, @name, @keyId, @cutOff, @now)",
            new
            {
                name = random.Id()[..NameLength],
                keyId,
                cutOff = now.AddSeconds(-1),
                now,
            },
            transaction
        );

    /// <summary>Under which key this installation seals: read before anything can be opened.</summary>
    public static async Task<string> KeyId(Engine engine, CancellationToken cancel)
    {
        await using var connection = await engine.Connect(cancel);
        return await connection.ExecuteScalarAsync<string>("SELECT key_id FROM installation WHERE id = 1") ?? "";
    }
}
