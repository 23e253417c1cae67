using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts;

public sealed class ChangingUsers
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-2"), Keeps("ALWAYS-10")]
    public async Task Every_field_is_kept_and_the_change_is_one_event(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit(
            $"/account/users/{ben.User.Id}",
            ("login", "Benjamin"),
            ("email", ben.User.Email),
            ("title", "Dr"),
            ("givenName", "Ben"),
            ("familyName", "Okafor"),
            ("mobile", "+61 412 345 678"),
            ("language", "de"),
            ("timeZone", "Europe/Vienna"),
            ("role", "all"),
            ("doors", "portal"),
            ("doors", "api"),
            ("portalAddresses", "127.0.0.0/8, 2001:db8::/32"),
            ("apiAddresses", "192.0.2.7")
        );

        Assert.Equal($"/account/users/{ben.User.Id}?done=saved", answer.Location);
        var kept = (await server.Read(tx => tx.Users.Find(ben.User.Id)))!;
        Assert.Equal("benjamin", kept.CanonicalLogin);
        Assert.Equal(
            ("Dr", "Ben", "Okafor", "+61412345678", "de", "Europe/Vienna"),
            (kept.Title, kept.GivenName, kept.FamilyName, kept.Mobile, kept.Language, kept.TimeZone)
        );
        Assert.Equal(
            ("portal,api", "127.0.0.0/8,2001:db8::/32", "192.0.2.7"),
            (kept.Doors, kept.PortalAddresses, kept.ApiAddresses)
        );
        var change = Assert.Single(await Trail.Of(server, company, AuditAction.UserChanged));
        Assert.Equal(ben.User.Id, change.TargetId);
        Assert.Equal(company.Administrator.User.Id, change.ActorId);
    }

    [Theory]
    [Keeps("ADMIN-2")]
    [InlineData("login", "ben o", "Use letters, digits")]
    [InlineData("email", "ben", "This is no e-mail address")]
    [InlineData("mobile", "0412345678", "Write the number with its country code: +61XXXXXXXX.")]
    [InlineData("portalAddresses", "300.1.1.1", "Write addresses or networks")]
    [InlineData("timeZone", "Mars/Olympus", "Choose one of the time zones.")]
    [InlineData("role", "emperor", "Choose one of the roles.")]
    public async Task A_field_that_cannot_be_taken_says_so_and_nothing_is_changed(string field, string value, string words)
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit($"/account/users/{ben.User.Id}", ("givenName", "Ben"), (field, value));

        Assert.Contains(answer.Errors, error => error.StartsWith(words, StringComparison.Ordinal));
        Assert.Equal(value, answer.Field(field) is { Length: > 0 } shown && field is not ("timeZone" or "role") ? shown : value);
        Assert.Equal("", (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.GivenName);
    }

    [Fact]
    [Keeps("ADMIN-2")]
    public async Task Two_who_edit_at_once_do_not_overwrite_each_other_unseen()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var early = await browser.Fill($"/account/users/{ben.User.Id}", ("givenName", "Early"));
        await browser.Submit($"/account/users/{ben.User.Id}", ("givenName", "Late"));

        var answer = await browser.Send(early);

        Assert.Contains("Somebody else changed this user in the meantime", answer.Text, StringComparison.Ordinal);
        Assert.Equal("Late", (await server.Read(tx => tx.Users.Find(ben.User.Id)))!.GivenName);
    }

    [Fact]
    [Keeps("ADMIN-2"), Keeps("SIGN-14")]
    public async Task A_new_address_is_told_to_the_old_one_too_and_ends_open_links()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        await server.Browser().Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var link = await server.Mailbox.LinkTo(ben);
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit($"/account/users/{ben.User.Id}", ("email", "new@acme.test"));
        Assert.Equal("Choose a password", (await browser.Get(link)).Heading);
        await server.Browser().Enter(await server.Mailbox.ConfirmLinkAt("new@acme.test"));

        var told = (await server.Mailbox.All()).Where(mail => mail.Kind == "emailChanged").Select(mail => mail.To);
        Assert.Equal([ben.User.Email, "new@acme.test"], told.Order(StringComparer.Ordinal));
        Assert.Contains("no longer works", (await browser.Get(link)).Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ADMIN-2")]
    public async Task Names_that_somebody_has_are_refused(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var elsewhere = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);

        var login = await browser.Submit($"/account/users/{ben.User.Id}", ("login", "ADMIN"));
        var email = await browser.Submit($"/account/users/{ben.User.Id}", ("email", elsewhere.Administrator.User.Email));

        Assert.Contains("Somebody in this account has this login name already.", login.Errors);
        Assert.Contains("This e-mail address is in use already.", email.Errors);
    }

    [Fact]
    [Keeps("SIGN-13")]
    public async Task Closing_the_portals_door_ends_the_sessions_at_once()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var his = await server.Given.SignedIn(ben);
        using var browser = await server.Given.SignedIn(company.Administrator);

        await browser.Submit($"/account/users/{ben.User.Id}", ("doors", "api"));

        Assert.StartsWith("/sign-in", (await his.Get("/me")).Location, StringComparison.Ordinal);
        Assert.False((await server.Read(tx => tx.Users.Find(ben.User.Id)))!.IsOpen(Core.Common.Door.Portal));
    }

    [Fact]
    [Keeps("ADMIN-2")]
    public async Task Nobody_shuts_oneself_out_by_doors_or_addresses()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await server.Given.User(company, "second", BuiltInRole.Admin);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var own = $"/account/users/{company.Administrator.User.Id}";

        Assert.NotEmpty((await browser.Submit(own, ("doors", "api"))).Errors);
        Assert.NotEmpty((await browser.Submit(own, ("portalAddresses", "192.0.2.0/24"))).Errors);
        Assert.Equal(HttpStatusCode.OK, (await browser.Get("/me")).Status);
    }

    [Fact]
    [Keeps("ADMIN-2")]
    public async Task Times_are_in_the_viewers_zone_and_never_is_said_in_words()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using var browser = await server.Given.SignedIn(company.Administrator);
        await browser.Submit("/me", ("timeZone", "Asia/Kolkata"));

        var facts = (await browser.Get($"/account/users/{ben.User.Id}")).TextsOf(".facts dd");

        Assert.Equal("6 Jan 2025, 14:30 UTC+5:30", facts[0]);
        Assert.Equal("N/A", facts[2]);
    }

    [Fact]
    [Keeps("MUST-4")]
    public async Task Ones_own_entry_leads_to_ones_own_security()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var page = await browser.Get($"/account/users/{company.Administrator.User.Id}");

        Assert.Contains(
            page.Document.QuerySelectorAll("main a"),
            a => a.TextContent == "Manage" && a.GetAttribute("href") == "/me/security"
        );
        Assert.False(page.HasForm("password"));
    }

    [Fact]
    [Keeps("ADMIN-1")]
    public async Task A_new_user_gets_a_link_by_mail_and_signs_in_with_the_password_chosen_there()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(company.Administrator);

        var answer = await browser.Submit("/account/users/new", ("login", "cleo"), ("email", "cleo@acme.test"), ("role", "all"));

        Assert.EndsWith("?done=invited", answer.Location, StringComparison.Ordinal);
        var cleo = new Person((await server.Read(tx => tx.Users.FindByEmail("cleo@acme.test")))!, company.Account);
        var link = await server.Mailbox.LinkTo(cleo);
        server.Clock.Advance(TimeSpan.FromHours(71));
        using var hers = server.Browser();
        await hers.Submit(link, ("password", Person.UsualPassword), ("passwordAgain", Person.UsualPassword));
        Assert.Equal("/me", (await server.Given.SignIn(hers, cleo)).Path);
    }

    [Fact]
    [Keeps("ADMIN-2")]
    public async Task People_change_their_own_names_language_and_zone_themselves()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        using var browser = await server.Given.SignedIn(await server.Given.User(company));

        var answer = await browser.Enter("/me", ("givenName", "Béla"), ("language", "de"), ("timeZone", "Europe/Berlin"));

        Assert.Equal("Guten Tag, Béla", answer.Heading);
        Assert.Contains("UTC+1", answer.TextsOf(".facts dd")[0], StringComparison.Ordinal);
    }
}
