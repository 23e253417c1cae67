using System.Data.Common;
using System.Net.Sockets;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// The lock behind every door that takes keys. Text and checksum first, without a look anywhere; then the memory; then, for what it does not know, the database
/// by one indexed look-up. Every refusal is counted, every success marked; neither is written here, and nothing is logged.
/// </summary>
public sealed class CheckApiKey(
    Database database,
    KeyMint mint,
    KeyMemory memory,
    FollowKeys follow,
    KeyUses uses,
    KeyRefusalLog refusals,
    KeyAttempts attempts,
    TimeProvider clock
)
{
    private volatile KeyDie? die;

    /// <param name="text">What stood where a key is expected; the scheme of RFC 8959 before it is allowed.</param>
    /// <param name="question">What it is asked to open.</param>
    /// <param name="cancel">Stops waiting for the database.</param>
    public ValueTask<CheckedKey> Check(Secret text, KeyQuestion question, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (die is not { } known)
            return new ValueTask<CheckedKey>(CheckFirst(text, question, cancel));
        Span<byte> digest = stackalloc byte[ApiKeyDigest.Length];
        if (!TryDigest(text.Reveal(), known, digest))
            return new ValueTask<CheckedKey>(Refuse(KeyRefusal.Malformed, default, question, now));
        return follow.IsHeard && memory.TryFind(digest, MarkOf(question, now), uses.Minutes, out var entry)
            ? new ValueTask<CheckedKey>(Decide(entry, question, now))
            : new ValueTask<CheckedKey>(LookUp(digest.ToArray(), question, now, cancel));
    }

    private async Task<CheckedKey> CheckFirst(Secret text, KeyQuestion question, CancellationToken cancel)
    {
        die = await mint.Die(cancel);
        return await Check(text, question, cancel);
    }

    private static bool TryDigest(ReadOnlySpan<byte> text, KeyDie die, Span<byte> digest)
    {
        text = ApiKeyText.WithoutScheme(text);
        if (!ApiKeyText.IsWellFormed(text, die.Name))
            return false;
        ApiKeyDigest.Write(text, die.Pepper, digest);
        return true;
    }

    private static KeyMark MarkOf(in KeyQuestion question, DateTimeOffset now) =>
        KeyMark.Of(now, question.Address, question.Door);

    private CheckedKey Decide(in KnownEntry entry, in KeyQuestion question, DateTimeOffset now)
    {
        var found = new CheckedKey
        {
            Number = entry.Number,
            User = entry.User,
            Rules = entry.Rules,
        };
        DateTimeOffset? endsAt = entry.EndsAt == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(entry.EndsAt);
        if (KeyDecision.Of(question, entry.Rules, entry.User, endsAt, now) is { } refusal)
            return Refuse(refusal == KeyRefusal.Expired && entry.IsFormer ? KeyRefusal.Replaced : refusal, found, question, now);
        if (entry.IsNewMark)
            uses.Mark(entry.Number, now, question.Address, question.Door);
        return found with { Verdict = KeyVerdict.Passed };
    }

    // The database itself is asked, which is never wrong. Who does not answer within a second is away: nobody passes then (deny on error).
    private async Task<CheckedKey> LookUp(byte[] digest, KeyQuestion question, DateTimeOffset now, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(FollowKeys.LongestSilence);
        var seen = memory.News;
        try
        {
            var (row, user) = await database.Read(tx => Find(tx, digest), patience.Token).WaitAsync(patience.Token);
            return DecideAnew(digest, row, user, seen, question, now);
        }
        catch (Exception fault)
            when (fault is DbException or TimeoutException or SocketException
                || (fault is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return new CheckedKey { Verdict = KeyVerdict.Away };
        }
    }

    private CheckedKey DecideAnew(
        byte[] digest,
        KnownKey? row,
        KeyUser? user,
        long seen,
        in KeyQuestion question,
        DateTimeOffset now
    )
    {
        if (row is null || user is null)
            return Refuse(KeyRefusal.Unknown, default, question, now);
        var rules = memory.Remember(row, user, seen);
        var found = new CheckedKey
        {
            Number = row.Number,
            User = user,
            Rules = rules,
        };
        var refusal =
            row.DeletedAt is not null ? KeyRefusal.Deleted
            : !digest.AsSpan().SequenceEqual(row.Digest) && now >= row.FormerEndsAt ? KeyRefusal.Replaced
            : KeyDecision.Of(question, rules, user, row.ExpiresAt, now);
        if (refusal is { } why)
            return Refuse(why, found, question, now);
        uses.Mark(row.Number, now, question.Address, question.Door);
        return found with { Verdict = KeyVerdict.Passed };
    }

    private static async Task<(KnownKey? Row, KeyUser? User)> Find(Transaction tx, byte[] digest) =>
        await tx.KnownKeys.Find(digest) is { } row ? (row, await tx.KnownKeys.User(row.UserId)) : (null, null);

    // A key that is none costs its address a part of its budget; one that is merely not for this does not.
    private CheckedKey Refuse(KeyRefusal refusal, CheckedKey found, in KeyQuestion question, DateTimeOffset now)
    {
        refusals.Count(found.Number, refusal, question.Address, question.Door, now);
        return refusal is KeyRefusal.Malformed or KeyRefusal.Unknown && attempts.Reserve(question.Address, now) is { } wait
            ? new CheckedKey { Verdict = KeyVerdict.TooMany, RetryAt = wait }
            : found with
            {
                Verdict = KeyVerdict.Refused,
                Refusal = refusal,
            };
    }
}
