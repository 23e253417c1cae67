using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

public sealed class RegisteringAKey
{
    [Fact]
    [Keeps("KEY-1")]
    public void A_key_is_registered_with_what_it_says_of_itself()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin)
        {
            VerifiesUser = true,
            IsBackupEligible = true,
            IsBackedUp = true,
            Counter = 41,
            Aaguid = new Guid("00112233-4455-6677-8899-aabbccddeeff"),
        };

        var registered = Ceremonies.Registered(Ceremonies.Register(key));

        Assert.Equal(key.CredentialId, registered.CredentialId);
        Assert.Equal(key.PublicKey, registered.PublicKey);
        Assert.Equal(CoseAlgorithm.Es256, registered.Algorithm);
        Assert.Equal(41, registered.SignCount);
        Assert.True(registered.UserVerified);
        Assert.True(registered.BackupEligible);
        Assert.True(registered.BackedUp);
        Assert.Equal(key.Aaguid, registered.Aaguid);
        Assert.Equal("none", registered.AttestationFormat);
        Assert.False(registered.IsAttested);
    }

    [Fact]
    [Keeps("KEY-1")]
    public void A_touch_is_enough_where_no_more_is_required()
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { VerifiesUser = false };

        var registered = Ceremonies.Registered(Ceremonies.Register(key));

        Assert.False(registered.UserVerified);
    }

    [Theory]
    [InlineData(SoftKeyPair.Es256)]
    [InlineData(SoftKeyPair.Es384)]
    [InlineData(SoftKeyPair.Es512)]
    [InlineData(SoftKeyPair.Rs256)]
    [InlineData(SoftKeyPair.EdDsa)]
    public void A_key_of_each_algorithm_registers_and_signs_in(long algorithm)
    {
        Assert.SkipWhen(algorithm == SoftKeyPair.EdDsa && !SoftEd25519.IsHere, "There is no libsodium.");
        var key = new SoftAuthenticator(Ceremonies.Origin, algorithm) { UserHandle = Ceremonies.UserHandle };

        var registered = Ceremonies.Registered(Ceremonies.Register(key));
        var accepted = Ceremonies.Accepted(Ceremonies.Assert(key));

        Assert.Equal((CoseAlgorithm)algorithm, registered.Algorithm);
        Assert.Equal(2, accepted.SignCount);
        Assert.True(accepted.UserVerified);
    }
}
