using Sallyport.Core.ApiKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.ApiKeys;

[Keeps("APIKEY-4")]
public sealed class IdsOfKeys
{
    [Theory]
    [InlineData(1, "0000000000002")]
    [InlineData(long.MaxValue, "fzzzzzzzzzzzy")]
    [InlineData(0x0123456789ABCDEF, "04hmasw9nf6yy")]
    public void An_id_is_the_number_in_13_symbols(long number, string id)
    {
        Assert.Equal(id, KeyId.Write(number));
        Assert.Equal(number, KeyId.Read(id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000000000000")]
    [InlineData("00000000000020")]
    [InlineData("0000000000003")]
    [InlineData("FZZZZZZZZZZZY")]
    [InlineData("00000000000o2")]
    [InlineData("0000000000-02")]
    public void No_other_spelling_is_an_id(string text) => Assert.Null(KeyId.Read(text));

    [Theory]
    [InlineData("0001020304050607", 0x0001020304050607)]
    [InlineData("8102030405060708", 0x0102030405060709)]
    [InlineData("0000000000000000", 1)]
    [InlineData("FFFFFFFFFFFFFFFF", long.MaxValue)]
    public void A_new_id_is_where_the_digest_begins_and_never_none(string begin, long number) =>
        Assert.Equal(number, KeyId.Of([.. Convert.FromHexString(begin), .. new byte[ApiKeyDigest.Length - sizeof(long)]]));
}
