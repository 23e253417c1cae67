namespace Sallyport.Server.ApiKeys;

/// <summary>
/// A thread for one long piece of work, which waits rather than goes on in one of the pool: SQLite answers in the thread that asks, and on a machine of one core the pool
/// has one to begin with, which requests need.
/// </summary>
internal static class OwnThread
{
    public static Task Run(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
