using Sallyport.Core.Accounts;
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

    private Task Delete(string table, string id) => Sql($"DELETE FROM {table} WHERE id = '{id}'");

    private Task<Session?> Found(string tokenDigest, string host) => Nodes.Read(tx => tx.Forward.FindSession(tokenDigest, host));

    private async Task<(Application Application, Session Session)> SomeForwardSession()
    {
        var user = await SomeUser();
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
