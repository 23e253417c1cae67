using System.Security.Cryptography;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>The table in memory by itself.</summary>
[Keeps("APIKEY-5")]
[Collection(Alone.Name)]
public sealed class RememberingKeys
{
    private const int Many = 100_000;
    private const long MostBytes = 60;

    [Fact]
    public void Whatever_is_put_is_found_and_what_is_forgotten_is_not()
    {
        var table = new KeyTable();
        for (var i = 1; i <= Many; i++)
            table.Put(Digest(i), Entry(i), default, () => false);

        table.Forget(Enumerable.Range(1, Many).Where(i => i % 3 == 0).Select(i => (long)i).ToHashSet());

        for (var i = 1; i <= Many + 1000; i++)
        {
            var isKnown = table.TryFind(Digest(i), default, 1, out var found, out _);
            Assert.Equal(i <= Many && i % 3 != 0, isKnown);
            Assert.Equal(isKnown ? Entry(i) : default, found);
        }
    }

    [Fact]
    public void A_key_costs_at_most_60_bytes()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var table = new KeyTable();
        for (var i = 1; i <= Many; i++)
            table.Put(Digest(i), Entry(i), default, () => false);

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Many;

        Assert.InRange(each, 40, MostBytes);
        Assert.True(table.TryFind(Digest(1), default, 1, out _, out _));
    }

    [Fact]
    public void What_has_changed_since_it_was_read_is_not_put()
    {
        var table = new KeyTable();

        table.Put(Digest(1), Entry(1), default, () => true);

        Assert.False(table.TryFind(Digest(1), default, 1, out _, out _));
    }

    private static KeyEntry Entry(int i) => new(i, (uint)i, i, i, i % 2 == 0);

    private static byte[] Digest(int i) => SHA256.HashData(BitConverter.GetBytes(i));
}
