using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Accounts;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Accounts.Emails;

/// <summary>A new mail address waits until its mailbox confirms it.</summary>
[Keeps("SIGN-15"), Keeps("ADMIN-17")]
public sealed class MovingAnAddress
{
    private const string New = "ben@new.test";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    [Keeps("ALWAYS-6"), Keeps("ALWAYS-10")]
    public async Task The_old_one_stays_in_use_until_the_new_one_is_confirmed_by_a_button(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, ben, program) = await Asked(server);
        using var _ = program;
        using var reader = server.Browser("127.0.9.1");
        var link = await server.Mailbox.ConfirmLinkAt(New);

        var shown = await program.Get("/users/" + ben.User.Id);
        Assert.Equal((ben.User.Email, New), ($"{shown["email"]}", $"{shown["pendingEmail"]}"));
        await reader.Submit("/sign-in/forgotten", ("login", New));
        await reader.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        Assert.DoesNotContain(await server.Mailbox.At(New), mail => mail.Kind == "passwordResetLink");
        var old = await server.Mailbox.LinkTo(ben);
        Assert.Contains(await server.Mailbox.Of(ben), mail => mail.Kind == "emailChangeAsked");
        Assert.Equal("Confirm your e-mail address", (await reader.Get(link)).Heading);
        await reader.Get(link);
        Assert.Equal(ben.User.Email, (await UserOf(server, ben)).Email);
        Assert.Equal("/me", (await server.Given.SignIn(server.Browser("127.0.9.2"), ben)).Path);

        var form = (await reader.Get(link)).Form();
        Assert.Equal("Your e-mail address is confirmed", (await reader.Follow(await reader.Send(form))).Heading);

        shown = await program.Get("/users/" + ben.User.Id);
        Assert.Equal((New, null), ($"{shown["email"]}", shown.Json!["pendingEmail"]));
        Assert.Contains("no longer works", (await reader.Send(form)).Text, StringComparison.Ordinal);
        Assert.Contains("no longer works", (await reader.Get(old)).Text, StringComparison.Ordinal);
        Assert.Single(await server.Mailbox.Of(ben), mail => mail.Kind == "emailChanged");
        Assert.Single(await server.Mailbox.At(New), mail => mail.Kind == "emailChanged");
        Assert.Single(await Trail.Of(server, company, AuditAction.EmailChangeAsked));
        Assert.Single(await Trail.Of(server, company, AuditAction.EmailChanged));
        Assert.Empty(await Trail.Of(server, company, AuditAction.UserChanged));
    }

    [Fact]
    public async Task A_newer_change_takes_its_place_and_a_day_is_its_life()
    {
        await using var server = await TestServer.Start();
        var (_, ben, program) = await Asked(server);
        using var _ = program;
        var first = await server.Mailbox.ConfirmLinkAt(New);
        await Ask(program, ben, "ben@newer.test");
        using var reader = server.Browser("127.0.9.1");

        Assert.Contains("no longer works", (await reader.Get(first)).Text, StringComparison.Ordinal);
        Assert.Equal("ben@newer.test", $"{(await program.Get("/users/" + ben.User.Id))["pendingEmail"]}");
        var second = await reader.Fill(await server.Mailbox.ConfirmLinkAt("ben@newer.test"));
        server.Clock.Advance(EmailChange.Life);
        await reader.Send(second);

        Assert.Equal(ben.User.Email, (await UserOf(server, ben)).Email);
        Assert.Null(await server.Read(tx => tx.EmailChanges.PendingOf(ben.User.Id, tx.Now)));
    }

    /// <summary>By an administrator and by the user, on pages and by the API.</summary>
    [Theory]
    [InlineData("administrator's page")]
    [InlineData("own page")]
    [InlineData("administrator's route")]
    [InlineData("own route")]
    public async Task It_can_be_cancelled(string way)
    {
        await using var server = await TestServer.Start();
        var (company, ben, program) = await Asked(server);
        using var own = await ApiProgram.SignedIn(server, ben);
        var link = await server.Mailbox.ConfirmLinkAt(New);

        switch (way)
        {
            case "administrator's page":
                using (var browser = await server.Given.SignedIn(company.Administrator))
                    await Press(browser, $"/account/users/{ben.User.Id}");
                break;
            case "own page":
                using (var browser = await server.Given.SignedIn(ben))
                    await Press(browser, "/me");
                break;
            case "administrator's route":
                var done = await program.Delete($"/users/{ben.User.Id}/pending-email");
                Assert.Equal(HttpStatusCode.NoContent, done.Status);
                Assert.Equal("not_found", (await program.Delete($"/users/{ben.User.Id}/pending-email")).Code);
                break;
            default:
                Assert.Equal(HttpStatusCode.NoContent, (await own.Delete("/me/pending-email")).Status);
                break;
        }

        program.Dispose();
        Assert.Contains("no longer works", (await server.Browser().Get(link)).Text, StringComparison.Ordinal);
        Assert.Single(await Trail.Of(server, company, AuditAction.EmailChangeCancelled));
    }

    /// <summary>A thief's change does not outlive what the owner does against it.</summary>
    [Fact]
    [Keeps("ALWAYS-9")]
    public async Task It_ends_with_a_new_password_and_with_the_user_s_being_shut_out()
    {
        await using var server = await TestServer.Start();
        var (_, ben, program) = await Asked(server);
        using var _ = program;
        using var browser = await server.Given.SignedIn(ben);
        var chosen = "gravel-window-orbit-77";
        await browser.Submit(
            "/me/security/password",
            ("oldPassword", ben.Password),
            ("password", chosen),
            ("passwordAgain", chosen)
        );
        Assert.Null(await server.Read(tx => tx.EmailChanges.PendingOf(ben.User.Id, tx.Now)));
        await Ask(program, ben, "ben@newer.test");
        await program.Put($"/users/{ben.User.Id}/status", new JsonObject { ["status"] = "locked" });

        Assert.Null(await server.Read(tx => tx.EmailChanges.PendingOf(ben.User.Id, tx.Now)));
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task It_reserves_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (company, ben, program) = await Asked(server);
        using var _ = program;
        var made = await program.Post("/users", new JsonObject { ["login"] = "other", ["email"] = "BEN@new.test" });
        Assert.Equal(HttpStatusCode.Created, made.Status);
        using var reader = server.Browser("127.0.9.1");

        var answer = await reader.Submit(await server.Mailbox.ConfirmLinkAt(New));

        Assert.Contains("Someone else uses this address now", Assert.Single(answer.Errors), StringComparison.Ordinal);
        Assert.Equal(ben.User.Email, (await UserOf(server, ben)).Email);
        Assert.Empty(await Trail.Of(server, company, AuditAction.EmailChanged));
        // The link is as good as before.
        await program.Delete("/users/" + made["id"]);
        await reader.Submit(await server.Mailbox.ConfirmLinkAt(New));
        Assert.Equal(New, (await UserOf(server, ben)).Email);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_two_who_confirm_one_address_at_once_one_has_it(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        for (var round = 0; round < 5; round++)
        {
            var address = $"both{round}@new.test";
            var people = new[] { await server.Given.User(company), await server.Given.User(company) };
            var forms = new List<FilledForm>();
            using var here = server.Browser("127.0.9.1");
            foreach (var person in people)
            {
                await Ask(program, person, address);
                forms.Add(await here.Fill(await server.Mailbox.ConfirmLinkAt(address)));
                server.Clock.Advance(TimeSpan.FromMilliseconds(1));
            }
            using var there = here.Twin(second.Address);

            await Task.WhenAll(here.Send(forms[0]), there.Send(forms[1]));

            var addresses = new[] { (await UserOf(server, people[0])).Email, (await UserOf(server, people[1])).Email };
            Assert.Equal(1, addresses.Count(one => one == address));
        }
    }

    /// <summary>An invitation with a typing error.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Of_somebody_who_never_came_it_counts_at_once_and_the_wrong_mailbox_hears_nothing(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await ApiProgram.Open(server);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);
        var made = await program.Post("/users", new JsonObject { ["login"] = "zoe", ["email"] = "zeo@acme.test" });
        var invitation = await server.Mailbox.LinkAt("zeo@acme.test");
        var before = (await server.Mailbox.At("zeo@acme.test")).Count;

        var moved = await program.Patch("/users/" + made["id"], made.Tag, new JsonObject { ["email"] = "zoe@acme.test" });

        Assert.Equal(("zoe@acme.test", null), ($"{moved["email"]}", moved.Json!["pendingEmail"]));
        Assert.Equal(before, (await server.Mailbox.At("zeo@acme.test")).Count);
        Assert.Equal(["welcome"], (await server.Mailbox.At("zoe@acme.test")).Select(mail => mail.Kind));
        using var reader = server.Browser("127.0.9.1");
        Assert.Contains("no longer works", (await reader.Get(invitation)).Text, StringComparison.Ordinal);
        Assert.Equal("Choose a password", (await reader.Get(await server.Mailbox.LinkAt("zoe@acme.test"))).Heading);
    }

    [Fact]
    public async Task The_other_administrators_are_told_and_a_spelling_is_no_change()
    {
        await using var server = await TestServer.Start();
        var company = await ApiProgram.Open(server);
        var second = await server.Given.User(company, role: BuiltInRole.Admin);
        var ben = await server.Given.User(company);
        using var program = await ApiProgram.SignedIn(server, company.Administrator);

        var spelt = await Ask(program, ben, ben.User.Email.ToUpperInvariant());
        var before = (await server.Mailbox.Of(second)).Count;
        await Ask(program, ben, New);

        Assert.Null(spelt.Json!["pendingEmail"]);
        Assert.Equal("userEmailMoved", Assert.Single((await server.Mailbox.Of(second)).Skip(before)).Kind);
        Assert.DoesNotContain(await server.Mailbox.Of(company.Administrator), mail => mail.Kind == "userEmailMoved");
    }

    private static async Task<(Company, Person, ApiProgram)> Asked(TestServer server)
    {
        var company = await ApiProgram.Open(server);
        var ben = await server.Given.User(company);
        var program = await ApiProgram.SignedIn(server, company.Administrator);
        await Ask(program, ben, New);
        return (company, ben, program);
    }

    private static async Task<Answer> Ask(ApiProgram program, Person person, string email)
    {
        var path = "/users/" + person.User.Id;
        var answer = await program.Patch(path, (await program.Get(path)).Tag, new JsonObject { ["email"] = email });
        Assert.True(answer.Status == HttpStatusCode.OK, answer.ToString());
        return answer;
    }

    private static async Task Press(Browser browser, string path)
    {
        var page = await browser.Get(path);
        var form = page.Document.Forms.Single(one =>
            (one.GetAttribute("action") ?? "").Contains("handler=Pending", StringComparison.Ordinal)
        );
        var any = page.Form();
        await browser.Send(any with { Action = form.GetAttribute("action")! });
    }

    private static async Task<User> UserOf(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!;
}
