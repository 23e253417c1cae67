using System.Data.Common;
using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.SignIn;
using Sallyport.Storage;

namespace Sallyport.Server.IsProxy;

/// <summary>Asks the database whether the log-ins of open connections would be let in now: about all of them at once.</summary>
public sealed class VouchForLogins(Database database, CheckApiKey keys) : IAsyncDisposable
{
    private readonly StandingReader reader = new(database.Engine);

    // To open the connection and to compile what reads the answer, on a machine that has just started.
    private static readonly TimeSpan FirstPatience = TimeSpan.FromSeconds(5);

    /// <summary>Asks about nobody, so that the first log-in does not wait for what is done once.</summary>
    public async Task Prepare()
    {
        try
        {
            await reader.Read([], [], FirstPatience);
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            // The first question finds it out too.
        }
    }

    /// <summary>Those that would be let in, of those that were asked about.</summary>
    /// <param name="logins">The log-ins, each with where its connection comes from.</param>
    /// <param name="patience">How long the database may take.</param>
    /// <exception cref="System.Data.Common.DbException">The database is away: nobody is vouched for.</exception>
    /// <exception cref="TimeoutException">It did not answer in time: likewise.</exception>
    public async Task<IReadOnlySet<IsProxyLogin>> Ask(
        IReadOnlyCollection<(IsProxyLogin Login, Origin Origin)> logins,
        TimeSpan patience
    )
    {
        // A node whose clock is wrong lets nobody stay.
        if (!database.Offset.MayServe)
            return new HashSet<IsProxyLogin>();
        var users = logins.Select(one => one.Login.UserId).Distinct(StringComparer.Ordinal).ToArray();
        var numbers = logins.Select(one => one.Login).OfType<IsProxyLogin.ByKey>().Select(key => key.Number).Distinct().ToArray();
        var standings = await reader.Read(users, numbers, patience);
        var people = standings.ToLookup(standing => standing.Person.User.Id, StringComparer.Ordinal);
        return logins.Where(one => Passes(one.Login, one.Origin, people[one.Login.UserId])).Select(one => one.Login).ToHashSet();
    }

    public ValueTask DisposeAsync() => reader.DisposeAsync();

    private bool Passes(IsProxyLogin login, Origin origin, IEnumerable<Standing> standings) =>
        login switch
        {
            IsProxyLogin.ByKey key => standings.Any(standing =>
                standing.Key?.Number == key.Number && Passes(key, origin, standing)
            ),
            IsProxyLogin.ByPassword password => standings.FirstOrDefault() is { } standing
                && CheckPasswordOnApi.StillPasses(standing.Person, password.ChangedAt, origin, database.Now),
            _ => throw new System.Diagnostics.UnreachableException("The family of log-ins is closed."),
        };

    private bool Passes(IsProxyLogin.ByKey login, Origin origin, Standing standing) =>
        keys.CheckAgain(
            login.Digest,
            standing.Key!,
            standing.Person.User,
            standing.Person.Account.Handle,
            QuestionOf(origin)
        ).HasPassed;

    internal static KeyQuestion QuestionOf(Origin origin) =>
        new(
            Door.IsProxy,
            KeyAccess.IsProxy,
            Permission: null,
            IPAddress.TryParse(origin.Address, out var address) ? address : null
        );
}
