using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("ADMIN-4")]
    public async Task A_user_is_read_with_what_the_role_allows_at_that_moment()
    {
        var account = await SomeAccount();
        var role = await SomeRole(account, "Support", "VIEW_USER,RESCUE_USER");
        var ben = await SomeUser(account, "ben", role.Id);

        Assert.Equal([Permission.ViewUser, Permission.RescueUser], ben.Permissions);
        Assert.Equal(1, await Nodes.Write(tx => tx.Roles.Change(role with { Permissions = "VIEW_AUDIT" })));

        foreach (
            var read in await Nodes.Write(async tx =>
                new[]
                {
                    await tx.Users.Find(ben.Id),
                    await tx.Users.FindIn(account.Id, ben.Id),
                    await tx.Users.FindByEmail(ben.CanonicalEmail),
                    await tx.Users.FindByLogin(account.Id, "ben"),
                    await tx.Users.FindByLoginAlone("ben"),
                    await tx.Users.FindDecoy(),
                    await tx.Users.Lock(ben.Id),
                }
            )
        )
            Assert.Equal(("Support", Permission.ViewAudit), (read!.RoleName, Assert.Single(read.Permissions)));
    }

    [Fact]
    [Keeps("ADMIN-4"), Keeps("ADMIN-5")]
    public async Task Another_accounts_role_allows_nothing()
    {
        var (mine, other) = (await SomeAccount(), await SomeAccount("other"));
        var role = await SomeRole(other, "Support", "VIEW_USER");
        var ben = await SomeUser(mine, "ben", role.Id);

        Assert.Empty(ben.Permissions);
        Assert.Null(await Nodes.Read(tx => tx.Roles.Grantable(mine.Id, role.Id)));
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task A_roles_name_is_the_only_one_of_its_account()
    {
        var (mine, other) = (await SomeAccount(), await SomeAccount("other"));
        var role = await SomeRole(mine, "Support", "");
        var second = await SomeRole(mine, "Desk", "");

        Assert.Equal(0, await Nodes.Write(tx => tx.Roles.Add(NewRole(tx.Random.Id(), mine, "SUPPORT", ""))));
        Assert.Equal(0, await Nodes.Write(tx => tx.Roles.Change(second with { CanonicalName = role.CanonicalName })));
        Assert.Equal(1, await Nodes.Write(tx => tx.Roles.Add(NewRole(tx.Random.Id(), other, "Support", ""))));
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task Of_two_who_edit_a_role_at_once_one_does()
    {
        var role = await SomeRole(await SomeAccount(), "Support", "");

        var changed = await Nodes.AtOnce(10, (tx, i) => tx.Roles.Change(role with { Description = $"{i}" }));

        Assert.Equal(1, changed.Sum());
    }

    [Fact]
    [Keeps("ADMIN-4")]
    public async Task A_role_is_not_deleted_while_somebody_has_it()
    {
        var account = await SomeAccount();
        var role = await SomeRole(account, "Support", "VIEW_USER");
        var ben = await SomeUser(account, "ben", role.Id);

        Assert.Equal(0, await Nodes.Write(tx => tx.Roles.Delete(role.Id)));
        await Nodes.Write(tx => tx.Users.ChangeStatus(ben.Id, UserStatus.Deactivated, Now));
        Assert.Equal(0, await Nodes.Write(tx => tx.Roles.Delete(role.Id)));
        await Nodes.Write(tx => tx.Users.ChangeStatus(ben.Id, UserStatus.Removed, Now));
        Assert.Equal(1, await Nodes.Write(tx => tx.Roles.Delete(role.Id)));

        Assert.Empty((await Nodes.Read(tx => tx.Users.Find(ben.Id)))!.Permissions);
    }

    [Fact]
    [Keeps("ALWAYS-3"), Keeps("ADMIN-4")]
    public async Task A_role_that_allows_something_else_is_told_to_those_who_check_keys()
    {
        var account = await SomeAccount();
        var role = await SomeRole(account, "Support", "VIEW_USER,VIEW_AUDIT");
        var (ben, cleo) = (await SomeUser(account, "ben", role.Id), await SomeUser(account, "cleo", role.Id));
        await SomeUser(account, "dan");
        using var feed = Nodes.First.Engine.OpenKeyFeed();
        Assert.Empty(feed.Hear(Patience));

        await Nodes.Second.Write(Caller.OfSystem("test"), tx => tx.Roles.Change(role with { Permissions = "VIEW_USER" }));

        Assert.Equal(
            new[] { ben.Id, cleo.Id }.Order(StringComparer.Ordinal),
            Heard(feed).Cast<KeyNews.User>().Select(news => news.Id).Order(StringComparer.Ordinal)
        );
    }

    private Task<User> SomeUser(Account account, string login, string role) =>
        Nodes.Write(async tx =>
        {
            var id = tx.Random.Id();
            Assert.Equal(1, await tx.Users.Add(NewUser(id, account, login) with { Role = role }));
            return (await tx.Users.Find(id))!;
        });

    private Task<Role> SomeRole(Account account, string name, string permissions) =>
        Nodes.Write(async tx =>
        {
            var role = NewRole(tx.Random.Id(), account, name, permissions);
            Assert.Equal(1, await tx.Roles.Add(role));
            return role with { Version = 1 };
        });

    private static Role NewRole(string id, Account account, string name, string permissions) =>
        new()
        {
            Id = id,
            AccountId = account.Id,
            Name = name,
            CanonicalName = name.ToLowerInvariant(),
            Permissions = permissions,
            CreatedAt = Now,
            ModifiedAt = Now,
        };
}
