using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Accounts;
using Sallyport.Server.Web;

namespace Sallyport.Measure;

/// <summary>A data folder with an account and as many users as wanted, all with one password: hashing it once for each would take the day.</summary>
internal sealed class Installation(string? postgres = null) : IAsyncDisposable
{
    public const string Password = "plum-tuesday-lantern-42";
    private readonly SystemRandom random = new();

    public string Folder { get; } = Directory.CreateTempSubdirectory("sallyport-measure-").FullName;
    public Settings Settings =>
        Settings.Read(name =>
            name == Setting.Data.Name ? Folder
            : name == Setting.Database.Name ? postgres
            : null
        );

    public Task<OpenedStorage> Open() => OpenedStorage.Open(Settings, TimeProvider.System, random, CancellationToken.None);

    public async Task Fill(string preset, IEnumerable<(string Login, UserStatus Status)> users)
    {
        await using var storage = await Open();
        using var gate = HashingGate.OfThisMachine();
        var hashed = (HashedPassword.Done)await new PasswordHashing(HashingSchemes.OfThisMachine(random), gate).Hash(Password);
        await storage.Database.Write(
            Caller.OfCommandLine("measure"),
            async tx =>
            {
                var account = new Account
                {
                    Id = tx.Random.Id(),
                    Handle = "acme",
                    Name = "Acme",
                    CreatedAt = tx.Now,
                };
                await tx.Accounts.Add(account);
                await tx.Policies.Add(account.Id, Preset.All[preset], Decision.None, tx.Now);
                foreach (var (login, status) in users)
                    await tx.Users.Add(NewUser(tx, account, login, status, hashed.Hash));
            }
        );
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static User NewUser(Storage.Transaction tx, Account account, string login, UserStatus status, string hash)
    {
        var id = tx.Random.Id();
        var email = $"{login}@acme.test";
        return new User
        {
            Id = id,
            AccountId = account.Id,
            Login = login,
            CanonicalLogin = login,
            Email = email,
            CanonicalEmail = email,
            Status = status,
            SealedPasswordHash = ChoosePassword.Seal(tx, id, new ChosenPassword.Hashed(hash)),
            PasswordChangedAt = tx.Now,
            CreatedAt = tx.Now,
            ModifiedAt = tx.Now,
            Version = 1,
        };
    }
}
