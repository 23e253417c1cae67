using System.Data.Common;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Budgets;

namespace Sallyport.Server.SignIn.Sessions;

/// <summary>
/// Writes that a session was seen. Nobody's request fails for it, and none waits long: where it cannot be written, as in a database that only reads, the next ones do
/// not try for a while.
/// </summary>
public sealed class LeaveTrace(Database database, ILogger<LeaveTrace> log)
{
    private static readonly TimeSpan BetweenFailures = TimeSpan.FromSeconds(10);
    private long restsUntil;
    private bool hasFailed;

    public async Task Leave(Caller caller, Func<Transaction, Task<int>> work)
    {
        if (Environment.TickCount64 < Interlocked.Read(ref restsUntil))
            return;
        using var budget = database.Allow(DatabaseWork.Mark);
        try
        {
            await database.WriteUse(caller, work);
            Volatile.Write(ref hasFailed, false);
        }
        catch (DbException fault)
        {
            Interlocked.Exchange(ref restsUntil, Environment.TickCount64 + (long)BetweenFailures.TotalMilliseconds);
            if (!Interlocked.Exchange(ref hasFailed, true))
                log.LogWarning(
                    "When sessions were last seen is not written: {Fault}. It is tried again every {Seconds} s, and told of again when it has worked in between.",
                    fault.Message,
                    BetweenFailures.TotalSeconds
                );
        }
    }
}
