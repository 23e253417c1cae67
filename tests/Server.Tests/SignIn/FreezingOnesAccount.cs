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
        Assert.Equal(UserStatus.Frozen, await StatusOf(server, ben));
        Assert.NotEmpty((await thief.Submit("/sign-in", ("login", ben.User.Email), ("password", ben.Password))).Errors);
        Assert.Contains("no longer works", (await reader.Get(open)).Text, StringComparison.Ordinal);
        Assert.Single(await Trail.Of(server, company, AuditAction.UserFrozen));
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "accountFrozen");

        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await reader.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        await reader.Submit(await server.Mailbox.LinkTo(ben), ("password", New), ("passwordAgain", New));
        ben.Password = New;
        Assert.Equal("/me", (await server.Given.SignIn(reader, ben)).Path);
        Assert.Equal(UserStatus.Active, await StatusOf(server, ben));
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
        Assert.Equal(UserStatus.Active, await StatusOf(server, ben));
        var form = (await reader.Get(link)).Form();
        await reader.Send(form);
        Assert.Equal(UserStatus.Frozen, await StatusOf(server, ben));
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Active, tx.Now));

        Assert.Contains("no longer works", (await reader.Get(link)).Text, StringComparison.Ordinal);
        await reader.Send(form);
        Assert.Equal(UserStatus.Active, await StatusOf(server, ben));
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
        Assert.NotEqual(user.Email, (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.Email);
        using var reader = server.Browser();

        await reader.Submit(link);

        Assert.Equal(UserStatus.Frozen, await StatusOf(server, ben));
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
        Assert.Equal(UserStatus.Active, await StatusOf(server, ben));
        await server.Write(tx => tx.Users.ChangeStatus(ben.User.Id, UserStatus.Locked, tx.Now));
        using var reader = server.Browser();

        await reader.Submit(link);

        Assert.Equal(UserStatus.Locked, await StatusOf(server, ben));
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

    private static async Task<UserStatus> StatusOf(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!.Status;
}
