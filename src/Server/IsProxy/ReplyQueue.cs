using System.Text;
using System.Threading.Channels;

namespace Sallyport.Server.IsProxy;

/// <summary>
/// Answers on their way to one client, in the order in which they are ready. Each line that is read takes a place, which is free again when its answer is
/// written: a client that asks faster than it reads is not read on.
/// </summary>
internal sealed class ReplyQueue : IDisposable
{
    /// <summary>How many lines may be unanswered before reading pauses.</summary>
    public const int Places = 64;

    private readonly Channel<string> ready = Channel.CreateUnbounded<string>(new UnboundedChannelOptions { SingleReader = true });
    private readonly SemaphoreSlim places = new(Places);

    public Task TakePlace(CancellationToken cancel) => places.WaitAsync(cancel);

    /// <summary>The line has no answer.</summary>
    public void GivePlaceBack() => places.Release();

    public void Say(string reply) => ready.Writer.TryWrite(reply);

    /// <summary>Waits until everything is answered and written. Whoever holds all places knows it.</summary>
    public async Task Quiet(CancellationToken cancel)
    {
        for (var i = 0; i < Places; i++)
            await places.WaitAsync(cancel);
        places.Release(Places);
    }

    /// <param name="write">Writes to the client.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task Write(Func<string, Task> write, CancellationToken cancel)
    {
        var text = new StringBuilder();
        while (await ready.Reader.WaitToReadAsync(cancel))
        {
            var count = 0;
            for (; ready.Reader.TryRead(out var reply); count++)
                text.Append(reply).Append("\r\n");
            await write(text.ToString());
            text.Clear();
            places.Release(count);
        }
    }

    public void Dispose() => places.Dispose();
}
