using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.ApiKeys;

/// <summary>What a key's text says by itself. Two keys were written down by another program, from the rule alone.</summary>
[Keeps("APIKEY-10")]
public sealed partial class TextsOfKeys
{
    private const string OfCountedBytes = "slp_k7m2q9xt_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1Db";
    private const string OfAllOnes = "slp_k7m2q9xt_yhjskwdA6OZ1AL1YmHWZWm8LLG7HjnuCA2j5rOw8Xp10k1rYl";

    [Fact]
    public void A_key_is_256_random_bits_behind_prefix_and_installation_with_a_checksum()
    {
        Assert.Equal(OfCountedBytes, ApiKeyText.New("k7m2q9xt", new CountingBytes()).RevealText());
        Assert.Equal(OfAllOnes, ApiKeyText.New("k7m2q9xt", new OnlyOnes()).RevealText());
    }

    [Fact]
    public void The_documented_expression_finds_a_key_in_other_text()
    {
        var found = Scanner().Matches($"export KEY=\"{OfCountedBytes}\"; # and {OfAllOnes[..^1]}, which is cut");

        Assert.Equal([OfCountedBytes], found.Select(match => match.Value));
    }

    [Theory]
    [InlineData(OfCountedBytes, true)]
    [InlineData(OfAllOnes, true)]
    [InlineData("slp_k7m2q9xt_013aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1Db", false)]
    [InlineData("slp_k7m2q9xt_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1Dc", false)]
    [InlineData("slp_k7m2q9xt_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1D", false)]
    [InlineData("slp_k7m2q9xt_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1Db ", false)]
    [InlineData("SLP_k7m2q9xt_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1Db", false)]
    [InlineData("slp_other000_003aUlTJC7tjlCTQj2uNU3MFagCXG9LRKRcwGkBIDlf3Bd1Db", false)]
    [InlineData("slp_k7m2q9xt", false)]
    [InlineData("", false)]
    public void A_text_is_a_key_of_this_installation_only_exactly(string text, bool isKey) =>
        Assert.Equal(isKey, ApiKeyText.IsWellFormed(Encoding.UTF8.GetBytes(text), "k7m2q9xt"u8));

    [Fact]
    public void A_key_of_another_installation_is_none_however_right_its_checksum() =>
        Assert.False(ApiKeyText.IsWellFormed(ApiKeyText.New("elsewhere", new CountingBytes()).Reveal(), "k7m2q9xt"u8));

    [Fact]
    public void Whatever_one_symbol_is_changed_to_the_checksum_says_so()
    {
        var text = Encoding.ASCII.GetBytes(OfCountedBytes);
        for (var place = "slp_k7m2q9xt_".Length; place < text.Length; place++)
        {
            var changed = text.ToArray();
            changed[place] = changed[place] == (byte)'x' ? (byte)'y' : (byte)'x';
            Assert.False(ApiKeyText.IsWellFormed(changed, "k7m2q9xt"u8), $"place {place}");
        }
    }

    [Fact]
    [Keeps("APIKEY-3")]
    public void A_key_does_not_print_itself_and_its_hint_is_four_symbols()
    {
        var key = ApiKeyText.New("k7m2q9xt", new CountingBytes());

        Assert.Equal("(secret)", $"{key}");
        Assert.Equal("d1Db", ApiKeyText.HintOf(key));
    }

    [Fact]
    [Keeps("APIKEY-3")]
    public void What_is_kept_is_a_digest_under_the_pepper()
    {
        var key = new Secret("key");
        Span<byte> written = stackalloc byte[ApiKeyDigest.Length];
        ApiKeyDigest.Write(key.Reveal(), new Secret("pepper"), written);

        Assert.Equal(ApiKeyDigest.Of(key, new Secret("pepper")), written.ToArray());
        Assert.NotEqual(ApiKeyDigest.Of(key, new Secret("salt")), written.ToArray());
        Assert.Equal("23e49db7721548ac", Convert.ToHexStringLower(written[..8]));
    }

    [GeneratedRegex(ApiKeyText.Pattern, RegexOptions.None, 1000)]
    private static partial Regex Scanner();

    private sealed class OnlyOnes : RandomSource
    {
        public override void Fill(Span<byte> bytes) => bytes.Fill(0xFF);
    }
}
