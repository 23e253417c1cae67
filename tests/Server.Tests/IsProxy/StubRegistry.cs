using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>An RDAP service that answers by the first letters of a name, and remembers what it was asked.</summary>
internal sealed class StubRegistry : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int now;
    private int most;

    private StubRegistry(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>How many questions were there at a time.</summary>
    public int Most => most;

    public static async Task<StubRegistry> Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var registry = new StubRegistry(builder.Build());
        registry.app.Run(registry.Answer);
        await registry.app.StartAsync();
        return registry;
    }

    /// <summary>Lets those through who ask for names that begin with "slow".</summary>
    public void Release() => released.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        Release();
        await app.DisposeAsync();
    }

    private async Task Answer(HttpContext context)
    {
        InterlockedMax(ref most, Interlocked.Increment(ref now));
        try
        {
            Asked.Enqueue(context.Request.Path);
            await Answer(context, context.Request.Path.Value!.Split('/')[^1]);
        }
        finally
        {
            Interlocked.Decrement(ref now);
        }
    }

    private async Task Answer(HttpContext context, string name)
    {
        if (name.StartsWith("slow", StringComparison.Ordinal))
            await released.Task.WaitAsync(context.RequestAborted);
        if (name.StartsWith("hang", StringComparison.Ordinal))
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        if (name.StartsWith("moved", StringComparison.Ordinal))
            context.Response.Redirect("/elsewhere/taken.test");
        else if (name.StartsWith("huge", StringComparison.Ordinal))
            await Pour(context);
        else
            context.Response.StatusCode =
                name.StartsWith("taken", StringComparison.Ordinal) ? 200
                : name.StartsWith("broken", StringComparison.Ordinal) ? 500
                : name.StartsWith("busy", StringComparison.Ordinal) ? 429
                : 404;
    }

    // A body that has no end.
    private static async Task Pour(HttpContext context)
    {
        var much = new byte[1 << 20];
        while (!context.RequestAborted.IsCancellationRequested)
            await context.Response.Body.WriteAsync(much, context.RequestAborted);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
                return;
    }
}
