using Dapper;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Storage.Budgets;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

/// <summary>What storage promises, whatever the engine. Each part of the promise stands in a file of its own.</summary>
public abstract partial class StorageBehaviours(DatabaseKind kind) : IAsyncLifetime
{
    /// <summary>A fixed time for what is not about time.</summary>
    protected static readonly DateTimeOffset Now = new(2025, 1, 6, 9, 0, 0, TimeSpan.Zero);

    private const int Crowd = 100;

    protected TwoNodes Nodes { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Nodes = await TwoNodes.Migrated(kind);

    public async ValueTask DisposeAsync()
    {
        if (Nodes is not null)
            await Nodes.DisposeAsync();
    }

    protected Task<Account> SomeAccount(string handle = "acme") =>
        Nodes.Write(async tx =>
        {
            var account = new Account
            {
                Id = tx.Random.Id(),
                Handle = handle,
                Name = handle + " Ltd",
                CreatedAt = Now,
            };
            await tx.Accounts.Add(account);
            return account;
        });

    protected static User NewUser(string id, Account account, string login) =>
        new()
        {
            Id = id,
            AccountId = account.Id,
            Login = login,
            CanonicalLogin = login.ToLowerInvariant(),
            Email = $"{login}@{account.Handle}.test",
            CanonicalEmail = $"{login}@{account.Handle}.test".ToLowerInvariant(),
            CreatedAt = Now,
            ModifiedAt = Now,
        };

    protected async Task<User> SomeUser(string login = "anna") => await SomeUser(await SomeAccount(), login);

    protected Task<User> SomeUser(Account account, string login) =>
        Nodes.Write(async tx =>
        {
            var id = tx.Random.Id();
            Assert.Equal(1, await tx.Users.Add(NewUser(id, account, login)));
            return (await tx.Users.Find(id))!;
        });

    protected Task<AuthenticatorApp> SomeApp(User user, bool isProved = true) =>
        Nodes.Write(async tx =>
        {
            var app = new AuthenticatorApp
            {
                Id = tx.Random.Id(),
                UserId = user.Id,
                Name = "Phone",
                SealedSeed = [1, 2, 3],
                CreatedAt = Now,
                ProvedAt = isProved ? Now : null,
            };
            await tx.Apps.Add(app);
            return app;
        });
}

public sealed class SqliteBehaviours() : StorageBehaviours(DatabaseKind.Sqlite);

public sealed class PostgresBehaviours() : StorageBehaviours(DatabaseKind.Postgres)
{
    [Fact]
    [Keeps("SIGN-9")]
    public async Task A_session_that_somebody_is_changing_makes_nobody_wait_who_only_saw_it()
    {
        var user = await SomeUser();
        foreach (var id in (string[])["s1", "s2"])
            await Nodes.Write(tx => tx.Sessions.Add(SomeSession(user, id)));

        await Nodes.Write(async first =>
        {
            Assert.True(await first.Sessions.End(user.Id, "s1", Now));
            var marked = await Nodes.Second.Write(
                Caller.OfSystem("test"),
                second => second.Sessions.Touch(["s1", "s2"], Now.AddMinutes(1))
            );
            Assert.Equal(1, marked);
        });
    }

    [Theory]
    [InlineData(60_000)]
    [InlineData(30_000)]
    [Keeps("V13.1.3")]
    public async Task The_server_itself_is_told_how_long_it_may_work(int left)
    {
        using var budget = DatabaseBudget.Open(DatabaseWork.Request, TimeSpan.FromMilliseconds(left));
        const string told = "SELECT setting::int FROM pg_settings WHERE name = ";

        Assert.InRange(await TwoNodes.Ask<int>(Nodes.First, told + "'statement_timeout'"), left / 2, left - 1);
        Assert.Equal(10_000, await TwoNodes.Ask<int>(Nodes.First, told + "'idle_in_transaction_session_timeout'"));
    }
}
