using Sallyport.Server.Accounts;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class HashesThatCannotBeChecked
{
    [Fact]
    public async Task A_node_without_libsodium_notices_hashes_that_need_it()
    {
        Assert.SkipUnless(Argon2.IsAvailable, "libsodium is missing here.");
        await using var server = await TestServer.Start();
        await server.Given.Account();
        var poor = new HashingSchemes(new Pbkdf2(server.Random));
        var hashing = new PasswordHashing(poor, HashingGate.OfThisMachine());

        Assert.True(await server.Get<CheckStoredHashes>().CanCheckAll(CancellationToken.None));
        Assert.False(await new CheckStoredHashes(server.Database, poor, hashing).CanCheckAll(CancellationToken.None));
    }

    [Fact]
    public async Task A_node_without_libsodium_starts_where_no_hash_needs_it()
    {
        await using var server = await TestServer.Start();
        var poor = new HashingSchemes(new Pbkdf2(server.Random));
        var hashing = new PasswordHashing(poor, HashingGate.OfThisMachine());

        Assert.True(await new CheckStoredHashes(server.Database, poor, hashing).CanCheckAll(CancellationToken.None));
    }
}
