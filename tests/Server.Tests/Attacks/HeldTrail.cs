using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>An account's audit chain that somebody else is writing to: every transaction over that account runs up to its commit and waits there.</summary>
internal sealed class HeldTrail : IAsyncDisposable
{
    /// <summary>For a few dozen requests to come to their commit. On a machine that needs longer fewer of them meet.</summary>
    public static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource free = new();
    private readonly TaskCompletionSource held = new();
    private Task holding = Task.CompletedTask;

    public static async Task<HeldTrail> Of(TestServer server, Account account)
    {
        var trail = new HeldTrail();
        trail.holding = server.Write(async tx =>
        {
            await tx.AuditTrail.Append(account.Id, []);
            trail.held.SetResult();
            await trail.free.Task;
            return true;
        });
        await trail.held.Task;
        return trail;
    }

    public Task Release()
    {
        free.TrySetResult();
        return holding;
    }

    public async ValueTask DisposeAsync() => await Release();
}
