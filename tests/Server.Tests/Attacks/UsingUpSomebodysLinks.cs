using System.Net;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>A stranger asks for links to somebody's mailbox, so that the person gets none when one is needed (SIGN-15).</summary>
[Keeps("SIGN-15"), Keeps("SIGN-7")]
public sealed class UsingUpSomebodysLinks
{
    private const string New = "gravel-window-orbit-77";

    [Fact]
    public async Task A_browser_that_the_person_signed_in_with_has_an_allowance_of_its_own()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var own = await server.Given.SignedIn(ben, "127.0.3.1");
        own.Cookies["sid"] = null;
        var before = (await server.Mailbox.Of(ben)).Count;
        for (var i = 0; i < 5; i++)
            await AskFrom(server, ben, $"127.0.4.{i + 1}");
        Assert.Equal(3, (await server.Mailbox.Of(ben)).Count - before);

        for (var i = 0; i < 5; i++)
            Assert.Equal("/sign-in/forgotten?sent=1", (await Ask(own, ben)).Location);

        Assert.Equal(6, (await server.Mailbox.Of(ben)).Count - before);
    }

    [Fact]
    public async Task A_browser_that_knows_somebody_else_is_a_stranger()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var (ben, eve) = (await server.Given.User(company), await server.Given.User(company));
        using var hers = await server.Given.SignedIn(eve, "127.0.3.2");
        hers.Cookies["sid"] = null;
        for (var i = 0; i < 3; i++)
            await AskFrom(server, ben, $"127.0.4.{i + 1}");

        await Ask(hers, ben);

        Assert.Equal(3, (await server.Mailbox.Of(ben)).Count);
    }

    [Fact]
    public async Task Neighbours_behind_the_same_address_do_not_use_it_up()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var own = await server.Given.SignedIn(ben, "127.0.3.3");
        own.Cookies["sid"] = null;
        using var neighbour = server.Browser("127.0.3.3");
        var form = await neighbour.Fill("/sign-in/forgotten", ("login", "nobody@acme.test"));
        for (var i = 0; i < 20; i++)
            await neighbour.Send(form);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await neighbour.Send(form)).Status);

        Assert.Equal("/sign-in/forgotten?sent=1", (await Ask(own, ben)).Location);
    }

    [Fact]
    public async Task Asking_again_leaves_the_link_open_that_the_person_has()
    {
        await using var server = await TestServer.Start();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        await AskFrom(server, ben, "127.0.5.1");
        var own = await server.Mailbox.LinkTo(ben);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await AskFrom(server, ben, "127.0.5.2");
        var other = await server.Mailbox.LinkTo(ben);
        Assert.NotEqual(own, other);
        using var browser = server.Browser();

        var done = await browser.Submit(own, ("password", New), ("passwordAgain", New));

        Assert.EndsWith("&done=password", done.Location, StringComparison.Ordinal);
        Assert.Contains("no longer works", (await browser.Get(other)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_an_administrator_sends_ends_all_others()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        await AskFrom(server, ben, "127.0.5.1");
        var asked = await server.Mailbox.LinkTo(ben);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        using var administrator = await server.Given.SignedIn(company.Administrator);

        var form = (await administrator.Get($"/account/users/{ben.User.Id}")).Form(("password", ""));
        await administrator.Send(form with { Action = $"/account/users/{ben.User.Id}?handler=Link" });

        using var browser = server.Browser();
        Assert.Contains("no longer works", (await browser.Get(asked)).Text, StringComparison.Ordinal);
        Assert.Equal("Choose a password", (await browser.Get(await server.Mailbox.LinkTo(ben))).Heading);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Many_who_ask_at_once_on_two_nodes_get_three(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        var browsers = Enumerable.Range(0, 24).Select(i => (i % 2 == 0 ? server : second).Browser($"127.0.6.{i + 1}")).ToList();
        var forms = new List<FilledForm>();
        foreach (var browser in browsers)
            forms.Add(await browser.Fill("/sign-in/forgotten", ("login", ben.User.Email)));

        // None commits before all have begun, so that whoever counts without waiting for the others counts nothing.
        await using var hold = await HeldTrail.Of(server, ben.Account);
        var sent = browsers.Zip(forms, (browser, form) => browser.Send(form)).ToList();
        await Task.Delay(HeldTrail.LongEnough);
        await hold.Release();
        var answers = await Task.WhenAll(sent);

        Assert.All(answers, answer => Assert.Equal("/sign-in/forgotten?sent=1", answer.Location));
        Assert.Equal(3, (await server.Mailbox.Of(ben)).Count);
    }

    private static Task<Page> Ask(Browser browser, Person person) =>
        browser.Submit("/sign-in/forgotten", ("login", person.User.Email));

    private static async Task AskFrom(TestServer server, Person person, string address)
    {
        using var browser = server.Browser(address);
        await Ask(browser, person);
    }
}
