using Sallyport.Core.Accounts;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    [Fact]
    [Keeps("SIGN-1")]
    public async Task Logins_are_unique_in_their_account_and_addresses_in_the_installation()
    {
        var acme = await SomeAccount("acme");
        var other = await SomeAccount("other");
        await SomeUser(acme, "anna");

        Assert.Equal(0, await Nodes.Write(tx => tx.Users.Add(NewUser("2", acme, "ANNA"))));
        Assert.Equal(1, await Nodes.Write(tx => tx.Users.Add(NewUser("3", other, "anna"))));
        Assert.Equal(0, await Nodes.Write(tx => tx.Users.Add(WithEmail("4", other, "ben", "anna@acme.test"))));
        Assert.Null(await Nodes.Read(tx => tx.Users.FindByLoginAlone("anna")));
    }

    [Fact]
    [Keeps("SIGN-1")]
    public async Task Of_users_made_at_once_with_one_name_one_is_made()
    {
        var account = await SomeAccount();

        var added = await Nodes.AtOnce(20, (tx, i) => tx.Users.Add(NewUser($"u{i}", account, "anna")));

        Assert.Equal(1, added.Sum());
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task A_removed_user_is_kept_and_frees_both_names()
    {
        var account = await SomeAccount();
        var former = await SomeUser(account, "anna");
        await Nodes.Write(tx => tx.Users.ChangeStatus(former.Id, UserStatus.Removed, Now));

        var next = await SomeUser(account, "anna");

        Assert.Equal(next.Id, (await Nodes.Read(tx => tx.Users.FindByLogin(account.Id, "anna")))!.Id);
        Assert.Equal(next.Id, (await Nodes.Read(tx => tx.Users.FindByEmail("anna@acme.test")))!.Id);
        Assert.Equal(UserStatus.Removed, (await Nodes.Read(tx => tx.Users.Find(former.Id)))!.Status);
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task Of_two_who_edit_the_same_user_the_later_one_is_told()
    {
        var user = await SomeUser();

        var changed = await Nodes.AtOnce(2, tx => tx.Users.ChangeDetails(user));

        Assert.Equal(1, changed.Sum());
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task An_account_does_not_find_another_accounts_user()
    {
        var user = await SomeUser(await SomeAccount("acme"), "anna");
        var other = await SomeAccount("other");

        Assert.NotNull(await Nodes.Read(tx => tx.Users.FindIn(user.AccountId, user.Id)));
        Assert.Null(await Nodes.Read(tx => tx.Users.FindIn(other.Id, user.Id)));
    }

    [Theory]
    [InlineData("", "a%b,a_b,axb,plain")]
    [InlineData("%", "a%b")]
    [InlineData("_", "a_b")]
    [InlineData("\\", "")]
    [InlineData("A_B", "a_b")]
    [InlineData("'; DROP TABLE users; --", "")]
    [Keeps("ADMIN-1")]
    public async Task What_is_searched_for_is_meant_as_it_is_typed(string search, string found)
    {
        var account = await SomeAccount();
        foreach (var login in (string[])["a%b", "a_b", "axb", "plain"])
            await SomeUser(account, login);

        Assert.Equal(found, string.Join(',', await Logins(Question(account) with { Search = search })));
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task The_list_is_sorted_paged_and_filtered()
    {
        var account = await SomeAccount();
        await SomeUser(await SomeAccount("other"), "stranger");
        foreach (var login in (string[])["cleo", "anna", "ben"])
            await SomeUser(account, login);
        await SomeApp((await Nodes.Read(tx => tx.Users.FindByLogin(account.Id, "ben")))!);
        var gone = await SomeUser(account, "gone");
        await Nodes.Write(tx => tx.Users.ChangeStatus(gone.Id, UserStatus.Removed, Now));
        var all = Question(account);

        Assert.Equal(["anna", "ben", "cleo"], await Logins(all));
        Assert.Equal(["cleo", "ben", "anna"], await Logins(all with { Sort = "-login" }));
        Assert.Equal(["ben"], await Logins(all with { Limit = 1, Offset = 1 }));
        Assert.Equal(["ben"], await Logins(all with { Mfa = "on" }));
        Assert.Equal(["anna", "cleo"], await Logins(all with { Mfa = "off" }));
        Assert.Equal(4, await Nodes.Read(tx => tx.UserList.Count(all with { IncludeRemoved = true })));
        foreach (var sort in UserListTable.Sorts)
            Assert.Equal(3, (await Logins(all with { Sort = "-" + sort })).Count());
        Assert.Equal(["anna", "ben", "cleo"], await Logins(all with { Sort = "1; DROP TABLE users" }));
    }

    private async Task<IEnumerable<string>> Logins(UserListQuestion question) =>
        (await Nodes.Read(tx => tx.UserList.Page(question))).Select(row => row.Login);

    private static UserListQuestion Question(Account account) => new(account.Id, "", "login", false, "", 25, 0);

    private static User WithEmail(string id, Account account, string login, string email) =>
        new()
        {
            Id = id,
            AccountId = account.Id,
            Login = login,
            CanonicalLogin = login,
            Email = email,
            CanonicalEmail = email,
            CreatedAt = Now,
            ModifiedAt = Now,
        };
}
