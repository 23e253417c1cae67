using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;

namespace Sallyport.Server.IsProxy;

/// <summary>One client of the line service: reads its lines, does what the conversation says, and writes the answers as they become ready.</summary>
public sealed class IsProxyConnection : IDisposable
{
    /// <summary>Without a line or an answer for so long, the connection ends.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    private readonly IsProxyDesk desk;
    private readonly Socket socket;
    private readonly NetworkStream clear;
    private readonly LineStream lines;
    private readonly IsProxyConversation conversation;
    private readonly ReplyQueue replies = new();
    private readonly CancellationTokenSource reading = new();
    private readonly CancellationTokenSource cut = new();
    private long movedAt;
    private long vouchedAt;
    private volatile IsProxyLogin? login;

    public IsProxyConnection(Socket socket, Origin origin, IsProxyDesk desk)
    {
        this.socket = socket;
        this.desk = desk;
        Origin = origin;
        clear = new NetworkStream(socket, ownsSocket: true);
        lines = new LineStream(clear);
        conversation = new IsProxyConversation(desk.Tls);
        Moved();
    }

    public Origin Origin { get; }

    /// <summary>Null until somebody has logged in.</summary>
    public IsProxyLogin? Login => login;

    /// <summary>When the last line or answer was, in ticks of the clock that nobody sets.</summary>
    public long MovedAt => Interlocked.Read(ref movedAt);

    public bool IsIdle => desk.Steady.Ticks - MovedAt >= Idle.Ticks;

    /// <summary>The log-in would be let in by what the database said when it was asked at that moment.</summary>
    public void Vouch(IsProxyLogin forLogin, long at)
    {
        // The client may have logged in anew meanwhile.
        if (ReferenceEquals(login, forLogin))
            Interlocked.Exchange(ref vouchedAt, at);
    }

    /// <summary>Whether somebody is logged in for whom nobody has vouched for so long.</summary>
    public bool IsUnvouched(TimeSpan most) =>
        login is not null && desk.Clock.GetElapsedTime(Interlocked.Read(ref vouchedAt)) >= most;

    /// <summary>Reads no further; what is pending is still answered.</summary>
    public void Stop() => Cancel(reading);

    /// <summary>Ends it at once.</summary>
    public void Cut()
    {
        Cancel(cut);
        Cancel(reading);
        socket.Dispose();
    }

    private static void Cancel(CancellationTokenSource source)
    {
        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself since it was looked up.
        }
    }

    /// <summary>Returns when it has ended. What a client or the network does is no fault of ours and throws nothing.</summary>
    public async Task Run()
    {
        var writing = Write();
        try
        {
            await Converse();
            await replies.Quiet(cut.Token);
            await Close();
        }
        catch (Exception ended) when (IsTheirs(ended))
        {
            // The client went away, was cut off, or could not agree on TLS.
        }
        finally
        {
            Cut();
            await writing;
        }
    }

    private async Task Converse()
    {
        while (!conversation.HasEnded)
        {
            await replies.TakePlace(reading.Token);
            var command = await Hear();
            if (command is null)
            {
                replies.GivePlaceBack();
                return;
            }
            Moved();
            await Do(conversation.Hear(command));
        }
    }

    // Told to stop, it ends like a client that has nothing more to say.
    private async Task<IsProxyCommand?> Hear()
    {
        try
        {
            return await lines.Hear(reading.Token);
        }
        catch (OperationCanceledException) when (!cut.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task Do(IsProxyStep step)
    {
        switch (step)
        {
            case IsProxyStep.Say say:
                replies.Say(say.Reply);
                break;
            case IsProxyStep.Encrypt encrypt:
                await Encrypt(encrypt.Reply);
                break;
            case IsProxyStep.CheckKey check:
                LogIn(await desk.CheckKey(check.Key, Origin, cut.Token));
                break;
            case IsProxyStep.CheckPassword check:
                LogIn(await desk.CheckPassword(check.Name, check.Password, Origin, cut.Token));
                break;
            case IsProxyStep.LookUp { Key: { } key } when await desk.CheckKey(key, Origin, cut.Token) is { Login: null } refused:
                replies.Say(conversation.NotKnown(refused.WasHeard));
                break;
            case IsProxyStep.LookUp asked:
                _ = LookUp(asked);
                break;
            case IsProxyStep.Expose expose:
                await Expose(expose.Keys);
                replies.Say(expose.Reply);
                break;
            case IsProxyStep.End:
                replies.GivePlaceBack();
                break;
        }
    }

    private async Task Expose(IReadOnlyList<Secret> keys)
    {
        foreach (var key in keys)
            await desk.Expose(key, Origin, cut.Token);
    }

    private void LogIn(LogInAnswer answer)
    {
        // First the time: the watch must never see the log-in with the time of an earlier one.
        if (answer.Login is { } passed)
            Interlocked.Exchange(
                ref vouchedAt,
                Math.Max(passed.CheckedAt, Ago(WatchConnections.LongestUnvouched - WatchConnections.FirstLook))
            );
        login = answer.Login;
        replies.Say(answer.WasHeard ? conversation.LogIn(answer.Login is not null) : conversation.LogInUnheard());
    }

    private long Ago(TimeSpan time) => desk.Clock.GetTimestamp() - (long)(time.TotalSeconds * desk.Clock.TimestampFrequency);

    // Nobody waits for it: its answer comes when it is ready.
    private async Task LookUp(IsProxyStep.LookUp asked)
    {
        var availability = asked.Domain.Name is { } name ? await desk.LookUp(name, cut.Token) : Availability.Invalid;
        replies.Say(IsProxyReply.Of(asked.Domain, availability, asked.Fields));
    }

    // Everything before it is answered in clear, and nothing is read until the other side speaks TLS.
    private async Task Encrypt(string reply)
    {
        login = null;
        replies.GivePlaceBack();
        await replies.Quiet(reading.Token);
        await replies.TakePlace(reading.Token);
        replies.Say(reply);
        await replies.Quiet(reading.Token);
        var encrypted = new SslStream(lines.Stream, leaveInnerStreamOpen: false);
        var forgotten = lines.Encrypt(encrypted);
        if (desk.Tls == IsProxyTls.Required)
            await Expose(forgotten);
        await encrypted.AuthenticateAsServerAsync(desk.TlsOptions(), reading.Token);
        Moved();
    }

    private async Task Write()
    {
        try
        {
            await replies.Write(
                async text =>
                {
                    Moved();
                    await lines.Say(text, cut.Token);
                },
                cut.Token
            );
        }
        catch (Exception ended) when (IsTheirs(ended))
        {
            Cut();
        }
    }

    // A socket that is closed with bytes unread takes the last answers away from the client.
    private async Task Close()
    {
        if (lines.Stream is SslStream encrypted)
            await encrypted.ShutdownAsync();
        socket.Shutdown(SocketShutdown.Send);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cut.Token);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        var rest = new byte[4096];
        for (var read = 1; read > 0; )
            read = await socket.ReceiveAsync(rest, patience.Token);
    }

    private void Moved() => Interlocked.Exchange(ref movedAt, desk.Steady.Ticks);

    private static bool IsTheirs(Exception ended) =>
        ended
            is IOException
                or SocketException
                or ObjectDisposedException
                or OperationCanceledException
                or AuthenticationException;

    public void Dispose()
    {
        Cut();
        lines.Stream.Dispose();
        clear.Dispose();
        replies.Dispose();
        reading.Dispose();
        cut.Dispose();
    }
}
