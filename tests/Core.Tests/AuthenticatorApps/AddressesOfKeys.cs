using FsCheck;
using FsCheck.Fluent;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.AuthenticatorApps;

[Keeps("APP-1")]
public sealed class AddressesOfKeys
{
    private static readonly Secret Seed = new("12345678901234567890"u8);
    private const string Base32Seed = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Fact]
    [Keeps("O-10")]
    public void Issuer_account_and_seed_stand_in_the_address_and_nothing_that_is_usual() =>
        Assert.Equal(
            $"otpauth://totp/ACME%20Co:ren%C3%A9%40acme.test?secret={Base32Seed}&issuer=ACME%20Co",
            new SetupKey("ACME Co", "rené@acme.test", Seed).Address()
        );

    [Fact]
    [Keeps("O-10")]
    public void What_is_unusual_is_said() =>
        Assert.Equal(
            $"otpauth://totp/A:b?secret={Base32Seed}&issuer=A&algorithm=SHA256&digits=8&period=60",
            new SetupKey("A", "b", Seed) { Shape = new CodeShape(CodeHash.Sha256, 8, TimeSpan.FromMinutes(1)) }.Address()
        );

    [Theory]
    [Keeps("O-11")]
    [InlineData("A:B", "c:d", "AB:cd", "AB")]
    [InlineData("A: B", ":c", "A%20B:c", "A%20B")]
    [InlineData("A%3AB", "c&secret=x?#/", "A%253AB:c%26secret%3Dx%3F%23%2F", "A%253AB")]
    public void One_colon_separates_whatever_the_names_contain(string issuer, string account, string label, string parameter) =>
        Assert.Equal(
            $"otpauth://totp/{label}?secret={Base32Seed}&issuer={parameter}",
            new SetupKey(issuer, account, Seed).Address()
        );

    [Fact]
    public void Without_an_issuer_there_is_neither_prefix_nor_parameter() =>
        Assert.Equal($"otpauth://totp/b?secret={Base32Seed}", new SetupKey("", "b", Seed).Address());

    [Fact]
    [Keeps("O-10")]
    [Keeps("O-11")]
    public void Whatever_the_names_the_address_is_read_as_it_was_meant() =>
        Prop.ForAll<NonNull<string>, NonNull<string>, byte>(
                (issuer, account, more) =>
                {
                    var key = new SetupKey(Plain(issuer.Get), "b" + Plain(account.Get), Seed)
                    {
                        Shape = new CodeShape((CodeHash)(more % 3), 6 + more % 3, TimeSpan.FromSeconds(15 + more)),
                        Counter = more % 2 == 0 ? null : more,
                    };

                    var read = KeyUri.Parse(key.Address())!;

                    Assert.Equal(key with { Seed = read.Seed }, read);
                    Assert.True(Seed.Matches(read.Seed));
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Addresses_after_the_format_are_read() => Assert.DoesNotContain(null, Vectors("accept").Select(KeyUri.Parse));

    [Fact]
    public void Addresses_that_break_the_format_are_refused() =>
        Assert.All(Vectors("rejectOrFlag"), address => Assert.Null(KeyUri.Parse(address)));

    [Fact]
    public void An_encoded_separator_and_unusual_parameters_are_understood()
    {
        var key = KeyUri.Parse(
            $"OTPAUTH://TOTP/Caf%C3%A9%3A%20bob?secret={Base32Seed}&issuer=Caf%C3%A9&algorithm=sha512&digits=8&period=60&image=x"
        );

        Assert.Equal(("Café", "bob"), (key?.Issuer, key?.Account));
        Assert.Equal(new CodeShape(CodeHash.Sha512, 8, TimeSpan.FromMinutes(1)), key?.Shape);
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://example.com/totp/x?secret=GEZDGNBV")]
    [InlineData("otpauth://totp?secret=GEZDGNBV")]
    [InlineData("otpauth://totp/?secret=GEZDGNBV")]
    [InlineData("otpauth://totp/A:?secret=GEZDGNBV")]
    [InlineData("otpauth://totp/x?secret=")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&secret=GEZDGNBV")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&issuer=A:B")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&algorithm=MD5")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&digits=9")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&digits=six")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&digits=%2B6")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&digits=4294967302")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&period=-30")]
    [InlineData("otpauth://totp/x?secret=GEZDGNBV&period=301")]
    [InlineData("otpauth://hotp/x?secret=GEZDGNBV&counter=-1")]
    [InlineData("otpauth://hotp/x?secret=GEZDGNBV&counter=99999999999999999999")]
    public void Slips_are_refused(string address) => Assert.Null(KeyUri.Parse(address));

    [Fact]
    public void A_key_does_not_print_its_seed() =>
        Assert.DoesNotContain("GEZD", $"{new SetupKey("A", "b", Seed)}", StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void A_new_seed_has_160_bits() => Assert.Equal(20, Totp.NewSeed(new CountingBytes()).Reveal().Length);

    private static IEnumerable<string> Vectors(string name) =>
        SharedVectors.Read("otpauth-uris.json").GetProperty(name).EnumerateArray().Select(address => address.GetString()!);

    // What an address can carry: no colon, no space at the ends, and whole characters.
    private static string Plain(string name) =>
        string.Concat(name.Where(letter => letter != ':' && !char.IsSurrogate(letter))).Trim();
}
