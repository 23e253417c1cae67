using System.Data.Common;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// The lock behind every door that takes keys. Text and checksum first, without a look anywhere; then the memory; then, for what it does not know, the database
/// by one indexed look-up. Every refusal is counted, every success marked; neither is written here, and nothing is logged.
/// </summary>
public sealed class CheckApiKey(
    KeyMint mint,
    KeyMemory memory,
    LookUpKey lookUp,
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
        return follow.IsHeard && memory.TryFind(digest, KeyMark.Of(question, now), uses.Minutes, out var entry)
            ? new ValueTask<CheckedKey>(Decide(entry, question, now))
            : LookUp(digest.ToArray(), question, now);
    }

    /// <summary>How a text that has passed is named from then on, by whoever goes on asking about it.</summary>
    public byte[] DigestOf(Secret text)
    {
        var digest = new byte[ApiKeyDigest.Length];
        return die is { } known && TryDigest(text.Reveal(), known, digest)
            ? digest
            : throw new InvalidOperationException("Only a text that has passed the check is named by its digest.");
    }

    /// <summary>The same decision over what was read just now: for connections that a key opened and that stay open.</summary>
    /// <param name="digest">Of the text that opened it.</param>
    /// <param name="row">The key's row.</param>
    /// <param name="user">Its user.</param>
    /// <param name="handle">Of the user's account.</param>
    /// <param name="question">What it opened.</param>
    public CheckedKey CheckAgain(byte[] digest, KnownKey row, User user, string handle, in KeyQuestion question) =>
        Decide(digest, row, new KeyUser(user, handle, state: ""), memory.RulesOf(row), question, clock.GetUtcNow());

    private async Task<CheckedKey> CheckFirst(Secret text, KeyQuestion question, CancellationToken cancel)
    {
        using var budget = lookUp.Allow();
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

    // The database itself is asked, which is never wrong. Where it is away nobody passes (deny on error).
    private async ValueTask<CheckedKey> LookUp(byte[] digest, KeyQuestion question, DateTimeOffset now)
    {
        var seen = memory.News;
        try
        {
            return await lookUp.Find(digest) is var (key, user)
                ? DecideAnew(digest, key.Row, user, seen, question, now)
                : Refuse(KeyRefusal.Unknown, default, question, now);
        }
        catch (DbException)
        {
            return new CheckedKey { Verdict = KeyVerdict.Away };
        }
    }

    private CheckedKey DecideAnew(
        byte[] digest,
        KnownKey row,
        KeyUser user,
        long seen,
        in KeyQuestion question,
        DateTimeOffset now
    )
    {
        var rules = follow.IsHeard ? memory.Remember(row, user, seen) : memory.RulesOf(row);
        return Decide(digest, row, user, rules, question, now);
    }

    private CheckedKey Decide(
        byte[] digest,
        KnownKey row,
        KeyUser user,
        KeyRules rules,
        in KeyQuestion question,
        DateTimeOffset now
    )
    {
        var found = new CheckedKey
        {
            Number = row.Number,
            User = user,
            Rules = rules,
        };
        var refusal =
            row.DeletedAt is not null ? KeyRefusal.Deleted
            : !IsOf(row, digest, now) ? KeyRefusal.Replaced
            : KeyDecision.Of(question, rules, user, row.ExpiresAt, now);
        if (refusal is { } why)
            return Refuse(why, found, question, now);
        if (KeyMark.Of(question, now).IsNewAfter(KeyMark.Of(row), uses.Minutes))
            uses.Mark(row.Number, now, question.Address, question.Door);
        return found with { Verdict = KeyVerdict.Passed };
    }

    // A row that was found by the key's number may have been rotated twice since, and know the text no longer.
    private static bool IsOf(KnownKey row, byte[] digest, DateTimeOffset now) =>
        digest.AsSpan().SequenceEqual(row.Digest)
        || (row.FormerDigest is { } former && digest.AsSpan().SequenceEqual(former) && now < row.FormerEndsAt);

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
