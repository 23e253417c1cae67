using Dapper;
using Sallyport.Core.Accounts;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    private static readonly byte[] PublicKey = [0xA5, 1, 2, 3];

    [Fact]
    [Keeps("ALWAYS-2"), Keeps("KEY-3")]
    public async Task Of_a_hundred_requests_with_one_challenge_one_spends_it()
    {
        var asked = await SomeChallenge("session");

        var answers = await Nodes.AtOnce(Crowd, tx => tx.Challenges.Spend(asked.Id, ChallengePurpose.Registration, "session"));

        var spent = Assert.Single(answers, answer => answer is not null)!;
        Assert.Equal(asked.Bytes, spent.Bytes);
        Assert.Equal("https://acme.test", spent.Origin);
        Assert.Equal(asked.ExpiresAt.ToUnixTimeMilliseconds(), spent.ExpiresAt.ToUnixTimeMilliseconds());
    }

    [Fact]
    [Keeps("KEY-3"), Keeps("W-R2")]
    public async Task A_challenge_is_spent_by_nobody_else_for_nothing_else_and_not_after_its_time()
    {
        var asked = await SomeChallenge("session");

        Assert.Null(await Nodes.Write(tx => tx.Challenges.Spend(asked.Id, ChallengePurpose.Registration, "other")));
        Assert.Null(await Nodes.Write(tx => tx.Challenges.Spend(asked.Id, ChallengePurpose.Registration, "")));
        Assert.Null(await Nodes.Write(tx => tx.Challenges.Spend(asked.Id, ChallengePurpose.FreshProof, "session")));
        Assert.NotNull(await Nodes.Read(tx => tx.Challenges.Find(asked.Id, ChallengePurpose.Registration, "session")));

        await Sql("UPDATE webauthn_challenges SET expires_at = 0");
        Assert.Null(await Nodes.Write(tx => tx.Challenges.Spend(asked.Id, ChallengePurpose.Registration, "session")));
        Assert.Null(await Nodes.Read(tx => tx.Challenges.Find(asked.Id, ChallengePurpose.Registration, "session")));
        Assert.Equal(1, await Nodes.Write(tx => tx.Challenges.Forget(tx.Now)));
    }

    [Fact]
    [Keeps("KEY-3")]
    public async Task A_holder_has_some_open_challenges_and_not_a_heap()
    {
        var first = await SomeChallenge("session");
        for (var i = 0; i < 10; i++)
            await SomeChallenge("session");
        var newest = await SomeChallenge("session");

        Assert.Null(await Nodes.Read(tx => tx.Challenges.Find(first.Id, ChallengePurpose.Registration, "session")));
        Assert.NotNull(await Nodes.Read(tx => tx.Challenges.Find(newest.Id, ChallengePurpose.Registration, "session")));
    }

    [Fact]
    [Keeps("KEY-4"), Keeps("W-R16")]
    public async Task Of_one_credential_added_at_once_by_two_users_one_is_kept()
    {
        var account = await SomeAccount();
        User[] users = [await SomeUser(account, "anna"), await SomeUser(account, "ben")];

        var added = await Nodes.AtOnce(20, (tx, i) => tx.SecurityKeys.Add(NewKey($"key{i}", users[i % 2]), PublicKey));

        Assert.Single(added, done => done);
    }

    [Fact]
    [Keeps("KEY-4")]
    public async Task A_key_is_read_as_it_was_written()
    {
        var user = await SomeUser();
        var key = await SomeKey(user);

        var read = (await Nodes.Read(tx => tx.SecurityKeys.FindOf(user.Id, key.Id)))!;

        Assert.Equal((key.Name, key.RpId, key.Algorithm, key.Aaguid), (read.Name, read.RpId, read.Algorithm, read.Aaguid));
        Assert.Equal(key.CredentialId, read.CredentialId);
        Assert.Equal((true, true, false), (read.BackupEligible, read.IsPasskey, read.UserVerified));
        Assert.Equal(key.Id, (await Nodes.Read(tx => tx.SecurityKeys.FindByCredential(key.CredentialId)))!.Id);
        Assert.Equal(PublicKey, await Nodes.Read(tx => Task.FromResult(tx.SecurityKeys.PublicKeyOf(read))));
    }

    [Theory]
    [InlineData("user_id = (SELECT id FROM users WHERE login = 'ben')")]
    [InlineData("rp_id = 'other.test'")]
    [InlineData("credential_id = attestation_object")]
    [InlineData("sealed_public_key = attestation_object")]
    [InlineData("backup_eligible = 0")]
    [InlineData("attestation_verified = 1")]
    [InlineData("aaguid = 'ee882879-721c-4913-9775-3dfcce97072a'")]
    [Keeps("V6.7.1")]
    public async Task A_key_that_was_changed_by_hand_does_not_open(string change)
    {
        var account = await SomeAccount();
        await SomeUser(account, "ben");
        await SomeKey(await SomeUser(account, "anna"));

        await Sql("UPDATE security_keys SET " + change);

        var key = (
            await Nodes.Read(async tx =>
                await tx.SecurityKeys.FindByCredential([9, 9]) ?? await tx.SecurityKeys.FindByCredential([7])
            )
        )!;
        Assert.Null(await Nodes.Read(tx => Task.FromResult(tx.SecurityKeys.PublicKeyOf(key))));
    }

    [Fact]
    [Keeps("KEY-6"), Keeps("W-A9")]
    public async Task Of_a_hundred_answers_checked_over_one_count_one_is_noted()
    {
        var user = await SomeUser();
        var key = await SomeKey(user);

        var noted = await Nodes.AtOnce(Crowd, (tx, i) => tx.SecurityKeys.Use(key.Id, new KeyUse(4, 5 + i, false, true)));

        Assert.Single(noted, done => done);
        var read = (await Nodes.Read(tx => tx.SecurityKeys.FindOf(user.Id, key.Id)))!;
        Assert.Equal((true, false, true), (read.SignCount > 4, read.BackedUp, read.UserVerified));
        Assert.NotNull(read.LastUsedAt);
    }

    [Fact]
    [Keeps("W-R1")]
    public async Task A_user_has_one_handle_for_ever_and_it_is_nobody_elses()
    {
        var account = await SomeAccount();
        var anna = await SomeUser(account, "anna");
        var ben = await SomeUser(account, "ben");

        var handles = await Nodes.AtOnce(20, tx => tx.UserHandles.Of(anna.Id));

        Assert.Single(handles.Select(Convert.ToHexString).Distinct());
        Assert.Equal(64, handles[0].Length);
        Assert.NotEqual(handles[0], await Nodes.Write(tx => tx.UserHandles.Of(ben.Id)));
        Assert.Equal(anna.Id, await Nodes.Read(tx => tx.UserHandles.UserOf(handles[0])));
        Assert.Null(await Nodes.Read(tx => tx.UserHandles.UserOf([1])));
    }

    [Fact]
    [Keeps("ALWAYS-1"), Keeps("MUST-10")]
    public async Task A_key_is_a_factor_that_codes_live_by_and_that_goes_with_the_others()
    {
        var user = await SomeUser();
        var code = await SomeRecoveryCode(user, isActive: true);
        await SomeKey(user);
        var app = await SomeApp(user);

        Assert.Equal(new Factors(1, 0, 1), await Nodes.Read(tx => tx.Factors.Of(user.Id)));
        await Nodes.Write(tx => tx.Apps.Remove(user.Id, app.Id));
        Assert.True(await Nodes.Write(tx => tx.Recovery.Spend(code, Now)));

        Assert.Equal(1, await Nodes.Write(tx => tx.Factors.RemoveAll(user.Id)));
        Assert.Equal(Factors.None, await Nodes.Read(tx => tx.Factors.Of(user.Id)));
    }

    [Theory]
    [InlineData("", "anna,ben,cleo")]
    [InlineData("on", "anna,ben")]
    [InlineData("off", "cleo")]
    [InlineData("securityKey", "anna")]
    [InlineData("app", "ben")]
    [Keeps("MUST-11")]
    public async Task The_list_of_users_is_asked_by_kind_of_factor(string mfa, string found)
    {
        var account = await SomeAccount();
        await SomeKey(await SomeUser(account, "anna"));
        await SomeApp(await SomeUser(account, "ben"));
        await SomeUser(account, "cleo");

        var rows = await Nodes.Read(tx => tx.UserList.Page(new UserListQuestion(account.Id, "", "login", false, mfa, 10, 0)));

        Assert.Equal(found, string.Join(',', rows.Select(row => row.Login)));
        Assert.All(rows, row => Assert.Equal(row.Login == "anna" ? 1 : 0, row.Factors.SecurityKeys));
    }

    private Task<Challenge> SomeChallenge(string holder) =>
        Nodes.Write(tx => tx.Challenges.Ask(ChallengePurpose.Registration, holder, null, "acme.test", "https://acme.test"));

    private async Task<SecurityKey> SomeKey(User user)
    {
        var key = NewKey("key of " + user.Login, user);
        Assert.True(await Nodes.Write(tx => tx.SecurityKeys.Add(key, PublicKey)));
        return key;
    }

    private static SecurityKey NewKey(string id, User user) =>
        new()
        {
            Id = id,
            UserId = user.Id,
            Name = "Blue key",
            RpId = "acme.test",
            CredentialId = [9, 9],
            Algorithm = -7,
            SignCount = 4,
            Aaguid = "00000000-0000-0000-0000-000000000000",
            AttestationFormat = "none",
            Transports = "usb,nfc",
            IsPasskey = true,
            BackupEligible = true,
            CreatedAt = Now,
            AttestationObject = [7],
            ClientData = [8],
        };

    private async Task Sql(string statement)
    {
        await using var connection = await Nodes.First.Engine.Connect(CancellationToken.None);
        await connection.ExecuteAsync(statement);
    }
}
