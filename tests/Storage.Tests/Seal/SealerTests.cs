using System.Text;
using Sallyport.Storage.Seal;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests.Seal;

public sealed class SealerTests : IDisposable
{
    private static readonly SealedPlace Place = new("authenticator_apps", "sealed_seed", "7n3k");
    private static readonly byte[] Seed = Encoding.ASCII.GetBytes("12345678901234567890");

    private readonly ScratchFolder scratch = new();
    private readonly RealRandom random = new();
    private readonly KeyFile file;
    private readonly Sealer sealer;

    public SealerTests()
    {
        file = new KeyFile(scratch.File("keys"));
        file.Create(random);
        sealer = NewSealer();
    }

    public void Dispose() => scratch.Dispose();

    private Sealer NewSealer() => new(file, Assert.IsType<KeyFileReading.Keys>(file.Read()).Ring, random);

    [Fact]
    [Keeps("APP-6")]
    public void What_was_sealed_opens_in_its_place_and_is_not_to_be_read_before()
    {
        var blob = sealer.Seal(Seed, Place);
        Assert.Equal(Seed, sealer.Open(blob, Place));
        Assert.Equal(-1, blob.AsSpan().IndexOf(Seed));
    }

    [Fact]
    public void Nothing_and_much_can_be_sealed()
    {
        var much = random.Bytes(100_000);
        Assert.Empty(sealer.Open(sealer.Seal([], Place), Place));
        Assert.Equal(much, sealer.Open(sealer.Seal(much, Place), Place));
    }

    [Fact]
    public void The_same_value_looks_different_each_time() => Assert.NotEqual(sealer.Seal(Seed, Place), sealer.Seal(Seed, Place));

    [Theory]
    [InlineData("authenticator_apps", "sealed_seed", "8n3k")]
    [InlineData("authenticator_apps", "sealed_token", "7n3k")]
    [InlineData("security_keys", "sealed_seed", "7n3k")]
    [InlineData("authenticator_apps", "sealed_seed7", "n3k")]
    [InlineData("authenticator_app", "ssealed_seed", "7n3k")]
    [InlineData("authenticator_apps", "sealed_seed", "")]
    [InlineData("sealed_seed", "authenticator_apps", "7n3k")]
    [Keeps("APP-6")]
    public void It_does_not_open_in_another_row_column_or_table(string table, string column, string row)
    {
        var blob = sealer.Seal(Seed, Place);
        Assert.Throws<SealBrokenException>(() => sealer.Open(blob, new SealedPlace(table, column, row)));
    }

    [Fact]
    [Keeps("APP-6")]
    public void One_changed_bit_anywhere_keeps_it_shut()
    {
        var blob = sealer.Seal(Seed, Place);
        for (var bit = 0; bit < blob.Length * 8; bit++)
        {
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<SealBrokenException>(() => sealer.Open(blob, Place));
            blob[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal(Seed, sealer.Open(blob, Place));
    }

    [Fact]
    public void A_value_cut_short_stays_shut()
    {
        var blob = sealer.Seal(Seed, Place);
        for (var length = 0; length < blob.Length; length++)
            Assert.Throws<SealBrokenException>(() => sealer.Open(blob[..length], Place));
    }

    [Fact]
    public void A_running_sealer_rereads_the_file_for_a_key_that_was_added_meanwhile()
    {
        var other = NewSealer();
        other.CurrentKeyId = file.Add(random);
        var blob = other.Seal(Seed, Place);
        Assert.Equal(Seed, sealer.Open(blob, Place));
    }

    [Fact]
    public void A_running_sealer_can_be_told_to_use_an_added_key()
    {
        sealer.CurrentKeyId = file.Add(random);
        Assert.Equal(sealer.CurrentKeyId, Sealer.KeyIdOf(sealer.Seal(Seed, Place)));
    }

    [Fact]
    public void Old_values_open_after_a_key_was_added_and_keep_their_key()
    {
        var blob = sealer.Seal(Seed, Place);
        var old = sealer.CurrentKeyId;
        sealer.CurrentKeyId = file.Add(random);
        Assert.Equal(old, Sealer.KeyIdOf(blob));
        Assert.Equal(Seed, sealer.Open(blob, Place));
        Assert.Equal(Seed, NewSealer().Open(blob, Place));
    }

    [Fact]
    public void A_key_that_the_file_does_not_hold_is_named()
    {
        var blob = sealer.Seal(Seed, Place);
        var id = sealer.CurrentKeyId;
        File.Delete(file.Path);
        file.Create(random);
        var broken = Assert.Throws<SealBrokenException>(() => NewSealer().Open(blob, Place));
        Assert.Equal(id, broken.KeyId);
        Assert.Contains(id, broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_that_the_file_does_not_hold_is_not_taken_into_use()
    {
        var before = sealer.CurrentKeyId;
        Assert.Throws<SealBrokenException>(() => sealer.CurrentKeyId = "zzzzzzzz");
        Assert.Equal(before, sealer.CurrentKeyId);
    }

    [Fact]
    public void Many_threads_seal_and_open_at_once() =>
        Parallel.For(
            0,
            2_000,
            i =>
            {
                var place = Place with { Row = i.ToString(System.Globalization.CultureInfo.InvariantCulture) };
                Assert.Equal(Seed, sealer.Open(sealer.Seal(Seed, place), place));
            }
        );
}
