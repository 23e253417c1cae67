using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>Sends what waits in the outbox, over a few connections at once (ADMIN-9).</summary>
public sealed class SendDueMail : IAsyncDisposable
{
    /// <summary>
    /// How many connections carry mail of any kind. Three is what the strictest of the usual providers lets one mailbox open at a time; one more is for
    /// mails that somebody waits for alone, so that three slow deliveries do not hold a password link up.
    /// </summary>
    private const int Lanes = 3;

    // One that is due is sent within seconds, unless very many are.
    private static readonly TimeSpan LongestDue = TimeSpan.FromMinutes(10);

    private readonly Database database;
    private readonly MailHealth health;
    private readonly TimeProvider clock;
    private readonly Postman postman;
    private readonly MailLane awaited;
    private readonly MailLane[] lanes;

    public SendDueMail(
        Database database,
        Postman postman,
        NoteDelivery note,
        MailHealth health,
        TimeProvider clock,
        ILogger<SendDueMail> log
    )
    {
        this.database = database;
        this.health = health;
        this.clock = clock;
        this.postman = postman;
        awaited = Lane(MailUrgency.Awaited);
        lanes = [.. Enumerable.Range(0, Lanes).Select(_ => Lane(MailUrgency.Mass))];

        MailLane Lane(MailUrgency upTo) => new(database, postman, note, health, clock, log, upTo);
    }

    /// <summary>How many lanes there are. Each is a job of its own: a slow mail holds up what comes behind it in one lane alone.</summary>
    public const int JobCount = Lanes + 1;

    /// <summary>Why mails wait, for an operator to read; null: none waits for longer than it should.</summary>
    public async Task<string?> WhyStuck(CancellationToken cancel)
    {
        if (!postman.HasServer)
            return null;
        var state = await health.Look(cancel);
        return state.LastFault is { } fault ? $"the mail server cannot be used: {fault.Why}"
            : clock.GetUtcNow() - state.OldestDueAt > LongestDue
                ? $"{state.Waiting} mails wait, one for more than {LongestDue.TotalMinutes:0} minutes"
            : null;
    }

    /// <summary>Every mail that is due, until the server cannot be used. Without a server all are kept.</summary>
    public Task Send(CancellationToken cancel) =>
        Task.WhenAll(Enumerable.Range(0, JobCount).Select(lane => SendIn(lane, cancel)));

    /// <param name="lane">From 0: which of them.</param>
    /// <param name="cancel">Stops.</param>
    public Task SendIn(int lane, CancellationToken cancel) =>
        lane < Lanes ? Run(lanes[lane], lanes[..lane].Count(other => other.IsFree), cancel)
        // Where another one is free, that one has it.
        : lanes.Any(other => other.IsFree) ? awaited.Rest()
        : Run(awaited, 0, cancel);

    public async ValueTask DisposeAsync()
    {
        await awaited.DisposeAsync();
        foreach (var lane in lanes)
            await lane.DisposeAsync();
    }

    /// <param name="lane">Who sends.</param>
    /// <param name="free">So many mails others will take.</param>
    /// <param name="cancel">Stops.</param>
    private async Task Run(MailLane lane, int free, CancellationToken cancel)
    {
        if (!postman.HasServer)
            return;
        var (due, waitsTooLong) = await database.Read(
            async tx => (await tx.Outbox.CountDue(tx.Now, lane.UpTo, free + 1), await tx.Outbox.HasWaitTooLong(tx.Now)),
            cancel
        );
        if (waitsTooLong)
            due += await database.Write(MailLane.Sender, tx => tx.Outbox.BringBack(tx.Now), cancel);
        if (due > free)
            await lane.Send(cancel);
        else
            await lane.Rest();
    }
}
