using System.Diagnostics;
using Sallyport.Core.Accounts;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ApiKeys;

/// <summary>The node that changes something obeys it before it answers, whatever it remembers and whoever asks meanwhile.</summary>
[Keeps("APIKEY-5"), Keeps("ALWAYS-3"), Keeps("ALWAYS-9")]
public sealed class ChangingKeysHere
{
    public static TheoryData<DatabaseKind, string, KeyRefusal> Changes => ChangingKeysElsewhere.Changes;

    [Theory, MemberData(nameof(Changes))]
    public async Task It_takes_effect_at_once(DatabaseKind kind, string change, KeyRefusal refusal)
    {
        await using var server = await TestServer.Start(kind);
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(server, ada);
        await ChangingKeysElsewhere.Remembered(server, text);

        await server.Write(tx => ChangingKeysElsewhere.Change(tx, change, key, ada.User));

        Assert.Equal(refusal, (await CheckingKeys.Check(server, text, ChangingKeysElsewhere.Question)).Refusal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_is_taken_from_a_role_its_users_keys_do_not_have_at_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("hosting");
        var role = new Role
        {
            Id = server.Random.Id(),
            AccountId = company.Account.Id,
            Name = "Desk",
            CanonicalName = "desk",
            Description = "",
            Permissions = Words.Upper(Permission.ViewUser),
            CreatedAt = server.Clock.Now,
            ModifiedAt = server.Clock.Now,
            Version = 1,
        };
        await server.Write(tx => tx.Roles.Add(role));
        var ben = await server.Given.User(company, role: role.Id);
        var (_, text) = await Keys.Of(server, ben);
        await ChangingKeysElsewhere.Remembered(server, text);

        await server.Write(tx => tx.Roles.Change(role with { Permissions = "" }));

        Assert.Equal(
            KeyRefusal.LackingPermission,
            (await CheckingKeys.Check(server, text, ChangingKeysElsewhere.Question)).Refusal
        );
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task No_check_that_begins_after_the_answer_passes_whatever_the_load(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        for (var round = 0; round < 20; round++)
        {
            var (key, text) = await Keys.Of(server, ada);
            await ChangingKeysElsewhere.Remembered(server, text);
            var isOver = false;
            async Task<long> LastPass()
            {
                for (var last = 0L; ; )
                {
                    var began = Stopwatch.GetTimestamp();
                    if ((await CheckingKeys.CheckOnce(server, text, ChangingKeysElsewhere.Question)).HasPassed)
                        last = began;
                    else if (Volatile.Read(ref isOver))
                        return last;
                }
            }
            var load = Enumerable.Range(0, 4).Select(_ => Task.Run(LastPass)).ToList();

            var isDeleted = await server
                .Get<DeleteApiKey>()
                .Delete(Caller.OfCommandLine("test"), ada.User.Id, key.Id, CancellationToken.None);
            var answeredAt = Stopwatch.GetTimestamp();
            await Task.Delay(30, TestContext.Current.CancellationToken);
            Volatile.Write(ref isOver, true);
            var lastPass = (await Task.WhenAll(load)).Max();

            Assert.True(isDeleted);
            Assert.True(lastPass < answeredAt, $"In round {round} a check passed that began after the answer.");
        }
    }
}
