using Sallyport.Core.Common;
using Sallyport.Storage;

namespace Sallyport.Server.Jobs;

/// <summary>Forgets what nobody can use any more.</summary>
public sealed class CleanUp(Database database)
{
    private static readonly TimeSpan OneDay = TimeSpan.FromDays(1);
    private static readonly TimeSpan OneMonth = TimeSpan.FromDays(30);

    // The cookie of a known browser lives for a year.
    private static readonly TimeSpan BrowserLife = TimeSpan.FromDays(370);

    // Kept for so long because a row also says that nobody is to be mailed twice for one decision.
    private static readonly TimeSpan MailMemory = TimeSpan.FromDays(180);

    public Task Clean(CancellationToken cancel) =>
        database.Write(
            Caller.OfSystem("clean up"),
            async tx =>
            {
                await tx.PendingSignIns.Forget(tx.Now - OneDay);
                await tx.AppSetups.Forget(tx.Now - OneDay);
                await tx.AskedRequests.Forget(tx.Now - OneDay);
                await tx.Challenges.Forget(tx.Now);
                await tx.Links.Forget(tx.Now - OneDay);
                await tx.Forward.Forget(tx.Now);
                await tx.Throttles.Forget(tx.Now - OneDay);
                await tx.Sessions.Forget(tx.Now - OneMonth);
                await tx.KnownBrowsers.Forget(tx.Now - BrowserLife);
                await tx.Outbox.Forget(tx.Now - MailMemory);
                await tx.Decisions.Forget(tx.Now - OneMonth);
            },
            cancel
        );
}
