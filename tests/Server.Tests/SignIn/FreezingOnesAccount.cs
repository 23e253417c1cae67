using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Accounts;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.SignIn;

/// <summary>The link in a notice: "It was not me: freeze my account".</summary>
[Keeps("SIGN-14"), Keeps("SIGN-13")]
public sealed class FreezingOnesAccount
{
    private const string New = "gravel-window-orbit-77";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-9"), Keeps("ALWAYS-10")]
    public async Task The_button_shuts_everybody_out_until_a_password_is_chosen_by_mail(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, ben, thief) = await Noticed(server);
        using var reader = server.Browser("127.0.5.1");
        await reader.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var open = await server.Mailbox.LinkTo(ben);

        var answer = await reader.Enter(await server.Mailbox.FreezeLinkTo(ben));

        Assert.Equal("Your account is frozen", answer.Heading);
        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Equal("frozen", await StatusOf(server, ben));
        Assert.NotEmpty((await thief.Submit("/sign-in", ("login", ben.User.Email), ("password", ben.Password))).Errors);
        Assert.Contains("no longer works", (await reader.Get(open)).Text, StringComparison.Ordinal);
        Assert.Single(await Trail.Of(server, company, AuditAction.UserFrozen));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "accountFrozen");

        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await reader.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        await reader.Submit(await server.Mailbox.LinkTo(ben), ("password", New), ("passwordAgain", New));
        ben.Password = New;
        Assert.Equal("/me", (await server.Given.SignIn(reader, ben)).Path);
        Assert.Equal("active", await StatusOf(server, ben));
    }

    [Fact]
    [Keeps("ALWAYS-6")]
    public async Task Opening_the_link_changes_nothing_and_it_works_once_for_seven_days()
    {
        await using var server = await TestServer.Start();
        var (_, ben, _) = await Noticed(server);
        var link = await server.Mailbox.FreezeLinkTo(ben);
        using var reader = server.Browser();

        Assert.Equal("Freeze your account", (await reader.Get(link)).Heading);
        await reader.Get(link);
        Assert.Equal("active", await StatusOf(server, ben));
        var form = (await reader.Get(link)).Form();
        await reader.Send(form);
        Assert.Equal("frozen", await StatusOf(server, ben));
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Active, tx.Now));

        Assert.Contains("no longer works", (await reader.Get(link)).Text, StringComparison.Ordinal);
        await reader.Send(form);
        Assert.Equal("active", await StatusOf(server, ben));
        await server.Given.SignIn(server.Browser("127.0.9.9"), ben);
        var second = await server.Mailbox.FreezeLinkTo(ben);
        server.Clock.Advance(TimeSpan.FromDays(7));
        Assert.Contains("no longer works", (await reader.Get(second)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thief_who_changes_password_and_address_does_not_end_it()
    {
        await using var server = await TestServer.Start();
        var (company, ben, thief) = await Noticed(server);
        var link = await server.Mailbox.FreezeLinkTo(ben);
        await thief.Submit("/me/security/password", ("oldPassword", ben.Password), ("password", New), ("passwordAgain", New));
        var user = (await server.Read(tx => tx.Users.Find(ben.User.Id)))!;
        using var administrator = await server.Given.SignedIn(company.Administrator);
        await administrator.Submit($"/account/users/{ben.User.Id}", ("email", "thief@evil.test"), ("password", ""));
        using var reader = server.Browser();
        await reader.Enter(await server.Mailbox.ConfirmLinkAt("thief@evil.test"));
        Assert.NotEqual(user.Email, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Email);

        await reader.Submit(link);

        Assert.Equal("frozen", await StatusOf(server, ben));
    }

    [Fact]
    public async Task It_neither_opens_who_is_locked_nor_is_it_an_administrators_to_give()
    {
        await using var server = await TestServer.Start();
        var (company, ben, _) = await Noticed(server);
        var link = await server.Mailbox.FreezeLinkTo(ben);
        using var administrator = await server.Given.SignedIn(company.Administrator);
        var page = $"/account/users/{ben.User.Id}";
        var status = (await administrator.Get(page)).Form(("password", "")) with { Action = page + "?handler=Status" };
        await administrator.Send(status with { Fields = [.. status.Fields, KeyValuePair.Create("status", "frozen")] });
        Assert.Equal("active", await StatusOf(server, ben));
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Locked, tx.Now));
        using var reader = server.Browser();

        await reader.Submit(link);

        Assert.Equal("locked", await StatusOf(server, ben));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-7")]
    public async Task The_only_administrator_stays_one_and_comes_back_by_mail(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, _, _) = await Noticed(server);
        var anna = company.Administrator;
        await Freeze(server, anna);

        Assert.Equal(1, await server.Read(tx => tx.Users.CountActiveAdministrators(company.Account.Id)));
        Assert.NotEmpty(
            (await server.Browser().Submit("/sign-in", ("login", anna.User.Email), ("password", anna.Password))).Errors
        );
        using var reader = server.Browser("127.0.5.1");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await reader.Submit("/sign-in/forgotten", ("login", anna.User.Email));
        await reader.Submit(await server.Mailbox.LinkTo(anna), ("password", New), ("passwordAgain", New));
        anna.Password = New;
        Assert.Equal("/me", (await server.Given.SignIn(reader, anna)).Path);
    }

    [Fact]
    [Keeps("ALWAYS-7"), Keeps("ADMIN-4")]
    public async Task A_frozen_administrator_neither_goes_nor_lets_the_other_go()
    {
        await using var server = await TestServer.Start();
        var (company, _, _) = await Noticed(server);
        var (anna, bea) = (company.Administrator, await server.Given.User(company, "bea", BuiltInRole.Admin));
        await Freeze(server, anna);
        using var browser = await server.Given.SignedIn(bea);

        Assert.NotEmpty((await browser.Submit($"/account/users/{bea.User.Id}", ("role", "all"))).Errors);
        Assert.Contains("Frozen", (await browser.Get($"/account/users/{anna.User.Id}")).Text, StringComparison.Ordinal);
        Assert.Equal(UserStatus.Active, (await server.Read(tx => tx.Users.Find(anna.User.Id)))!.Status);
        await browser.Submit($"/account/users/{anna.User.Id}", ("status", "active"));
        Assert.Equal("active", await StatusOf(server, anna));
    }

    /// <summary>By the notice of a new browser, as the person would.</summary>
    private static async Task Freeze(TestServer server, Person person)
    {
        await server.Given.SignedIn(person, "127.0.6.1");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await server.Given.SignedIn(person, "127.0.6.2");
        await server.Browser("127.0.6.3").Submit(await server.Mailbox.FreezeLinkTo(person));
        Assert.Equal("frozen", await StatusOf(server, person));
    }

    /// <summary>Somebody signed in as Ben with a browser that was not seen before, and Ben has the notice.</summary>
    private static async Task<(Company Company, Person Ben, Browser Thief)> Noticed(TestServer server)
    {
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        await server.Given.SignedIn(ben, "127.0.2.1");
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var thief = await server.Given.SignedIn(ben, "127.0.2.2");
        Assert.Contains(await server.Mailbox.Of(ben), mail => mail.Kind == "newBrowser");
        return (company, ben, thief);
    }

    private static async Task<string> StatusOf(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!.StatusWord;
}
