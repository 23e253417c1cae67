using System.Runtime.Versioning;
using Sallyport.Storage.Seal;
using Xunit;

namespace Sallyport.Storage.Tests.Seal;

[UnsupportedOSPlatform("windows")]
public sealed class KeyFileTests : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly RealRandom random = new();
    private readonly KeyFile file;

    public KeyFileTests() => file = new KeyFile(scratch.File("keys"));

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_missing_file_is_said_to_be_missing_and_is_not_made()
    {
        Assert.IsType<KeyFileReading.Missing>(file.Read());
        Assert.IsType<KeyFileReading.Missing>(new KeyFile(scratch.File("nowhere/keys")).Read());
        Assert.Equal(0, scratch.FileCount);
    }

    [Fact]
    public void A_new_file_holds_one_key_and_only_its_owner_can_read_it()
    {
        Assert.True(file.Create(random));
        Assert.Single(Ring().Ids);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public void A_file_that_is_there_is_not_made_again()
    {
        file.Create(random);
        var id = Ring().Newest;
        Assert.False(file.Create(random));
        Assert.Equal([id], Ring().Ids);
    }

    [Fact]
    public async Task Thirty_that_create_at_once_make_one_file()
    {
        var seen = await AtOnce(30, () => (Made: new KeyFile(file.Path).Create(random), Ring().Newest));
        Assert.Single(seen, each => each.Made);
        Assert.Single(seen.Select(each => each.Newest).Distinct());
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_open_to_others_is_refused_in_plain_words(UnixFileMode more)
    {
        file.Create(random);
        File.SetUnixFileMode(file.Path, UnixFileMode.UserRead | more);
        var refused = Assert.IsType<KeyFileReading.Refused>(file.Read());
        Assert.Contains("chmod 600 " + file.Path, refused.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but words\n")]
    [InlineData("key abcd1234\n")]
    [InlineData("key abcd1234 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n")]
    [InlineData("key abcd1234 aabbcc\n")]
    [InlineData("key abcd1234 gggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg\n")]
    [InlineData("key abcd1234 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA AAAA\n")]
    [InlineData(
        "key abcd1234 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nkey abcd1234 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n"
    )]
    public void A_damaged_file_is_refused(string text)
    {
        file.Create(random);
        File.WriteAllText(file.Path, text);
        Assert.IsType<KeyFileReading.Refused>(file.Read());
    }

    [Fact]
    public void An_added_key_comes_last_and_the_others_stay()
    {
        file.Create(random);
        var first = Ring().Newest;
        var second = file.Add(random);
        Assert.Equal([first, second], Ring().Ids);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public async Task Keys_added_at_once_are_all_kept()
    {
        file.Create(random);
        var added = await AtOnce(30, () => new KeyFile(file.Path).Add(random));
        Assert.Equal(31, Ring().Ids.Count);
        Assert.All(added, id => Assert.True(Ring().Has(id)));
    }

    /// <summary>Each on a thread of its own, all let go together.</summary>
    private static async Task<T[]> AtOnce<T>(int count, Func<T> act)
    {
        using var start = new Barrier(count);
        var (ownThread, anywhere) = (TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var all = Enumerable.Range(0, count).Select(_ => Task.Factory.StartNew(ActTogether, default, ownThread, anywhere));
        return await Task.WhenAll(all);

        T ActTogether()
        {
            start.SignalAndWait();
            return act();
        }
    }

    [Fact]
    public void Nothing_is_added_to_a_file_that_is_missing_or_damaged()
    {
        Assert.Throws<InvalidOperationException>(() => file.Add(random));
        file.Create(random);
        File.WriteAllText(file.Path, "damaged");
        Assert.Throws<InvalidOperationException>(() => file.Add(random));
        Assert.Equal("damaged", File.ReadAllText(file.Path));
    }

    private KeyRing Ring() => Assert.IsType<KeyFileReading.Keys>(file.Read()).Ring;
}
