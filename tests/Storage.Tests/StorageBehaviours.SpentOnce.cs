using Sallyport.Core.SignIn;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("ALWAYS-2"), Keeps("APP-4")]
    public async Task Of_a_hundred_requests_with_one_step_one_spends_it()
    {
        var app = await SomeApp(await SomeUser());

        var answers = await Nodes.AtOnce(Crowd, tx => tx.Apps.SpendStep(app.Id, 57, Now));

        Assert.Single(answers, spent => spent);
        Assert.Equal(57, (await Nodes.Read(tx => tx.Apps.FindOf(app.UserId, app.Id)))!.LastStep);
    }

    [Fact]
    [Keeps("ALWAYS-2")]
    public async Task After_a_step_no_earlier_one_is_accepted()
    {
        var app = await SomeApp(await SomeUser());
        await Nodes.Write(tx => tx.Apps.SpendStep(app.Id, 57, Now));

        Assert.False(await Nodes.Write(tx => tx.Apps.SpendStep(app.Id, 56, Now)));
        Assert.True(await Nodes.Write(tx => tx.Apps.SpendStep(app.Id, 58, Now)));
    }

    [Fact]
    [Keeps("ALWAYS-2"), Keeps("RECOV-10")]
    public async Task Of_a_hundred_requests_with_one_recovery_code_one_uses_it()
    {
        var user = await SomeUser();
        await SomeApp(user);
        var code = await SomeRecoveryCode(user, isActive: true);

        var answers = await Nodes.AtOnce(Crowd, tx => tx.Recovery.Spend(code, Now));

        Assert.Single(answers, used => used);
    }

    [Fact]
    [Keeps("ALWAYS-1"), Keeps("RECOV-4")]
    public async Task A_recovery_code_works_only_while_its_owner_has_a_factor_and_it_is_active()
    {
        var user = await SomeUser();
        var code = await SomeRecoveryCode(user, isActive: true);
        Assert.False(await Nodes.Write(tx => tx.Recovery.Spend(code, Now)));

        await SomeApp(user, isProved: false);
        Assert.False(await Nodes.Write(tx => tx.Recovery.Spend(code, Now)));

        await SomeApp(user);
        var waiting = await SomeRecoveryCode(user, isActive: false);
        Assert.False(await Nodes.Write(tx => tx.Recovery.Spend(waiting, Now)));
        Assert.True(await Nodes.Write(tx => tx.Recovery.Spend(code, Now)));
    }

    [Fact]
    [Keeps("ALWAYS-1"), Keeps("ALWAYS-9")]
    public async Task With_the_factors_go_the_recovery_codes()
    {
        var user = await SomeUser();
        await SomeApp(user);
        await SomeRecoveryCode(user, isActive: true);

        Assert.Equal(1, await Nodes.Write(tx => tx.Factors.RemoveAll(user.Id)));

        Assert.False((await Nodes.Read(tx => tx.Factors.Of(user.Id))).MfaOn);
        Assert.Empty(await Nodes.Read(tx => tx.Recovery.ActiveCodes(user.Id)));
    }

    [Fact]
    [Keeps("ALWAYS-2"), Keeps("SIGN-15")]
    public async Task Of_a_hundred_requests_with_one_link_one_spends_it_and_none_after_its_time()
    {
        await Nodes.Write(tx => tx.Links.Add(Link("in-time", Now.AddMinutes(30))));
        await Nodes.Write(tx => tx.Links.Add(Link("too-late", Now)));

        Assert.Single(await Nodes.AtOnce(Crowd, tx => tx.Links.Spend("in-time", Now)), spent => spent);
        Assert.DoesNotContain(true, await Nodes.AtOnce(10, tx => tx.Links.Spend("too-late", Now)));
    }

    [Fact]
    [Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_requests_with_one_half_sign_in_one_ends_it()
    {
        var pending = await SomePendingSignIn();

        Assert.Single(await Nodes.AtOnce(Crowd, tx => tx.PendingSignIns.End(pending.Id, Now)), ended => ended);
        Assert.False(await Nodes.Write(tx => tx.PendingSignIns.Reserve(pending.Id)));
    }

    [Fact]
    [Keeps("SIGN-7")]
    public async Task A_half_sign_in_takes_five_attempts_however_many_come_at_once()
    {
        var pending = await SomePendingSignIn();

        var answers = await Nodes.AtOnce(Crowd, tx => tx.PendingSignIns.Reserve(pending.Id));

        Assert.Equal(PendingSignIn.MostFailures, answers.Count(granted => granted));
    }

    [Fact]
    [Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_requests_that_confirm_one_app_one_does()
    {
        var user = await SomeUser();
        var setup = new AppSetup
        {
            UserId = user.Id,
            Id = "setup",
            SessionId = "session",
            SealedSeed = [1],
            CreatedAt = Now,
        };
        await Nodes.Write(tx => tx.AppSetups.Start(setup));

        Assert.Single(await Nodes.AtOnce(Crowd, tx => tx.AppSetups.Spend("setup")), spent => spent);
        Assert.Null(await Nodes.Read(tx => tx.AppSetups.Of(user.Id)));
    }

    [Fact]
    [Keeps("ADMIN-10")]
    public async Task An_installation_is_set_up_once() =>
        Assert.Single(await Nodes.AtOnce(Crowd, tx => tx.Installation.MarkSetUp(Now)), done => done);

    private Task<string> SomeRecoveryCode(Core.Accounts.User user, bool isActive) =>
        Nodes.Write(async tx =>
        {
            var set = new RecoverySet
            {
                Id = tx.Random.Id(),
                UserId = user.Id,
                Kind = RecoverySetKind.Codes,
                CreatedAt = Now,
                ActivatedAt = isActive ? Now : null,
            };
            var code = tx.Random.Id();
            await tx.Recovery.AddSet(set);
            await tx.Recovery.AddCode(code, set.Id, [1, 2]);
            return code;
        });

    private async Task<PendingSignIn> SomePendingSignIn()
    {
        var user = await SomeUser();
        var pending = new PendingSignIn
        {
            Id = "pending",
            TokenDigest = "digest",
            UserId = user.Id,
            AccountId = user.AccountId,
            ReturnTo = "/me",
            Host = "localhost",
            CreatedAt = Now,
        };
        await Nodes.Write(tx => tx.PendingSignIns.Add(pending));
        return pending;
    }

    private static OneTimeLink Link(string digest, DateTimeOffset until) =>
        new()
        {
            TokenDigest = digest,
            Purpose = LinkPurpose.ForgottenPassword,
            CreatedAt = Now,
            ExpiresAt = until,
        };
}
