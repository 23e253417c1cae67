using Sallyport.Server.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class HashingSchemesTests : IDisposable
{
    /// <summary>"password", from the reference implementation of Argon2 (phc-winner-argon2, src/test.c).</summary>
    private const string Reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    private readonly RealRandom random = new();
    private readonly HashingGate gate = HashingGate.OfThisMachine();

    public void Dispose() => gate.Dispose();

    [Fact]
    [Keeps("V11.4.2")]
    public void Pbkdf2_writes_its_name_and_numbers()
    {
        var scheme = new Pbkdf2(random);
        Assert.Matches(
            @"^\$pbkdf2-sha512\$i=220000\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$",
            scheme.Hash("x"u8, HashCost.Password)
        );
        Assert.Matches(@"^\$pbkdf2-sha512\$i=10000\$", scheme.Hash("x"u8, HashCost.RecoveryCode));
    }

    [Fact]
    [Keeps("V11.4.2")]
    public void Argon2_writes_its_name_and_numbers()
    {
        var scheme = Argon2OrSkip();
        Assert.Matches(
            @"^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$",
            scheme.Hash("x"u8, HashCost.Password)
        );
        Assert.Matches(@"^\$argon2id\$v=19\$m=7168,t=1,p=1\$", scheme.Hash("x"u8, HashCost.RecoveryCode));
    }

    [Fact]
    [Keeps("ADMIN-11")]
    public void Argon2_checks_a_hash_of_the_reference_implementation()
    {
        Assert.True(Argon2OrSkip().IsRight("password"u8, Reference));
        Assert.False(Argon2OrSkip().IsRight("passwore"u8, Reference));
    }

    /// <summary>Made by Python's <c>hashlib.pbkdf2_hmac("sha512", b"password", b"saltsaltsaltsalt", 1000, 32)</c>.</summary>
    [Fact]
    public void Pbkdf2_checks_a_hash_of_another_implementation() =>
        Assert.True(
            new Pbkdf2(random).IsRight(
                "password"u8,
                "$pbkdf2-sha512$i=1000$c2FsdHNhbHRzYWx0c2FsdA$715rqIr5dXOVPpBhqqsugl037zT5bWJTWYmZtIcK8hA"
            )
        );

    [Fact]
    [Keeps("V11.4.2")]
    public async Task A_right_password_with_older_numbers_asks_to_be_hashed_again()
    {
        var hash = new Pbkdf2(random, 19_999).Hash("x"u8, HashCost.Password);
        var hashing = new PasswordHashing(new HashingSchemes(new Pbkdf2(random, 20_000)), gate);
        Assert.Equal(PasswordCheck.RightButOlder, await hashing.Check("x", hash));
        Assert.Equal(PasswordCheck.Wrong, await hashing.Check("y", hash));
        Assert.Equal(PasswordCheck.Right, await hashing.Check("x", new Pbkdf2(random, 20_000).Hash("x"u8, HashCost.Password)));
    }

    [Fact]
    [Keeps("V11.4.2")]
    public async Task A_right_password_by_a_lighter_argon2_asks_to_be_hashed_again()
    {
        var scheme = Argon2OrSkip();
        var light = scheme.Hash("x"u8, HashCost.RecoveryCode);
        Assert.Equal(PasswordCheck.RightButOlder, await new PasswordHashing(new HashingSchemes(scheme), gate).Check("x", light));
    }

    [Fact]
    [Keeps("V11.4.2")]
    public async Task A_right_password_by_the_second_scheme_asks_to_be_hashed_again()
    {
        var pbkdf2 = new Pbkdf2(random, 1_000);
        var both = new PasswordHashing(new HashingSchemes(Argon2OrSkip(), pbkdf2), gate);
        Assert.Equal(PasswordCheck.RightButOlder, await both.Check("x", pbkdf2.Hash("x"u8, HashCost.Password)));
    }

    [Fact]
    public async Task A_hash_of_a_scheme_that_is_missing_is_no_wrong_password()
    {
        var withoutSodium = new PasswordHashing(new HashingSchemes(new Pbkdf2(random, 1_000)), gate);
        Assert.False(withoutSodium.CanCheck(Reference));
        Assert.Equal(PasswordCheck.CannotCheck, await withoutSodium.Check("password", Reference));
        Assert.True(withoutSodium.CanCheck(new Pbkdf2(random).Dummy(HashCost.Password)));
    }

    [Fact]
    public void This_machine_takes_argon2_where_it_can() =>
        Assert.IsType(Argon2.IsAvailable ? typeof(Argon2) : typeof(Pbkdf2), HashingSchemes.OfThisMachine(random).First);

    [Theory]
    [InlineData("$pbkdf2-sha512$")]
    [InlineData("$pbkdf2-sha512$i=1000$c2FsdHNhbHRzYWx0c2FsdA$")]
    [InlineData("$pbkdf2-sha512$i=1000$$")]
    [InlineData("$pbkdf2-sha512$i=0$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdA")]
    [InlineData("$pbkdf2-sha512$i=-1$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdA")]
    [InlineData("$pbkdf2-sha512$i=1000$c2FsdHNhbHRzYWx0c2FsdA$!!!!")]
    [InlineData("$pbkdf2-sha512$i=1000$c2FsdHNhbHRzYWx0c2FsdA$c2FsdHNhbHRzYWx0c2FsdA$more")]
    [InlineData("$argon2id$")]
    [InlineData("$argon2id$v=19$m=19456,t=2,p=1$AAAA")]
    public void A_damaged_hash_is_nobodys(string hash)
    {
        var scheme = hash.StartsWith("$argon2", StringComparison.Ordinal) ? Argon2OrSkip() : (HashingScheme)new Pbkdf2(random);
        Assert.True(scheme.Wrote(hash));
        Assert.False(scheme.IsRight(""u8, hash));
        Assert.True(scheme.IsOlder(hash, HashCost.Password));
    }

    private static Argon2 Argon2OrSkip()
    {
        Assert.SkipUnless(Argon2.IsAvailable, "libsodium is not installed");
        return Argon2.OfThisMachine()!;
    }
}
