namespace Sallyport.Server.Web.Loops;

/// <summary>How one background loop fares. Times are the machine's own (<see cref="TimeProvider.GetTimestamp"/>), which nobody sets.</summary>
public sealed class BackgroundLoop(string name, TimeProvider clock)
{
    // A round that fails once is tried again; one that fails twice needs an operator's eye.
    private const int FailuresThatCount = 2;
    private readonly Lock sharing = new();
    private long? endedAt;
    private string fault = "";
    private int failures;

    public string Name => name;

    /// <summary>How often it has ended although the server goes on.</summary>
    public int Restarts { get; private set; }

    /// <summary>A round went well.</summary>
    public void Succeeded()
    {
        lock (sharing)
            failures = 0;
    }

    /// <summary>A round failed; the loop itself goes on.</summary>
    public void Failed(Exception why)
    {
        lock (sharing)
            (failures, fault) = (failures + 1, Words(why));
    }

    /// <summary>The loop has ended although the server goes on. Null: it returned without a fault.</summary>
    public void Ended(Exception? why)
    {
        lock (sharing)
        {
            endedAt = clock.GetTimestamp();
            fault = why is null ? "it returned" : Words(why);
            Restarts++;
        }
    }

    /// <summary>What an operator should look at; null: nothing.</summary>
    /// <param name="memory">How long after a restart it is still told.</param>
    public string? Trouble(TimeSpan memory)
    {
        lock (sharing)
            return endedAt is { } at && clock.GetElapsedTime(at) < memory ? $"{name} was restarted ({fault})"
                : failures >= FailuresThatCount ? $"{name} failed {failures} times in a row ({fault})"
                : null;
    }

    private static string Words(Exception fault) => $"{fault.GetType().Name}: {fault.Message}";
}
