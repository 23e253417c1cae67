using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Core.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Storage.Tests;

public abstract partial class StorageBehaviours
{
    private const string Wiki = "wiki.acme.test";

    [Fact]
    [Keeps("DOOR-2")]
    public async Task The_cookie_of_an_application_s_host_stands_for_one_session_there()
    {
        var (_, session) = await SomeForwardSession();
        await Nodes.Write(tx => tx.Applications.Add(SomeApplication(session.AccountId, "shop.acme.test")));

        Assert.Equal(session.Id, (await Found("forward", Wiki))?.Id);
        Assert.Null(await Found("forward", "shop.acme.test"));
        Assert.Null(await Found("other", Wiki));
        Assert.Null(await Found(session.TokenDigest, Wiki));
    }

    [Fact]
    [Keeps("DOOR-2"), Keeps("ALWAYS-9")]
    public async Task It_counts_only_while_the_host_is_an_application_s_of_the_session_s_account()
    {
        var (application, session) = await SomeForwardSession();
        var other = await SomeAccount("globex");

        // As it would be if the code had not deleted what was opened there.
        await Delete("applications", application.Id);
        Assert.Null(await Found("forward", Wiki));
        await Nodes.Write(tx => tx.Applications.Add(application with { AccountId = other.Id }));
        Assert.Null(await Found("forward", Wiki));
        await Delete("applications", application.Id);
        await Nodes.Write(tx => tx.Applications.Add(application));
        Assert.Equal(session.Id, (await Found("forward", Wiki))?.Id);
    }

    [Fact]
    [Keeps("ALWAYS-9")]
    public async Task With_an_application_goes_what_was_opened_there()
    {
        var (application, _) = await SomeForwardSession();

        Assert.Equal(1, await Nodes.Write(tx => tx.Applications.Remove(application)));
        Assert.Equal(0, await Nodes.Write(tx => tx.Applications.Remove(application)));
        await Nodes.Write(tx => tx.Applications.Add(application));

        Assert.Null(await Found("forward", Wiki));
    }

    [Fact]
    [Keeps("SIGN-9"), Keeps("ALWAYS-9")]
    public async Task With_a_session_goes_what_it_opened_elsewhere()
    {
        var (_, session) = await SomeForwardSession();

        await Nodes.Write(tx => tx.Sessions.End(session.UserId, session.Id, Now));
        Assert.NotNull((await Found("forward", Wiki))?.EndedAt);
        await Delete("sessions", session.Id);
        Assert.Null(await Found("forward", Wiki));

        await Nodes.Write(tx => tx.Sessions.Add(session));
        Assert.Null(await Found("forward", Wiki));
    }

    [Fact]
    [Keeps("DOOR-2")]
    public async Task The_newest_cookie_of_a_session_and_host_takes_the_place_of_the_one_before()
    {
        var (_, session) = await SomeForwardSession();

        await Nodes.Write(tx => tx.Forward.Open("newer", session.Id, Wiki, Now));

        Assert.Null(await Found("forward", Wiki));
        Assert.Equal(session.Id, (await Found("newer", Wiki))?.Id);
    }

    [Fact]
    [Keeps("DOOR-2")]
    public async Task Of_many_cookies_each_stands_for_its_own_person()
    {
        var account = await SomeAccount();
        await Nodes.Write(async tx =>
        {
            await tx.Policies.Add(account.Id, Preset.All["strict"], new() { RequiredSince = Now }, Now);
            await tx.Applications.Add(SomeApplication(account.Id, Wiki));
        });
        string[] logins = ["anna", "ben", "carl"];
        foreach (var login in logins)
        {
            var user = await SomeUser(account, login);
            await Nodes.Write(async tx =>
            {
                await tx.Sessions.Add(SomeSession(user, "s-" + login));
                await tx.Forward.Open("of " + login, "s-" + login, Wiki, Now);
            });
        }

        var found = await Nodes.Read(tx => tx.People.FindForwarded(["of carl", "of nobody", "of anna"]));

        Assert.Equal(["anna", "carl"], found.Select(one => one.Person.User.Login).Order());
        foreach (var one in found)
        {
            Assert.Equal("of " + one.Person.User.Login, one.TokenDigest);
            Assert.Equal("s-" + one.Person.User.Login, one.Session.Id);
            Assert.Equal((account.Id, Now), (one.Person.Account.Id, one.Person.Policy.RequiredSince));
        }
        Assert.Empty(await Nodes.Read(tx => tx.People.FindForwarded([])));
    }

    private Task Delete(string table, string id) => Sql($"DELETE FROM {table} WHERE id = '{id}'");

    // Whoever is looked for alone and whoever is looked for among others is found by the same rule.
    private async Task<Session?> Found(string tokenDigest, string host)
    {
        var alone = await Nodes.Read(tx => tx.Forward.FindSession(tokenDigest, host));
        var among = await Nodes.Read(tx => tx.People.FindForwarded(["nobody's", tokenDigest]));
        Assert.Equal(alone?.Id, among.SingleOrDefault(one => one.Host == host)?.Session.Id);
        return alone;
    }

    private async Task<(Application Application, Session Session)> SomeForwardSession()
    {
        var user = await SomeUser();
        await Nodes.Write(tx => tx.Policies.Add(user.AccountId, Preset.All[Preset.DefaultName], Decision.None, Now));
        var session = SomeSession(user, "s1");
        var application = SomeApplication(user.AccountId, Wiki);
        await Nodes.Write(async tx =>
        {
            await tx.Sessions.Add(session);
            await tx.Applications.Add(application);
            await tx.Forward.Open("forward", session.Id, Wiki, Now);
        });
        return (application, session);
    }

    private static Application SomeApplication(string accountId, string host) =>
        new()
        {
            Id = "of-" + host,
            AccountId = accountId,
            Host = host,
            CreatedAt = Now,
        };
}
