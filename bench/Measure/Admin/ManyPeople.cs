using System.Data.Common;
using System.Text;
using System.Text.Json;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;

namespace Sallyport.Measure;

/// <summary>
/// An installation of many accounts and users, written in statements of many rows. The account <see cref="Big"/> has a fifth of the users; a few of them, and its
/// administrator, have a password.
/// </summary>
internal sealed class ManyPeople(Installation installation)
{
    public const string Big = "a0000";
    private const int Together = 500;
    private const int SignIns = 60;
    private readonly SystemRandom random = new();

    /// <summary>The addresses of those who can sign in.</summary>
    public IReadOnlyList<string> WithPassword { get; } = [.. Enumerable.Range(0, SignIns).Select(i => Email(0, i))];

    public static string Administrator => Email(0, 0);

    public async Task Fill(int accounts, int users)
    {
        await using var storage = await installation.Open();
        await using (var connection = await storage.Database.Engine.Connect(CancellationToken.None))
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            var now = DateTimeOffset.UtcNow.AddDays(-30).ToUnixTimeMilliseconds();
            var settings = JsonSerializer.Serialize(PolicySettings.Write(Preset.All["hosting"]));
            await Insert(
                transaction,
                "accounts (id, handle, name, support_contact, issuer_label, created_at)",
                Enumerable.Range(0, accounts).Select(a => $"('{Id(a)}', 'a{a:D4}', 'Account {a}', '', '', {now})")
            );
            await Insert(
                transaction,
                "policies (account_id, version, settings, changed_at)",
                Enumerable.Range(0, accounts).Select(a => $"('{Id(a)}', 1, '{settings}', {now})")
            );
            var inBig = users / 5;
            await Insert(
                transaction,
                "users (id, account_id, login, canonical_login, email, canonical_email, title, given_name, family_name, mobile, language, time_zone, "
                    + "status, role, doors, portal_addresses, api_addresses, requirement, created_at, modified_at, version)",
                Enumerable
                    .Range(0, users)
                    .Select(i => i < inBig ? User(0, i, now) : User(1 + ((i - inBig) % (accounts - 1)), i, now))
            );
            await transaction.CommitAsync();
            if (storage.Database.Engine.Name == "postgres")
                await Say(connection, "ANALYZE");
        }
        await GivePasswords(storage);
    }

    private async Task GivePasswords(OpenedStorage storage)
    {
        using var gate = HashingGate.OfThisMachine();
        var hashing = new PasswordHashing(HashingSchemes.OfThisMachine(random), gate);
        var hashed = (HashedPassword.Done)await hashing.Hash(Installation.Password);
        await storage.Database.Write(
            Caller.OfCommandLine("measure"),
            async tx =>
            {
                foreach (var email in WithPassword)
                {
                    var user = (await tx.Users.FindByEmail(email))!;
                    var hash = ChoosePassword.Seal(tx, user.Id, new ChosenPassword.Hashed(hashed.Hash));
                    await tx.Users.ChangePassword(user.Id, hash, changeDueAt: null, tx.Now);
                }
            }
        );
    }

    private static string Id(int account) => $"account{account:D6}";

    private static string Email(int account, int user) => $"u{user}@a{account:D4}.test";

    private static string User(int account, int user, long now)
    {
        var role = user == 0 ? BuiltInRole.Admin : BuiltInRole.All;
        var email = Email(account, user);
        return $"('user{user:D8}', '{Id(account)}', 'u{user}', 'u{user}', '{email}', '{email}', '', 'Given', 'Family{user}', '', '', '', "
            + $"'active', '{role}', 'portal,api,isProxy', '', '', 'inherit', {now}, {now}, 1)";
    }

    private static async Task Insert(DbTransaction transaction, string into, IEnumerable<string> rows)
    {
        foreach (var chunk in rows.Chunk(Together))
        {
            await using var command = transaction.Connection!.CreateCommand();
            command.Transaction = transaction;
#pragma warning disable CA2100 // Made of numbers here.
            command.CommandText = new StringBuilder($"INSERT INTO {into} VALUES ").AppendJoin(",\n", chunk).ToString();
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    private static async Task Say(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A constant.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
