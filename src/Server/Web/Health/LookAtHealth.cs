using System.Collections.Concurrent;

namespace Sallyport.Server.Web.Health;

/// <summary>
/// Runs all checks, each with a bound on its time, and logs what has changed since the last look. A look is everybody's who asks within a second: anybody may ask, and
/// nobody is to keep the database busy by it.
/// </summary>
public sealed class LookAtHealth(IEnumerable<HealthCheck> checks, TimeProvider clock, ILogger<LookAtHealth> log)
{
    /// <summary>A check that takes longer has found trouble. Load balancers wait for some seconds.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(1);
    private readonly Lock sharing = new();
    private readonly ConcurrentDictionary<HealthCheck, Task<string?>> running = new();
    private readonly ConcurrentDictionary<string, HealthState> last = new(StringComparer.Ordinal);
    private Task<HealthReport>? look;
    private long lookedAt;

    public Task<HealthReport> Look()
    {
        lock (sharing)
        {
            if (look is null || (look.IsCompleted && clock.GetElapsedTime(lookedAt) >= Memory))
                (look, lookedAt) = (LookAnew(), clock.GetTimestamp());
            return look;
        }
    }

    private async Task<HealthReport> LookAnew()
    {
        // Whoever asks first goes on at once, whatever a check does in its own thread.
        await Task.Yield();
        var report = new HealthReport(await Task.WhenAll(checks.Select(Find)));
        foreach (var finding in report.Findings)
            Tell(finding);
        return report;
    }

    private async Task<HealthFinding> Find(HealthCheck check)
    {
        try
        {
            // One that still runs since the last look is not begun once more: what hangs must not pile up.
            var why = await running.GetOrAdd(check, Begin).WaitAsync(Budget);
            return new HealthFinding(check.Name, why is null ? HealthState.Ready : check.Trouble, why ?? "");
        }
        catch (TimeoutException) when (running.TryGetValue(check, out var still) && !still.IsCompleted)
        {
            return new HealthFinding(check.Name, check.Trouble, $"no answer within {Budget.TotalSeconds:0} seconds");
        }
        // Whatever it is, it is what is wrong.
        catch (Exception fault)
        {
            return new HealthFinding(check.Name, check.Trouble, fault.Message);
        }
        finally
        {
            if (running.TryGetValue(check, out var done) && done.IsCompleted)
                running.TryRemove(check, out _);
        }
    }

    private static async Task<string?> Begin(HealthCheck check)
    {
        using var patience = new CancellationTokenSource(Budget);
        return await check.Look(patience.Token);
    }

    // Once for each change: probes come every few seconds.
    private void Tell(HealthFinding finding)
    {
        var before = last.GetValueOrDefault(finding.Name, HealthState.Ready);
        last[finding.Name] = finding.State;
        if (before == finding.State)
            return;
        if (finding.State == HealthState.Ready)
            log.LogInformation("Health: {Check} is well again.", finding.Name);
        else
            log.Log(
                finding.State == HealthState.Unavailable ? LogLevel.Error : LogLevel.Warning,
                "Health: this node is {State} because of {Check}: {Why}",
                finding.State,
                finding.Name,
                finding.Why
            );
    }
}
