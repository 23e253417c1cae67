using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// Marks a key that came where it must not travel, and tells whose it is: by mail once, in the audit trail once a day for each kind. It works on: who sends it so is
/// most often its owner's own program.
/// </summary>
public sealed class FlagApiKey(Database database, KeyMint mint, QueueMail mail, TimeProvider clock)
{
    private const int MostRemembered = 10_000;
    private readonly KeyAttempts attempts = new();
    private readonly Lock sharing = new();
    private readonly HashSet<(string Digest, KeyFlag Kind, long Day)> told = [];

    /// <param name="caller">From where it came.</param>
    /// <param name="address">Whose budget is spent by texts that are no keys.</param>
    /// <param name="text">The whole key; anything else is nobody's.</param>
    /// <param name="kind">How it came.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task Flag(Caller caller, IPAddress? address, Secret text, KeyFlag kind, CancellationToken cancel)
    {
        var die = await mint.Die(cancel);
        if (!ApiKeyText.IsWellFormed(text.Reveal(), die.Name))
            return;
        var digest = ApiKeyDigest.Of(text, die.Pepper);
        var now = clock.GetUtcNow();
        // A program that goes on so costs one line a day; whoever makes texts up costs what the budget allows.
        if (!IsNews(digest, kind, now) || attempts.Reserve(address, now) is not null)
            return;
        await database.Write(caller, tx => Act(tx, digest, kind), cancel);
        Remember(digest, kind, now);
    }

    private bool IsNews(byte[] digest, KeyFlag kind, DateTimeOffset now)
    {
        lock (sharing)
            return !told.Contains((Convert.ToBase64String(digest), kind, DayOf(now)));
    }

    private void Remember(byte[] digest, KeyFlag kind, DateTimeOffset now)
    {
        lock (sharing)
        {
            if (told.Count >= MostRemembered)
                told.Clear();
            told.Add((Convert.ToBase64String(digest), kind, DayOf(now)));
        }
    }

    private async Task Act(Transaction tx, byte[] digest, KeyFlag kind)
    {
        if (
            await tx.KnownKeys.Find(digest) is not { DeletedAt: null } known
            || await tx.Users.Lock(known.UserId) is not { } owner
            || await tx.ApiKeys.FindIn(owner.AccountId, KeyId.Write(known.Number)) is not { } key
            || !await tx.ApiKeys.TellFlag(key.Number, kind, DayOf(tx.Now))
        )
            return;
        tx.Audit(
            AuditEvent
                .Of(AuditAction.ApiKeyFlagged, owner.AccountId, owner.Id, owner.Login)
                .Refused(Words.Snake(kind))
                .With("key", key.Id)
                .With("description", key.Description)
        );
        if (!await tx.ApiKeys.Flag(key.Number, kind, tx.Now))
            return;
        var account = (await tx.Accounts.Find(owner.AccountId))!;
        await mail.Queue(
            tx,
            MailKind.ApiKeyFlagged,
            owner,
            account,
            KeyFacts.Of(tx, key) with
            {
                By = "",
                Reason = Words.Snake(kind),
            }
        );
    }

    private static long DayOf(DateTimeOffset now) => now.ToUnixTimeSeconds() / (24 * 3600);
}
