using System.Collections.Concurrent;
using Sallyport.Core.ApiKeys;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// What this node remembers of keys and their users. Never asked unless the database was heard within the last second, and told of every change before the next
/// sign of life counts: so it is never wrong for longer.
/// </summary>
public sealed class KeyMemory
{
    private readonly KeyTable table = new();
    private readonly ConcurrentDictionary<string, int> usersById = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string, string, string), int> rulesByText = new();
    private readonly Lock growing = new();
    private volatile KeyUser?[] users = new KeyUser?[64];
    private volatile KeyRules[] rules = new KeyRules[64];
    private long news;

    /// <summary>Grows with every change that was heard. What was read before it grew must not be remembered after.</summary>
    public long News => Volatile.Read(ref news);

    /// <summary>False: ask the database.</summary>
    /// <param name="digest">Of the text.</param>
    /// <param name="mark">This use.</param>
    /// <param name="minutes">After how many the same use is marked anew.</param>
    /// <param name="found">What is known of it.</param>
    public bool TryFind(ReadOnlySpan<byte> digest, KeyMark mark, uint minutes, out KnownEntry found)
    {
        if (
            !table.TryFind(digest, mark, minutes, out var entry, out var isNewMark)
            || Volatile.Read(ref users[entry.User]) is not { } user
        )
        {
            found = default;
            return false;
        }
        found = new KnownEntry(entry.Number, entry.EndsAt, user, rules[entry.Rules], entry.IsFormer, isNewMark);
        return true;
    }

    /// <param name="row">As it was read.</param>
    /// <param name="user">Its user, read with it.</param>
    /// <param name="seen"><see cref="News"/> before either was read.</param>
    public KeyRules Remember(KnownKey row, KeyUser user, long seen)
    {
        var (userPlace, rulesPlace) = (Remember(user, seen), PlaceOfRules(row));
        var (end, mark) = (Seconds(row.ExpiresAt), KeyMark.Of(row));
        if (row.DeletedAt is null)
        {
            table.Put(
                row.Digest,
                new KeyEntry(row.Number, end, userPlace, rulesPlace, IsFormer: false),
                mark,
                () => News != seen
            );
            if (row.FormerDigest is { } former && row.FormerEndsAt is { } formerEnd)
            {
                // The earlier of both ends; 0 would mean none.
                var formerEndsAt = Math.Max(1, end == 0 ? Seconds(formerEnd) : Math.Min(end, Seconds(formerEnd)));
                table.Put(
                    former,
                    new KeyEntry(row.Number, formerEndsAt, userPlace, rulesPlace, IsFormer: true),
                    mark,
                    () => News != seen
                );
            }
        }
        return rules[rulesPlace];
    }

    /// <summary>The rules of a row that is not remembered.</summary>
    public KeyRules RulesOf(KnownKey row) => rules[PlaceOfRules(row)];

    /// <summary>The user, if remembered in this state.</summary>
    public KeyUser? FindUser(string id, string state)
    {
        // A place is given before the array has grown for it.
        var known = users;
        return
            usersById.TryGetValue(id, out var place)
            && place < known.Length
            && Volatile.Read(ref known[place]) is { } user
            && user.State == state
            ? user
            : null;
    }

    /// <summary>Its place.</summary>
    /// <param name="user">As it was read.</param>
    /// <param name="seen"><see cref="News"/> before.</param>
    public int Remember(KeyUser user, long seen)
    {
        lock (growing)
        {
            var place = usersById.GetOrAdd(user.Id, _ => usersById.Count);
            if (place >= users.Length)
                users = Grown(users);
            if (News == seen)
                Volatile.Write(ref users[place], user);
            return place;
        }
    }

    public void Forget(IReadOnlyList<KeyNews> heard)
    {
        if (heard.Count == 0)
            return;
        Interlocked.Increment(ref news);
        if (heard.OfType<KeyNews.Everything>().Any())
            table.Clear();
        ForgetUsers(heard);
        if (heard.OfType<KeyNews.Key>().Select(key => key.Number).ToHashSet() is { Count: > 0 } numbers)
            table.Forget(numbers);
    }

    // Behind the lock: an array that grows meanwhile would take the old state along.
    private void ForgetUsers(IReadOnlyList<KeyNews> heard)
    {
        lock (growing)
            foreach (var item in heard)
                if (item is KeyNews.Everything)
                    Array.Clear(users);
                else if (item is KeyNews.User user && usersById.TryGetValue(user.Id, out var place))
                    Volatile.Write(ref users[place], null);
    }

    // Beyond what 32 bits count (2106) it is their end: cut off, it would lie in the past.
    private static uint Seconds(DateTimeOffset? at) =>
        at is { } time ? (uint)Math.Clamp(time.ToUnixTimeSeconds(), 1, uint.MaxValue) : 0;

    private int PlaceOfRules(KnownKey row)
    {
        var text = (row.Accesses, row.Permissions, row.Addresses);
        if (rulesByText.TryGetValue(text, out var known))
            return known;
        lock (growing)
            return rulesByText.GetOrAdd(
                text,
                _ =>
                {
                    var place = rulesByText.Count;
                    if (place >= rules.Length)
                        rules = Grown(rules);
                    rules[place] = KeyRules.Of(row.Accesses, row.Permissions, row.Addresses);
                    return place;
                }
            );
    }

    private static T[] Grown<T>(T[] old)
    {
        var grown = new T[old.Length * 2];
        old.CopyTo(grown, 0);
        return grown;
    }
}

/// <summary>A key as this node remembers it.</summary>
/// <param name="Number">Which.</param>
/// <param name="EndsAt">Unix seconds; 0: never.</param>
/// <param name="User">Whose.</param>
/// <param name="Rules">What it may.</param>
/// <param name="IsFormer">It is the text before the last rotation.</param>
/// <param name="IsNewMark">Its use is to be marked.</param>
public readonly record struct KnownEntry(long Number, uint EndsAt, KeyUser User, KeyRules Rules, bool IsFormer, bool IsNewMark);
