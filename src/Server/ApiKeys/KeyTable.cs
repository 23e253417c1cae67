using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Sallyport.Server.ApiKeys;

/// <summary>What a node knows of one text of a key.</summary>
/// <param name="Number">Which key.</param>
/// <param name="EndsAt">Unix seconds, the first at which it no longer works; 0: it does not end.</param>
/// <param name="User">Its user's place in the memory.</param>
/// <param name="Rules">Its rules' place in the memory.</param>
/// <param name="IsFormer">It is the text before the last rotation.</param>
public readonly record struct KeyEntry(long Number, uint EndsAt, int User, int Rules, bool IsFormer);

/// <summary>
/// Keys by their digests: an open-addressing table of 40 bytes a place in 256 parts, each with a lock of its own that is nearly always free. At least 71 % of the
/// places are taken (a part grows by a fifth), so that a key costs at most 57 bytes; a dictionary of the framework takes 87.
/// </summary>
public sealed class KeyTable
{
    private const int Parts = 256;
    private const int SmallestPart = 8;
    private const double Fullest = 0.85;
    private const double Growth = 1.2;
    private readonly Part[] parts = [.. Enumerable.Range(0, Parts).Select(_ => new Part())];

    /// <summary>The entry, and whether its use is to be marked: after so many minutes, and when it comes from elsewhere.</summary>
    public bool TryFind(ReadOnlySpan<byte> digest, KeyMark mark, uint minutes, out KeyEntry entry, out bool isNewMark)
    {
        var part = parts[digest[0]];
        lock (part.Lock)
        {
            var place = part.Find(High(digest), Low(digest));
            if (place < 0)
            {
                (entry, isNewMark) = (default, false);
                return false;
            }
            ref var slot = ref part.Slots[place];
            isNewMark = mark.IsNewAfter(slot.Mark, minutes);
            if (isNewMark)
                slot.Mark = mark;
            // The complement of a place marks a former text.
            var isFormer = slot.Rules < 0;
            entry = new KeyEntry(slot.Number, slot.EndsAt, slot.User, isFormer ? ~slot.Rules : slot.Rules, isFormer);
            return true;
        }
    }

    /// <summary>Puts it there unless <paramref name="isStale"/>, asked under the lock, says that it has changed meanwhile.</summary>
    public void Put(ReadOnlySpan<byte> digest, KeyEntry entry, KeyMark mark, Func<bool> isStale)
    {
        var part = parts[digest[0]];
        lock (part.Lock)
            if (!isStale())
                part.Put(
                    new Slot
                    {
                        High = High(digest),
                        Low = Low(digest),
                        Number = entry.Number,
                        EndsAt = entry.EndsAt,
                        User = entry.User,
                        Rules = entry.IsFormer ? ~entry.Rules : entry.Rules,
                        Mark = mark,
                    }
                );
    }

    /// <summary>Forgets every text of these keys: one walk over everything, some milliseconds for a million.</summary>
    public void Forget(IReadOnlySet<long> numbers)
    {
        foreach (var part in parts)
            lock (part.Lock)
                part.Forget(numbers);
    }

    public void Clear()
    {
        foreach (var part in parts)
            lock (part.Lock)
                part.Clear();
    }

    // 128 bits of the digest: nobody finds two texts with the same by trying, and nobody sees the digests.
    private static ulong High(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt64LittleEndian(digest);

    private static ulong Low(ReadOnlySpan<byte> digest) => BinaryPrimitives.ReadUInt64LittleEndian(digest[8..]);

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Slot
    {
        public ulong High;
        public ulong Low;
        public long Number;
        public uint EndsAt;
        public int User;
        public int Rules;
        public KeyMark Mark;

        // No key has the number 0.
        public readonly bool IsFree => Number == 0;
    }

    private sealed class Part
    {
        private int count;

        public Lock Lock { get; } = new();

        public Slot[] Slots { get; private set; } = new Slot[SmallestPart];

        public int Find(ulong high, ulong low)
        {
            for (var place = Home(low); ; place = Next(place))
            {
                ref var slot = ref Slots[place];
                if (slot.IsFree)
                    return -1;
                if (slot.Low == low && slot.High == high)
                    return place;
            }
        }

        public void Put(Slot slot)
        {
            if (Find(slot.High, slot.Low) is >= 0 and var known)
            {
                Slots[known] = slot;
                return;
            }
            if (count + 1 > Slots.Length * Fullest)
                Refill(Math.Max(SmallestPart, (int)(Slots.Length * Growth) + 1));
            Insert(slot);
        }

        public void Forget(IReadOnlySet<long> numbers)
        {
            if (!Slots.Any(slot => numbers.Contains(slot.Number)))
                return;
            Slots = [.. Slots.Select(slot => numbers.Contains(slot.Number) ? default : slot)];
            Refill(Slots.Length);
        }

        public void Clear() => (Slots, count) = (new Slot[SmallestPart], 0);

        private void Refill(int size)
        {
            var old = Slots;
            (Slots, count) = (new Slot[size], 0);
            foreach (var slot in old)
                if (!slot.IsFree)
                    Insert(slot);
        }

        private void Insert(Slot slot)
        {
            var place = Home(slot.Low);
            while (!Slots[place].IsFree)
                place = Next(place);
            Slots[place] = slot;
            count++;
        }

        // The upper half of a product: spread over any size, without a division.
        private int Home(ulong low) => (int)Math.BigMul(low, (ulong)Slots.Length, out _);

        private int Next(int place) => place + 1 == Slots.Length ? 0 : place + 1;
    }
}
