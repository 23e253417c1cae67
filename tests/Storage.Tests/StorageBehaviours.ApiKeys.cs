using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(50);

    [Fact]
    [Keeps("APIKEY-3"), Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_requests_with_one_form_one_makes_a_key()
    {
        var user = await SomeUser();

        var made = await Nodes.AtOnce(
            Crowd,
            (tx, i) => tx.ApiKeys.Add(SomeNewKey(user, i + 1, (byte)i) with { AskedBy = "form" })
        );

        Assert.Single(made, added => added);
        Assert.Single(await Nodes.Read(tx => tx.ApiKeys.Of(user.Id)));
    }

    [Fact]
    [Keeps("APIKEY-5")]
    public async Task Of_a_hundred_requests_that_delete_a_key_one_does_and_it_is_kept_for_the_record()
    {
        var key = await SomeApiKey(await SomeUser());

        Assert.Single(await Nodes.AtOnce(Crowd, tx => tx.ApiKeys.Delete(key.Number, Now)), deleted => deleted);

        Assert.Empty(await Nodes.Read(tx => tx.ApiKeys.Of(key.UserId)));
        Assert.Null(await Nodes.Read(tx => tx.ApiKeys.FindIn(key.AccountId, key.Id)));
        Assert.Equal(Now, (await Nodes.Read(tx => tx.KnownKeys.Find(key.Digest)))!.DeletedAt);
    }

    [Fact]
    [Keeps("APIKEY-9"), Keeps("ALWAYS-2")]
    public async Task Of_a_hundred_requests_that_renew_a_key_one_does_and_both_texts_are_found()
    {
        var key = await SomeApiKey(await SomeUser());

        var rotated = await Nodes.AtOnce(
            Crowd,
            (tx, i) => tx.ApiKeys.Rotate(key, Digest((byte)(100 + i)), "abcd", Now.AddHours(1), Now)
        );

        var winner = Array.IndexOf(rotated, true);
        Assert.Single(rotated, won => won);
        var byFormer = await Nodes.Read(tx => tx.KnownKeys.Find(key.Digest));
        var byNewer = await Nodes.Read(tx => tx.KnownKeys.Find(Digest((byte)(100 + winner))));
        Assert.Equal(Now.AddHours(1), byFormer!.FormerEndsAt);
        Assert.Equal(key.Digest, byNewer!.FormerDigest);
        Assert.Equal(byFormer.Number, byNewer.Number);
    }

    [Fact]
    [Keeps("APIKEY-5"), Keeps("APIKEY-4")]
    public async Task A_deleted_key_is_neither_renewed_nor_brought_back_by_its_last_uses()
    {
        var key = await SomeApiKey(await SomeUser());
        await Nodes.Write(tx => tx.ApiKeys.Delete(key.Number, Now));

        Assert.False(await Nodes.Write(tx => tx.ApiKeys.Rotate(key, Digest(9), "abcd", Now, Now)));
        await Nodes.Write(tx => tx.KnownKeys.Mark([new ApiKeyUse(key.Number, Now.AddSeconds(1), "192.0.2.1", Door.Api)]));

        Assert.Empty(await Nodes.Read(tx => tx.ApiKeys.Of(key.UserId)));
        Assert.NotNull((await Nodes.Read(tx => tx.KnownKeys.Find(key.Digest)))!.DeletedAt);
    }

    [Fact]
    [Keeps("ALWAYS-3")]
    public async Task All_keys_of_a_user_end_together_and_nobody_else_s()
    {
        var account = await SomeAccount();
        var (anna, ben) = (await SomeUser(account, "anna"), await SomeUser(account, "ben"));
        await SomeApiKey(anna, 1);
        await SomeApiKey(anna, 2);
        var other = await SomeApiKey(ben, 3);

        Assert.Equal(2, await Nodes.Write(tx => tx.ApiKeys.DeleteOf(anna.Id, Now)));

        Assert.Equal([other.Id], (await Nodes.Read(tx => tx.ApiKeys.OfAccount(account.Id))).Select(key => key.Id));
    }

    [Fact]
    [Keeps("ADMIN-5")]
    public async Task An_account_does_not_find_another_accounts_key()
    {
        var key = await SomeApiKey(await SomeUser(await SomeAccount("acme"), "anna"));
        var other = await SomeAccount("other");

        Assert.NotNull(await Nodes.Read(tx => tx.ApiKeys.FindIn(key.AccountId, key.Id)));
        Assert.Null(await Nodes.Read(tx => tx.ApiKeys.FindIn(other.Id, key.Id)));
    }

    [Fact]
    [Keeps("APIKEY-4")]
    public async Task The_last_use_never_goes_backward_whichever_node_writes_last()
    {
        var key = await SomeApiKey(await SomeUser());
        var number = key.Number;

        await Nodes.Write(tx => tx.KnownKeys.Mark([new ApiKeyUse(number, Now.AddSeconds(2), "192.0.2.2", Door.IsProxy)]));
        await Nodes.Write(tx => tx.KnownKeys.Mark([new ApiKeyUse(number, Now.AddSeconds(1), "192.0.2.1", Door.Api)]));

        var seen = (await Nodes.Read(tx => tx.ApiKeys.FindIn(key.AccountId, key.Id)))!;
        Assert.Equal((Now.AddSeconds(2), "192.0.2.2", Door.IsProxy), (seen.LastUsedAt, seen.LastUsedAddress, seen.LastUsedDoor));
    }

    [Fact]
    [Keeps("APIKEY-6")]
    public async Task The_password_s_end_for_programs_is_set_once()
    {
        var user = await SomeUser();

        var ended = await Nodes.AtOnce(10, (tx, i) => tx.Users.EndApiPassword(user.Id, Now.AddSeconds(i)));

        Assert.Equal(1, ended.Sum());
        Assert.NotNull((await Nodes.Read(tx => tx.Users.Find(user.Id)))!.ApiPasswordEndedAt);
    }

    [Fact]
    public async Task Nodes_that_need_the_pepper_at_once_make_one()
    {
        await Nodes.AtOnce(10, tx => tx.Peppers.MakeForApiKeys());

        var pepper = await Nodes.Read(tx => tx.Peppers.OfApiKeys());
        var elsewhere = await Nodes.Second.Read(tx => tx.Peppers.OfApiKeys());
        Assert.True(pepper!.Matches(elsewhere!));
        Assert.Equal(32, pepper.Reveal().Length);
    }

    [Fact]
    [Keeps("ADMIN-8")]
    public async Task Refusals_of_all_nodes_in_a_minute_are_one_row_that_one_caller_takes()
    {
        var count = new RefusalCount
        {
            Minute = Now,
            Address = "192.0.2.1",
            About = "",
            Reason = "unknown",
            Door = Door.Api,
            Count = 3,
        };
        await Nodes.AtOnce(20, tx => tx.KeyRefusals.Add([count, count with { Address = "192.0.2.2" }]));

        var taken = await Nodes.AtOnce(10, tx => tx.KeyRefusals.TakeBefore(Now.AddMinutes(1), 100));

        Assert.Equal([60, 60], taken.SelectMany(rows => rows).Select(row => row.Count));
        Assert.Equal(2, taken.Single(rows => rows.Count > 0).Count);
    }

    [Fact]
    [Keeps("APIKEY-5")]
    public async Task A_node_hears_which_keys_and_users_another_has_changed()
    {
        var user = await SomeUser();
        var key = await SomeApiKey(user);
        var number = key.Number;
        using var feed = Nodes.First.Engine.OpenKeyFeed();
        Assert.Empty(feed.Hear(Patience));

        await Nodes.Second.Write(Caller.OfSystem("test"), tx => tx.ApiKeys.Delete(key.Number, Now));
        Assert.Equal([new KeyNews.Key(number)], Heard(feed));

        await Nodes.Second.Write(Caller.OfSystem("test"), tx => tx.Users.ChangeStatus(user.Id, UserStatus.Locked, Now));
        Assert.Equal([new KeyNews.User(user.Id)], Heard(feed));

        await Nodes.Second.Write(Caller.OfSystem("test"), tx => tx.KnownKeys.Mark([new ApiKeyUse(number, Now, "", Door.Api)]));
        Assert.Empty(feed.Hear(Patience));
    }

    [Fact]
    [Keeps("APIKEY-5")]
    public async Task What_is_undone_is_not_told()
    {
        var key = await SomeApiKey(await SomeUser());
        using var feed = Nodes.First.Engine.OpenKeyFeed();

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Nodes.Second.Write(
                Caller.OfSystem("test"),
                async tx =>
                {
                    await tx.ApiKeys.Delete(key.Number, Now);
                    throw new InvalidOperationException("pulled the plug");
                }
            )
        );

        Assert.Empty(feed.Hear(Patience));
    }

    private static IReadOnlyList<KeyNews> Heard(KeyFeed feed) => feed.Hear(TimeSpan.FromSeconds(1));

    private static byte[] Digest(byte first) => [first, .. new byte[ApiKeyDigest.Length - 1]];

    private static ApiKey SomeNewKey(User user, long number, byte digest) =>
        new()
        {
            Number = number,
            UserId = user.Id,
            AccountId = user.AccountId,
            Description = "Billing",
            Accesses = "API",
            Digest = Digest(digest),
            Hint = "1Dbx",
            AskedBy = $"form {number}",
            CreatedBy = "anna",
            CreatedAt = Now,
        };

    private Task<ApiKey> SomeApiKey(User user, byte digest = 1) =>
        Nodes.Write(async tx =>
        {
            var key = SomeNewKey(user, KeyId.Of(tx.Random.Bytes(sizeof(long))), digest);
            Assert.True(await tx.ApiKeys.Add(key));
            return key;
        });
}
