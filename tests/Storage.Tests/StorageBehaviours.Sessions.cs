using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("SIGN-9")]
    public async Task Using_a_session_never_brings_an_ended_one_back_and_never_turns_time_back()
    {
        var user = await SomeUser();
        await Nodes.Write(tx => tx.Sessions.Add(SomeSession(user, "s1")));
        await Nodes.Write(tx => tx.Sessions.Touch(["s1"], Now.AddMinutes(5)));
        await Nodes.Write(tx => tx.Sessions.Touch(["s1"], Now.AddMinutes(2)));
        Assert.Equal(Now.AddMinutes(5), (await Nodes.Read(tx => tx.Sessions.Find("digest-s1")))!.LastSeenAt);

        Assert.True(await Nodes.Write(tx => tx.Sessions.End(user.Id, "s1", Now.AddMinutes(6))));
        Assert.Equal(0, await Nodes.Write(tx => tx.Sessions.Touch(["s1"], Now.AddMinutes(7))));
        Assert.Equal(0, await Nodes.Write(tx => tx.Sessions.Prove("s1", Now.AddMinutes(7))));
        Assert.Equal(0, await Nodes.Write(tx => tx.Sessions.Renew("s1", "digest-new")));

        Assert.NotNull((await Nodes.Read(tx => tx.Sessions.Find("digest-s1")))!.EndedAt);
        Assert.Empty(await Nodes.Read(tx => tx.Sessions.Running(user.Id, Now)));
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task Sessions_that_are_used_at_the_same_time_are_marked_together()
    {
        var user = await SomeUser();
        foreach (var id in (string[])["s1", "s2", "s3"])
            await Nodes.Write(tx => tx.Sessions.Add(SomeSession(user, id)));

        await Nodes.AtOnce(10, (tx, i) => tx.Sessions.Touch(["s1", "s3", "nobody's"], Now.AddMinutes(i)));

        var seen = (await Nodes.Read(tx => tx.Sessions.Running(user.Id, Now))).ToDictionary(one => one.Id, one => one.LastSeenAt);
        Assert.True(seen["s1"] > Now && seen["s3"] > Now);
        Assert.Equal(Now, seen["s2"]);
    }

    [Fact]
    [Keeps("SIGN-9")]
    public async Task All_sessions_but_this_one_end_and_nobody_elses()
    {
        var account = await SomeAccount();
        var (anna, ben) = (await SomeUser(account, "anna"), await SomeUser(account, "ben"));
        foreach (var (user, id) in ((User, string)[])[(anna, "a1"), (anna, "a2"), (anna, "a3"), (ben, "b1")])
            await Nodes.Write(tx => tx.Sessions.Add(SomeSession(user, id)));

        Assert.Equal(2, await Nodes.Write(tx => tx.Sessions.EndOthers(anna.Id, "a2", Now)));
        Assert.False(await Nodes.Write(tx => tx.Sessions.End(anna.Id, "b1", Now)));

        Assert.Equal("a2", Assert.Single(await Nodes.Read(tx => tx.Sessions.Running(anna.Id, Now))).Id);
        Assert.Single(await Nodes.Read(tx => tx.Sessions.Running(ben.Id, Now)));
        Assert.Empty(await Nodes.Read(tx => tx.Sessions.Running(ben.Id, Now.AddDays(2))));
    }

    [Fact]
    public async Task Of_those_who_change_one_version_of_a_policy_one_does()
    {
        var account = await SomeAccount();
        var policy = Preset.All[Preset.DefaultName];
        await Nodes.Write(tx => tx.Policies.Add(account.Id, policy, Decision.None, Now));

        var changed = await Nodes.AtOnce(
            10,
            (tx, i) => tx.Policies.Change(account.Id, 1, policy with { GraceDays = i }, Decision.None, Now)
        );

        Assert.Single(changed, done => done);
        Assert.Equal(2, (await Nodes.Read(tx => tx.Policies.Of(account.Id))).Version);
    }

    [Fact]
    [Keeps("ALWAYS-7")]
    public async Task Who_counts_administrators_under_the_accounts_lock_counts_them_right()
    {
        var account = await SomeAccount();
        var admins = new List<User>();
        foreach (var login in (string[])["a1", "a2", "a3", "a4"])
            admins.Add(await SomeUser(account, login));
        await Nodes.Write(async tx =>
        {
            foreach (var admin in admins)
                await tx.Users.ChangeDetails(AsAdministrator(admin));
        });

        var removed = await Nodes.AtOnce(
            4,
            async (tx, i) =>
            {
                await tx.Accounts.Lock(account.Id);
                if (await tx.Users.CountActiveAdministrators(account.Id) == 1)
                    return 0;
                return await tx.Users.ChangeStatus(admins[i].Id, UserStatus.Removed, Now);
            }
        );

        Assert.Equal(3, removed.Sum());
        Assert.Equal(1, await Nodes.Read(tx => tx.Users.CountActiveAdministrators(account.Id)));
    }

    private static User AsAdministrator(User user) =>
        new()
        {
            Id = user.Id,
            AccountId = user.AccountId,
            Login = user.Login,
            CanonicalLogin = user.CanonicalLogin,
            Email = user.Email,
            CanonicalEmail = user.CanonicalEmail,
            Role = BuiltInRole.Admin,
            CreatedAt = user.CreatedAt,
            ModifiedAt = Now,
            Version = user.Version,
        };

    protected static Session SomeSession(User user, string id) =>
        new()
        {
            Id = id,
            UserId = user.Id,
            AccountId = user.AccountId,
            TokenDigest = "digest-" + id,
            CreatedAt = Now,
            LastSeenAt = Now,
            EndsAt = Now.AddDays(1),
            Methods = "pwd",
            ProvedAt = Now,
            Address = "192.0.2.1",
            UserAgent = "Test",
            Host = "localhost",
        };
}
