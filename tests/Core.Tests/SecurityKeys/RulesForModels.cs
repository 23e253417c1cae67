using Sallyport.Core.SecurityKeys;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Core.Tests.SecurityKeys;

/// <summary>What an account demands of a key's make. What is refused says which rule and which model.</summary>
[Keeps("KEY-7")]
public sealed class RulesForModels
{
    private static readonly Guid Model = new("11111111-2222-3333-4444-555555555555");
    private static readonly Guid Another = new("99999999-2222-3333-4444-555555555555");

    [Fact]
    public void A_list_of_allowed_models_refuses_all_others()
    {
        Assert.Null(Refused(Ceremonies.Rule with { AllowedModels = new HashSet<Guid> { Model } }));
        Assert.Equal(
            new RegistrationAnswer.Refused(CeremonyCheck.ModelNotAllowed, Model),
            Refused(Ceremonies.Rule with { AllowedModels = new HashSet<Guid> { Another } })
        );
    }

    [Fact]
    public void A_list_of_denied_models_refuses_those()
    {
        Assert.Null(Refused(Ceremonies.Rule with { DeniedModels = new HashSet<Guid> { Another } }));
        Assert.Equal(
            new RegistrationAnswer.Refused(CeremonyCheck.ModelDenied, Model),
            Refused(Ceremonies.Rule with { DeniedModels = new HashSet<Guid> { Model } })
        );
    }

    [Fact]
    public void Keys_that_can_be_copied_are_refused_where_they_must_stay_in_hardware()
    {
        var rule = Ceremonies.Rule with { IsHardwareBound = true };

        Assert.Null(Refused(rule));
        Assert.Equal(new RegistrationAnswer.Refused(CeremonyCheck.HardwareBound, Model), Refused(rule, isBackupEligible: true));
        Assert.Null(Refused(Ceremonies.Rule, isBackupEligible: true));
    }

    private static RegistrationAnswer.Refused? Refused(KeyRule rule, bool isBackupEligible = false)
    {
        var key = new SoftAuthenticator(Ceremonies.Origin) { Aaguid = Model, IsBackupEligible = isBackupEligible };
        return Ceremonies.Register(Ceremonies.Ceremony, key.Register(Ceremonies.RpId, Ceremonies.Challenge), rule)
            as RegistrationAnswer.Refused;
    }
}
