using System.Diagnostics;
using Sallyport.Server.Accounts;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

/// <summary>The same behaviours by either scheme; where libsodium is missing, Argon2's are skipped visibly.</summary>
public abstract class PasswordHashingTests : IDisposable
{
    private readonly HashingGate gate = HashingGate.OfThisMachine();

    protected abstract HashingScheme Scheme { get; }

    private PasswordHashing Hashing => new(new HashingSchemes(Scheme), gate);

    public void Dispose() => gate.Dispose();

    [Theory]
    [InlineData(64)]
    [InlineData(128)]
    [InlineData(256)]
    [Keeps("V6.2.8")]
    [Keeps("V6.2.9")]
    [Keeps("N-08")]
    public async Task A_long_password_is_checked_to_its_last_character(int codePoints)
    {
        var start = string.Concat(Enumerable.Repeat("🗝", codePoints - 1));
        var hash = await HashOf(start + "🚪");
        Assert.Equal(PasswordCheck.Right, await Hashing.Check(start + "🚪", hash));
        Assert.Equal(PasswordCheck.Wrong, await Hashing.Check(start + "🏰", hash));
    }

    [Theory]
    [InlineData("Correct horse battery staple")]
    [InlineData("correct horse  battery staple")]
    [InlineData("correct horse batterystaple")]
    [InlineData("correct horse battery staple ")]
    [InlineData(" correct horse battery staple")]
    [InlineData("correct horse battery staplé")]
    [InlineData("")]
    [Keeps("V6.2.8")]
    public async Task Case_spaces_and_accents_matter(string other)
    {
        var hash = await HashOf("correct horse battery staple");
        Assert.Equal(PasswordCheck.Wrong, await Hashing.Check(other, hash));
    }

    [Fact]
    [Keeps("N-08")]
    public async Task An_accent_typed_apart_is_the_same_letter()
    {
        var hash = await HashOf("Caf\u00e9 au lait, sans sucre");
        Assert.Equal(PasswordCheck.Right, await Hashing.Check("Cafe\u0301 au lait, sans sucre", hash));
    }

    [Fact]
    [Keeps("V6.2.9")]
    public async Task More_than_256_are_refused_and_never_cut()
    {
        var most = new string('x', 256);
        var hash = await HashOf(most);
        Assert.IsType<HashedPassword.TooLong>(await Hashing.Hash(most + "x"));
        Assert.Equal(PasswordCheck.Wrong, await Hashing.Check(most + "x", hash));
    }

    [Fact]
    public async Task The_same_password_has_another_hash_each_time() =>
        Assert.NotEqual(await HashOf("same"), await HashOf("same"));

    [Fact]
    [Keeps("SIGN-6")]
    public async Task The_hash_for_users_that_do_not_exist_has_the_numbers_of_a_real_one()
    {
        var (real, dummy) = (await HashOf("x"), Scheme.Dummy(HashCost.Password));
        Assert.Equal(real.Split('$')[..^2], dummy.Split('$')[..^2]);
        Assert.Equal(real.Length, dummy.Length);
        Assert.False(Scheme.IsOlder(dummy, HashCost.Password));
    }

    /// <summary>Coarse: whether the work is done at all. <c>./build timing</c> compares the distributions.</summary>
    [Fact]
    [Keeps("SIGN-6")]
    public async Task A_user_that_does_not_exist_costs_as_much_as_one_that_does()
    {
        var hash = await HashOf("there");
        var (existing, unknown) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        // In turns, and the shortest of each: what is left when nothing else was in the way, for which a machine with much else to do needs more of them.
        for (var round = 0; round < 12 || (round < 100 && unknown / existing is < 0.4 or > 2.5); round++)
        {
            existing = Shorter(existing, await TimeOf(hash));
            unknown = Shorter(unknown, await TimeOf(null));
        }
        Assert.InRange(unknown / existing, 0.4, 2.5);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<TimeSpan> TimeOf(string? hash)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(PasswordCheck.Wrong, await Hashing.Check("wrong", hash));
        return Stopwatch.GetElapsedTime(start);
    }

    [Fact]
    [Keeps("RECOV-10")]
    public async Task A_recovery_code_is_found_in_its_set()
    {
        var hashing = new CodeHashing(new HashingSchemes(Scheme), gate);
        var hashes = (await hashing.Hash(["AAAA", "BBBB", "CCCC"]))!;
        Assert.Equal(3, hashes.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(new CodeSearch.Found(0), await hashing.Find("AAAA", hashes));
        Assert.Equal(new CodeSearch.Found(2), await hashing.Find("CCCC", hashes));
        Assert.IsType<CodeSearch.None>(await hashing.Find("DDDD", hashes));
        Assert.IsType<CodeSearch.None>(await hashing.Find("AAAA", []));
    }

    private async Task<string> HashOf(string password) => Assert.IsType<HashedPassword.Done>(await Hashing.Hash(password)).Hash;
}

public sealed class PasswordHashingByArgon2 : PasswordHashingTests
{
    protected override HashingScheme Scheme
    {
        get
        {
            Assert.SkipUnless(Argon2.IsAvailable, "libsodium is not installed");
            return Argon2.OfThisMachine()!;
        }
    }
}

public sealed class PasswordHashingByPbkdf2 : PasswordHashingTests
{
    protected override HashingScheme Scheme { get; } = new Pbkdf2(new RealRandom(), passwordRounds: 20_000);
}
