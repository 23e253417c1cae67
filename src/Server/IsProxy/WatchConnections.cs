using System.Data.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Server.Web.Loops;

namespace Sallyport.Server.IsProxy;

/// <summary>
/// Cuts open connections whose log-in would be refused now, within a second of the change (APIKEY-5, SIGN-13). One loop asks the database about all log-ins; another one,
/// which waits for nothing, cuts the connections that nobody has vouched for lately: a database that hangs must not keep a deleted key's connection open.
/// </summary>
public sealed class WatchConnections(
    VouchForLogins vouch,
    BackgroundLoops loops,
    TimeProvider clock,
    ILogger<WatchConnections> log
)
{
    /// <summary>A connection that was not vouched for in this time is cut. With a tick and the way to the socket it stays below the second that is promised.</summary>
    public static readonly TimeSpan LongestUnvouched = TimeSpan.FromMilliseconds(850);

    /// <summary>How long one question may take. A connection to the database that hangs is found and replaced within <see cref="LongestUnvouched"/>.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(400);

    /// <summary>As long a log-in has for its first look, however old the state was that let it in: a check that took long is no fault of the database.</summary>
    public static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromMilliseconds(100);

    // A tick that comes so late says that this process stood still, and not that the database did.
    private static readonly TimeSpan Stall = BetweenCuts * 4;
    private bool isAnswered = true;

    /// <summary>Watches until it is told to stop.</summary>
    /// <param name="open">The connections that are open at the moment.</param>
    /// <param name="stopping">All of them have ended.</param>
    public Task Watch(Func<IEnumerable<IsProxyConnection>> open, CancellationToken stopping) =>
        Task.WhenAll(
            loops.Keep("line service: vouch", cancel => Vouch(open, cancel), stopping),
            loops.Keep("line service: cut", cancel => Cut(open, cancel), stopping)
        );

    private async Task Vouch(Func<IEnumerable<IsProxyConnection>> open, CancellationToken cancel)
    {
        await vouch.Prepare();
        using var timer = new PeriodicTimer(BetweenQuestions, clock);
        while (await timer.WaitForNextTickAsync(cancel))
            await Ask([.. from connection in open() where connection.Login is not null select (connection, connection.Login!)]);
    }

    private async Task Ask(IReadOnlyList<(IsProxyConnection Connection, IsProxyLogin Login)> all)
    {
        if (all.Count == 0)
            return;
        var asked = clock.GetTimestamp();
        if (await Answer(all) is not { } vouched)
            return;
        foreach (var (connection, login) in all)
            if (vouched.Contains(login))
                connection.Vouch(login, asked);
            else
                connection.Cut();
    }

    // Null: the database vouches for nobody. Those who were vouched for before have their time left.
    private async Task<IReadOnlySet<IsProxyLogin>?> Answer(IReadOnlyList<(IsProxyConnection Connection, IsProxyLogin Login)> all)
    {
        try
        {
            var vouched = await vouch.Ask([.. all.Select(one => (one.Login, one.Connection.Origin))], Patience);
            isAnswered = true;
            return vouched;
        }
        catch (Exception fault) when (fault is DbException or TimeoutException or System.Net.Sockets.SocketException)
        {
            // Four times a second otherwise.
            if (isAnswered)
                log.LogWarning("The database does not vouch for the connections of the line service: {Fault}", fault.Message);
            isAnswered = false;
            return null;
        }
    }

    private async Task Cut(Func<IEnumerable<IsProxyConnection>> open, CancellationToken cancel)
    {
        using var timer = new PeriodicTimer(BetweenCuts, clock);
        var (last, wasSpared) = (clock.GetTimestamp(), false);
        while (await timer.WaitForNextTickAsync(cancel))
        {
            var now = clock.GetTimestamp();
            // After a standstill an answer may lie there unread: one tick to read it, and never two in a row.
            wasSpared = clock.GetElapsedTime(last, now) > Stall && !wasSpared;
            last = now;
            Cut(open(), mayBeOverdue: wasSpared);
        }
    }

    private void Cut(IEnumerable<IsProxyConnection> open, bool mayBeOverdue)
    {
        var unvouched = 0;
        foreach (var connection in open)
            if (connection.IsIdle)
                connection.Cut();
            else if (!mayBeOverdue && connection.IsUnvouched(LongestUnvouched))
            {
                connection.Cut();
                unvouched++;
            }
        if (unvouched > 0)
            log.LogWarning(
                "{Count} connections of the line service were cut: the database did not vouch for them in time.",
                unvouched
            );
    }
}
