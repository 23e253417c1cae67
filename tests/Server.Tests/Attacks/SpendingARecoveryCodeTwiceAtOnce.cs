using Sallyport.Server.Tests.Host;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

public sealed class SpendingARecoveryCodeTwiceAtOnce
{
    private const int AtOnce = 100;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("RECOV-10"), Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_sign_ins_that_bring_one_recovery_code_one_opens(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var crowd = new Crowd(server, await server.Second());
        var anna = await server.Given.App((await server.Given.Account("strict")).Administrator);
        var codes = await server.Given.RecoveryCodes(anna);

        var answers = await crowd.SubmitAtOnce(anna, AtOnce, "/sign-in/recovery", codes[3]);

        crowd.NobodyMetAFault(answers);
        Assert.Single(answers, Crowd.IsOpened);
        Assert.Equal(1, await crowd.Events(anna, "recovery_code_used", "success"));
        Assert.Equal(codes.Count - 1, (await server.Read(tx => tx.Recovery.ActiveSets(anna.User.Id))).Single().Left);
        await crowd.TrailIsWhole(anna);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("RECOV-7"), Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_sign_ins_that_bring_one_backup_code_one_goes_on_without_a_factor(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var crowd = new Crowd(server, await server.Second());
        var anna = await server.Given.App((await server.Given.Account("console")).Administrator);
        var code = Assert.Single(await server.Given.RecoveryCodes(anna, RecoverySetKind.BackupCode));

        var answers = await crowd.SubmitAtOnce(anna, AtOnce, "/sign-in/recovery", code);

        crowd.NobodyMetAFault(answers);
        Assert.Single(answers, Crowd.IsOpened);
        Assert.Equal(1, await crowd.Events(anna, "backup_code_used", "success"));
        Assert.False((await server.Read(tx => tx.Factors.Of(anna.User.Id))).MfaOn);
        await crowd.TrailIsWhole(anna);
    }
}
