using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Server.AuthenticatorApps;
using Sallyport.Server.Enforcement;
using Sallyport.Server.RecoveryCodes;
using Sallyport.Server.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Storage.Tables;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>
/// A stolen session asks for something slow; while a hash is computed, its owner ends it. The request has passed every guard already, and must come to nothing (ALWAYS-9).
/// The verbs are called as they are at that moment: with a caller whose session was alive when the request came.
/// </summary>
[Keeps("ALWAYS-9"), Keeps("SIGN-9")]
public sealed class ActingThroughAnEndedSession
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task It_sets_up_no_app(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var anna = (await server.Given.Account("numbering")).Administrator;
        var caller = await CallerOf(server, anna);
        var begun = (BegunSetup.Pending)await server.Get<BeginAppSetup>().Begin(caller, anna.User.Id, "", Never);
        await End(server, anna);

        var answer = await server
            .Get<EnrolAuthenticatorApp>()
            .Confirm(caller, new FirstCode(anna.User.Id, server.Given.Code(begun.Key.Seed), "Phone"), Never);

        Assert.IsType<EnrolledApp.NothingPending>(answer);
        Assert.False((await server.Read(tx => tx.Factors.Of(anna.User.Id))).MfaOn);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task It_gets_no_recovery_codes(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var caller = await CallerOf(server, anna);
        await End(server, anna);

        var answer = await server.Get<IssueRecoveryCodes>().IssueNew(caller, RecoverySetKind.Codes, Never);

        Assert.IsNotType<IssuedCodes.Done>(answer);
        Assert.Empty(await server.Read(tx => tx.Recovery.ActiveSets(anna.User.Id)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task It_changes_no_password_and_proves_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var anna = (await server.Given.Account("numbering")).Administrator;
        var caller = await CallerOf(server, anna);
        await End(server, anna);

        var changed = await server.Get<ChangeOwnPassword>().Change(caller, anna.Password, "nine brown bells in fog", null, Never);
        var proved = await server.Get<ProveAgain>().Prove(caller, new SecondProof.Typed(anna.Password), null, Never);

        Assert.IsType<ChangedPassword.OldOneWrong>(changed);
        Assert.IsType<ProofAnswer.Wrong>(proved);
    }

    [Theory]
    [InlineData(Method.App)]
    [InlineData(Method.SecurityKey)]
    public async Task It_renames_and_removes_no_factor(Method kind)
    {
        await using var server = await TestServer.Start();
        var anna = await server.Given.App((await server.Given.Account("hosting")).Administrator);
        await server.Key(anna);
        var caller = await CallerOf(server, anna);
        await End(server, anna);
        var before = await Named(server, anna);

        foreach (var id in before.Keys)
        {
            Assert.Equal(RenamedFactor.NotFound, await server.Get<RenameOwnFactor>().Rename(caller, kind, id, "Mine now", Never));
            Assert.IsType<RemovedFactor.NotFound>(await server.Get<RemoveOwnFactor>().Remove(caller, kind, id, Never));
        }

        Assert.Equal(2, before.Count);
        Assert.Equal(before, await Named(server, anna));
    }

    private static Task<Dictionary<string, string>> Named(TestServer server, Person person) =>
        server.Read(async tx =>
        {
            var apps = (await tx.Apps.Of(person.User.Id)).Select(app => (app.Id, app.Name));
            var keys = (await tx.SecurityKeys.Of(person.User.Id)).Select(key => (key.Id, key.Name));
            return apps.Concat(keys).ToDictionary(one => one.Id, one => one.Name, StringComparer.Ordinal);
        });

    private static async Task<Caller> CallerOf(TestServer server, Person person)
    {
        using var browser = await server.Given.SignedIn(person);
        var session = Assert.Single(await server.Read(tx => tx.Sessions.Running(person.User.Id, tx.Now)));
        return new Caller
        {
            Origin = new Origin(Door.Portal, "127.0.0.1", "test", "test"),
            UserId = person.User.Id,
            AccountId = person.Account.Id,
            SessionId = session.Id,
            Name = person.User.Login,
            ProvedAt = server.Clock.Now,
        };
    }

    private static Task<int> End(TestServer server, Person person) =>
        server.Write(tx => tx.Sessions.EndOthers(person.User.Id, null, tx.Now));
}
