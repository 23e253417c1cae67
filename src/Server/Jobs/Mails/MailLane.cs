using System.Data.Common;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;
using Sallyport.Storage.Seal;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>
/// Sends one mail after the other over one connection, which it keeps. A mail is taken for some minutes, so that nobody else takes it too and none is lost with
/// a node that dies; it is delivered outside any transaction, so that a slow mail server holds nobody up.
/// </summary>
internal sealed class MailLane(
    Database database,
    Postman postman,
    NoteDelivery note,
    MailHealth health,
    TimeProvider clock,
    ILogger log,
    MailUrgency upTo
) : IAsyncDisposable
{
    // Longer than a connection, a mail and the same mail over a new connection may take, and the tries to write down what came of it.
    private static readonly TimeSpan Lease = Postman.Patience * 4;

    // Mail servers close what is idle for some minutes; a connection that nobody uses takes another client's place there.
    private static readonly TimeSpan LongestIdle = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenNotes = TimeSpan.FromSeconds(1);
    private const int MostNotes = 60;
    internal static readonly Caller Sender = Caller.OfSystem("mail");

    private readonly SemaphoreSlim one = new(1, 1);
    private ServerPause pause = ServerPause.None;
    private SmtpLine? line;
    private long usedAt;
    private volatile bool isCarrying;

    public MailUrgency UpTo => upTo;

    /// <summary>It has no mail in hand and would take one: the mail server has not just turned this connection away.</summary>
    public bool IsFree => !isCarrying && pause.IsOver(clock.GetUtcNow());

    /// <summary>Every mail that is due, until the server cannot be used.</summary>
    public async Task Send(CancellationToken cancel)
    {
        await one.WaitAsync(cancel);
        try
        {
            if (pause.IsOver(clock.GetUtcNow()) && await IsConnected(cancel))
                await SendAll(cancel);
        }
        finally
        {
            isCarrying = false;
            one.Release();
        }
    }

    /// <summary>Nothing is due: the connection is given back after a while.</summary>
    public async Task Rest()
    {
        if (line is null || clock.GetElapsedTime(usedAt) < LongestIdle || !await one.WaitAsync(0))
            return;
        try
        {
            await HangUp();
        }
        finally
        {
            one.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await HangUp();
        one.Dispose();
    }

    private async Task SendAll(CancellationToken cancel)
    {
        var next = await database.Write(Sender, Take, cancel);
        while (next is not null)
        {
            isCarrying = true;
            var delivery = await Deliver(next, cancel);
            isCarrying = false;
            // What was broken off because this server stops says nothing about the mail server.
            var goesOn = !cancel.IsCancellationRequested && Tell(next.Row, delivery);
            next = await Note(next.Row, delivery, goesOn, cancel);
        }
    }

    private async Task<Taken?> Take(Transaction tx) =>
        await tx.Outbox.Take(tx.Now, tx.Now + Lease, upTo) is not { } row ? null
        : row.GoodUntil <= tx.Now ? new Taken(row, null, new Delivery.Lapsed())
        : Opened(tx, row) is { } letter ? new Taken(row, letter, null)
        // One that does not open must not stand before all others for ever.
        : new Taken(row, null, new Delivery.Later("Its seal does not open: is a key missing here?"));

    private static MailMessage? Opened(Transaction tx, OutboxRow row)
    {
        try
        {
            return tx.Outbox.Open(row);
        }
        catch (SealBrokenException)
        {
            return null;
        }
    }

    private async Task<Delivery> Deliver(Taken taken, CancellationToken cancel)
    {
        if (taken.Letter is not { } letter)
            return taken.Instead!;
        var wasUsed = line!.Taken > 0;
        var delivery = await postman.Deliver(line, taken.Row, letter, cancel);
        usedAt = clock.GetTimestamp();
        // Servers close connections that were idle, or that have carried many mails: that says nothing about a new one.
        if (delivery is Delivery.NotServed && wasUsed && !cancel.IsCancellationRequested)
        {
            await HangUp();
            if (await IsConnected(cancel))
                delivery = await postman.Deliver(line, taken.Row, letter, cancel);
        }
        return delivery;
    }

    /// <summary>Tells the log and those who watch. False where the lane has to stop for a while.</summary>
    private bool Tell(OutboxRow row, Delivery delivery)
    {
        switch (delivery)
        {
            case Delivery.NotServed or Delivery.Interrupted:
                Stop(((Delivery.Failed)delivery).Why);
                return false;
            case Delivery.Refused refused:
                log.LogWarning("The mail {Id} ({Kind}) was refused: {Why}", row.Id, row.Kind, refused.Why);
                break;
            case Delivery.Later later:
                log.LogInformation("The mail {Id} ({Kind}) was put off: {Why}", row.Id, row.Kind, later.Why);
                break;
            case Delivery.Lapsed:
                log.LogWarning("The mail {Id} ({Kind}) was not sent: its link expired while it waited.", row.Id, row.Kind);
                return true;
            case Delivery.Sent:
                pause = ServerPause.None;
                break;
        }
        if (health.Works(clock.GetUtcNow()))
            log.LogInformation("The mail server takes mails again.");
        return true;
    }

    private void Stop(string why)
    {
        var now = clock.GetUtcNow();
        pause = pause.Longer(now);
        if (health.Fails(why, now))
            log.LogWarning("The mail server cannot be used; mails wait: {Why}", why);
    }

    /// <summary>
    /// Keeps what came of a mail, and takes the next one in the same transaction. What the server did stands, also when this one is told to stop, and it is
    /// written down as soon as the database answers again: the mail would be sent a second time otherwise.
    /// </summary>
    private async Task<Taken?> Note(OutboxRow row, Delivery delivery, bool goesOn, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
            try
            {
                return await database.Write(
                    Sender,
                    async tx =>
                    {
                        await note.Note(tx, row, delivery);
                        return goesOn ? await Take(tx) : null;
                    },
                    CancellationToken.None
                );
            }
            catch (Exception fault)
                when (fault is DbException or TimeoutException && tries < MostNotes && !cancel.IsCancellationRequested)
            {
                await Task.Delay(BetweenNotes, CancellationToken.None);
            }
    }

    private async Task<bool> IsConnected(CancellationToken cancel)
    {
        if (line is { IsConnected: true })
            return true;
        await HangUp();
        (line, var why) = await postman.Connect(cancel);
        usedAt = clock.GetTimestamp();
        if (line is null)
            Stop(why);
        return line is not null;
    }

    private async Task HangUp()
    {
        if (line is not { } former)
            return;
        line = null;
        using (former)
        using (var patience = new CancellationTokenSource(BetweenNotes))
            // Says QUIT; whether the server still hears it does not matter.
            await former.DisconnectAsync(quit: true, patience.Token);
    }

    /// <param name="Row">As it was taken.</param>
    /// <param name="Letter">What it says; null where it is not to be sent.</param>
    /// <param name="Instead">What came of it then.</param>
    private sealed record Taken(OutboxRow Row, MailMessage? Letter, Delivery? Instead);
}
