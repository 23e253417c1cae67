using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.AuthenticatorApps;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SecurityKeys;

/// <summary>KEY-7: what is refused says which rule and which model, and leaves nothing.</summary>
public sealed class RulesForKeys
{
    private const string YubiKey = "ee882879-721c-4913-9775-3dfcce97072a";
    private const string Bitwarden = "d548826e-79b4-db40-a3d8-11116f7e8349";

    [Fact]
    [Keeps("KEY-7"), Keeps("W-R11")]
    public async Task Where_keys_must_check_who_holds_them_a_mere_touch_is_refused() =>
        await Refused(
            p => p with { UserVerification = UserVerification.Required },
            origin => new SoftAuthenticator(origin) { VerifiesUser = false, Aaguid = Guid.Parse(YubiKey) },
            "Set a PIN or a fingerprint on this one (YubiKey 5)",
            "user_verified"
        );

    [Fact]
    [Keeps("KEY-7")]
    public async Task Where_keys_must_stay_in_their_device_one_that_can_be_copied_is_refused() =>
        await Refused(
            p => p with { HardwareBound = true },
            origin => new SoftAuthenticator(origin) { IsBackupEligible = true, Aaguid = Guid.Parse(Bitwarden) },
            "This one (Bitwarden) can be copied",
            "hardware_bound"
        );

    [Fact]
    [Keeps("KEY-7"), Keeps("W-R15")]
    public async Task Where_the_make_must_be_proved_a_key_that_says_nothing_is_refused() =>
        await Refused(
            p => p with { Attestation = Attestation.Verified },
            origin => new SoftAuthenticator(origin) { Aaguid = Guid.Parse(YubiKey) },
            "This one (YubiKey 5) does not prove its make",
            "attestation_missing"
        );

    [Fact]
    [Keeps("KEY-7"), Keeps("M-6")]
    public async Task Models_that_are_not_wanted_are_refused_by_name() =>
        await Refused(
            p => p with { Models = "deny:" + YubiKey },
            origin => new SoftAuthenticator(origin) { Aaguid = Guid.Parse(YubiKey) },
            "does not want this model of keys: YubiKey 5",
            "model_denied"
        );

    [Fact]
    [Keeps("KEY-7"), Keeps("M-6")]
    public async Task Models_that_are_not_on_the_list_are_refused_also_where_they_are_not_said() =>
        await Refused(
            p => p with { Models = "allow:" + YubiKey },
            origin => new SoftAuthenticator(origin),
            "wants other models of keys. This one is: model unknown",
            "model_not_allowed"
        );

    [Fact]
    [Keeps("KEY-7")]
    public async Task A_key_that_keeps_to_every_rule_is_taken()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account(
            "strict",
            p => p with { UserVerification = UserVerification.Required, HardwareBound = true, Models = "allow:" + YubiKey }
        );
        var browser = await server.WithPassword(company.Administrator);
        var page = await browser.Get(KeysOfPeople.KeysPage);

        Assert.Contains("\"attestation\":\"direct\"", page.Options(), StringComparison.Ordinal);
        Assert.Contains("\"userVerification\":\"required\"", page.Options(), StringComparison.Ordinal);
        Assert.Contains("\"hints\":[\"security-key\"]", page.Options(), StringComparison.Ordinal);
        await browser.Register(new SoftAuthenticator(server.Origin()) { Aaguid = Guid.Parse(YubiKey) });

        Assert.Equal("YubiKey 5", Assert.Single(await server.KeysOf(company.Administrator)).Name);
    }

    private static async Task Refused(
        Func<Policy, Policy> policy,
        Func<string, SoftAuthenticator> key,
        string said,
        string reason
    )
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("strict", policy);
        var browser = await server.WithPassword(company.Administrator);

        var answer = await browser.Register(key(server.Origin()));

        Assert.Contains(said, Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Contains(company.Account.Name, answer.Errors[0], StringComparison.Ordinal);
        Assert.Empty(await server.KeysOf(company.Administrator));
        Assert.False(await server.Read(tx => tx.Recovery.HasAny(company.Administrator.User.Id)));
        var rows = await server.Read(tx => tx.AuditTrail.Chain(company.Account.Id, 0, 1000));
        Assert.Equal(reason, Assert.Single(rows, row => row.Action == "security_key_added").Reason);
    }
}
