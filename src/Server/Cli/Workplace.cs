using System.Globalization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.Accounts;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Audit;
using Sallyport.Server.Enforcement;
using Sallyport.Server.Notifications;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.SecurityKeys;
using Sallyport.Server.Web;
using Sallyport.Storage;

namespace Sallyport.Server.Cli;

/// <summary>The storage and the verbs over it, without a web server: what one run of the command line works with.</summary>
internal sealed class Workplace : IAsyncDisposable
{
    private readonly OpenedStorage storage;
    private readonly ServiceProvider services;

    public Workplace(Settings settings, OpenedStorage storage, RandomSource random)
    {
        Settings = settings;
        this.storage = storage;
        Caller = Caller.OfCommandLine(random.Id());
        Random = random;
        services = Services(settings, storage, random).BuildServiceProvider();
    }

    public Settings Settings { get; }
    public Caller Caller { get; }
    public RandomSource Random { get; }
    public OpenedStorage Storage => storage;
    public Database Database => storage.Database;

    public T Verb<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task<Account?> FindAccount(string handle, CancellationToken cancel) =>
        Database.Read(tx => tx.Accounts.FindByHandle(handle.ToLower(CultureInfo.InvariantCulture)), cancel);

    /// <summary>By the login name, whatever the account's people type at sign-in.</summary>
    public Task<User?> FindUser(Account account, string login, CancellationToken cancel) =>
        Database.Read(
            async tx => CanonicalName.Login(login) is { } name ? await tx.Users.FindByLogin(account.Id, name) : null,
            cancel
        );

    public ValueTask DisposeAsync() => services.DisposeAsync();

    private static ServiceCollection Services(Settings settings, OpenedStorage storage, RandomSource random)
    {
        var verbs = new ServiceCollection();
        verbs.AddLogging();
        verbs.AddLocalization();
        verbs.AddSingleton(settings);
        verbs.AddSingleton<BrowserName>();
        verbs.AddSingleton(storage.Database);
        verbs.AddSingleton(storage.Sealer);
        verbs.AddSingleton(storage.KeyFile);
        verbs.AddSingleton<TimeProvider>(storage.Database.Clock);
        verbs.AddSingleton(random);
        verbs.AddNotifications();
        verbs.AddAudit();
        verbs.AddAccounts();
        verbs.AddRecoveryCodes();
        verbs.AddApiKeys();
        verbs.AddEnforcement();
        verbs.AddFidoMetadata();
        verbs.AddSingleton<RotateKeys>();
        return verbs;
    }
}
