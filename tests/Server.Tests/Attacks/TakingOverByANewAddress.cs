using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.SignIn.Freezing;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>
/// An attack: a thief in an administrator's session moves the mail address to a mailbox of the own. The owner freezes the account by the link in the old mailbox; the thief asks for
/// "Forgot your password?" at the new address, to be in again.
/// </summary>
[Keeps("SIGN-14"), Keeps("SIGN-15"), Keeps("ALWAYS-9")]
public sealed class TakingOverByANewAddress
{
    private const string Evil = "thief@evil.test";
    private const string New = "gravel-window-orbit-77";

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Who_freezes_from_the_old_mailbox_keeps_the_thief_out_and_takes_the_address_back(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (anna, thief) = await Robbed(server);
        using var mine = server.Browser("127.0.9.1");
        // A link that the thief asked for before the freeze dies with it.
        await thief.Submit("/sign-in/forgotten", ("login", Evil));
        var early = await server.Mailbox.LinkAt(Evil);

        var frozen = await mine.Enter(await server.Mailbox.FreezeLinkTo(anna));

        Assert.Equal("Your account is frozen", frozen.Heading);
        Assert.StartsWith("/sign-in", (await thief.Get("/me")).Location, StringComparison.Ordinal);
        Assert.Contains("no longer works", (await thief.Get(early)).Text, StringComparison.Ordinal);
        await AssertOut(server, anna, thief);

        var back = await mine.Enter(("token", (await TokenOf(server, anna))));
        Assert.Contains($"Your address is {anna.User.Email} again", back.Text, StringComparison.Ordinal);
        Assert.Equal("frozen", (await UserOf(server, anna)).StatusWord);
        await mine.Submit(await server.Mailbox.LinkTo(anna), ("password", New), ("passwordAgain", New));
        anna.Password = New;
        Assert.Equal("/me", (await server.Given.SignIn(mine, anna)).Path);
        // What lies in the thief's mailbox freezes once more, and gives nothing.
        await thief.Enter(await server.Mailbox.FreezeLinkAt(Evil));
        Assert.DoesNotContain("Take back", thief.Page.Text, StringComparison.Ordinal);
        Assert.Equal(anna.User.Email, (await UserOf(server, anna)).Email);
        await AssertOut(server, anna, thief);
    }

    /// <summary>The thief freezes first, by the link in the own mailbox, because that opens again by mail to the present address.</summary>
    [Fact]
    public async Task A_freeze_by_the_thief_does_not_stand_in_the_way_of_the_owner_s()
    {
        await using var server = await TestServer.Start();
        var (anna, thief) = await Robbed(server);
        await thief.Enter(await server.Mailbox.FreezeLinkAt(Evil));
        Assert.Null((await UserOf(server, anna)).FrozenFrom);
        using var mine = server.Browser("127.0.9.1");

        await mine.Enter(await server.Mailbox.FreezeLinkTo(anna));

        Assert.Equal(anna.User.CanonicalEmail, (await UserOf(server, anna)).FrozenFrom);
        await AssertOut(server, anna, thief);
        await mine.Enter(("token", await TokenOf(server, anna)));
        Assert.Equal(anna.User.Email, (await UserOf(server, anna)).Email);
    }

    /// <summary>The reader of an old mailbox may be a thief as well: with a factor on the account it takes the factor.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task The_old_mailbox_alone_takes_nothing_back_where_there_is_a_factor(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var (anna, thief) = await Robbed(server, hasFactor: true);
        using var mine = server.Browser("127.0.9.1");
        var page = await mine.Enter(await server.Mailbox.FreezeLinkTo(anna));
        var form = page.Form(("code", "000000"));

        var without = await mine.Send(form with { Fields = [.. form.Fields.Where(field => field.Key != "code")] });
        var wrong = await mine.Send(form);

        Assert.NotEmpty(without.Errors);
        Assert.NotEmpty(wrong.Errors);
        Assert.Equal(Evil, (await UserOf(server, anna)).Email);
        await AssertOut(server, anna, thief);
        var right = await mine.Follow(await mine.Send(page.Form(("code", server.Given.Code(anna)))));
        Assert.Contains($"Your address is {anna.User.Email} again", right.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_security_key_takes_it_back_and_so_does_a_recovery_code_but_no_backup_code(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        foreach (var way in new[] { "key", "recovery", "backup" })
        {
            var company = await server.Given.Account("numbering", policy => policy with { Recovery = RecoveryKind.Both });
            var anna = await server.Given.App(company.Administrator);
            var key = await server.Key(anna);
            var code = way == "key" ? "" : await CodeOf(server, anna, way == "backup");
            using var thief = server.Browser("127.0.6.6");
            await server.Given.SignIn(thief, anna);
            var evil = $"{way}@evil.test";
            await thief.Submit($"/account/users/{anna.User.Id}", ("email", evil));
            await thief.Enter(await server.Mailbox.ConfirmLinkAt(evil));
            using var mine = server.Browser("127.0.9.1");
            await mine.Enter(await server.Mailbox.FreezeLinkTo(anna));

            if (way == "key")
                await mine.Touch(key);
            else
                await mine.Enter(("code", code));

            Assert.Equal(way == "backup" ? evil : anna.User.Email, (await UserOf(server, anna)).Email);
            Assert.Equal(1, (await server.Read(tx => tx.Factors.Of(anna.User.Id))).SecurityKeys);
        }
    }

    [Fact]
    public async Task Guesses_at_the_factor_are_bounded_there_too()
    {
        await using var server = await TestServer.Start();
        var (anna, _) = await Robbed(server, hasFactor: true);
        using var mine = server.Browser("127.0.9.1");
        var form = (await mine.Enter(await server.Mailbox.FreezeLinkTo(anna))).Form(("code", "000000"));
        var answers = new List<HttpStatusCode>();
        for (var tries = 0; tries < 20; tries++)
            answers.Add((await mine.Send(form)).Status);

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.Equal(Evil, (await UserOf(server, anna)).Email);
    }

    /// <summary>Another administrator moved the address: the former mailbox may be the one of a former employer. It freezes, and no more.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task What_somebody_else_changed_the_old_mailbox_freezes_and_an_administrator_judges(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var (ben, bens) = (await server.Given.User(company), server.Browser("127.0.9.1"));
        await server.Given.SignIn(bens, ben);
        using var chief = await server.Given.SignedIn(company.Administrator);
        await Set(server, company, "Call 4711");
        await Move(server, chief, ben, "ben@new.test");

        var page = await bens.Enter(await server.Mailbox.FreezeLinkTo(ben));

        Assert.Contains("Call 4711", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Take back", page.Text, StringComparison.Ordinal);
        var token = await TokenOf(server, ben);
        var restored = await server
            .Get<RestoreEmail>()
            .Restore(
                Core.Common.Caller.Anonymous(new(Core.Common.Door.Portal, "127.0.0.1", "", "test")),
                token,
                null,
                null,
                default
            );
        Assert.IsType<RestoredEmail.NotOffered>(restored);
        Assert.Equal("ben@new.test", (await UserOf(server, ben)).Email);
        var shown = await chief.Get($"/account/users/{ben.User.Id}");
        Assert.Contains("former address " + ben.User.Email, shown.Text, StringComparison.Ordinal);
        await chief.Submit(("status", "active"));
        Assert.Equal("active", (await UserOf(server, ben)).StatusWord);
        await bens.Submit("/sign-in/forgotten", ("login", "ben@new.test"));
        Assert.Contains(await server.Mailbox.At("ben@new.test"), mail => mail.Kind == "passwordResetLink");
    }

    [Fact]
    public async Task A_freeze_ends_a_change_that_is_not_confirmed_yet()
    {
        await using var server = await TestServer.Start();
        var (anna, thief) = await Robbed(server, confirms: false);
        using var mine = server.Browser("127.0.9.1");

        await mine.Enter(await server.Mailbox.FreezeLinkTo(anna));
        await thief.Submit(await server.Mailbox.ConfirmLinkAt(Evil));

        var kept = await UserOf(server, anna);
        Assert.Equal((anna.User.Email, "frozen", null), (kept.Email, kept.StatusWord, kept.FrozenFrom));
    }

    /// <summary>Whichever comes first: the account is frozen, and the thief's mailbox opens nothing.</summary>
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Confirming_and_freezing_at_once_leaves_the_thief_outside(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        for (var round = 0; round < 6; round++)
        {
            var (anna, thief) = await Robbed(server, confirms: false);
            using var mine = server.Browser("127.0.9.1").Twin(second.Address);
            var freeze = await mine.Fill(await server.Mailbox.FreezeLinkTo(anna));
            var confirm = await thief.Fill(await server.Mailbox.ConfirmLinkAt(Evil));

            await Task.WhenAll(mine.Send(freeze), thief.Send(confirm));

            var kept = await UserOf(server, anna);
            Assert.Equal("frozen", kept.StatusWord);
            Assert.Equal(kept.Email == Evil ? anna.User.CanonicalEmail : null, kept.FrozenFrom);
            await AssertOut(server, anna, thief);
            await server.Write(tx => tx.Users.ChangeStatus(anna.User.Id, UserStatus.Removed, tx.Now));
        }
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Taking_the_address_back_happens_once_whoever_asks_at_once(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var second = await server.Second();
        var (anna, _) = await Robbed(server);
        using var mine = server.Browser("127.0.9.1");
        var form = (await mine.Enter(await server.Mailbox.FreezeLinkTo(anna))).Form(("token", await TokenOf(server, anna)));
        using var twin = mine.Twin(second.Address);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? mine : twin).Send(form)));

        Assert.Single(await server.Mailbox.Of(anna), mail => mail.Kind == "passwordResetLink");
        Assert.Equal(anna.User.Email, (await UserOf(server, anna)).Email);
    }

    // Nobody signs in, and mail to the thief's address brings no link.
    private static async Task AssertOut(TestServer server, Person anna, Browser thief)
    {
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var before = (await server.Mailbox.At(Evil)).Count(mail => mail.Kind == "passwordResetLink");
        await thief.Submit("/sign-in/forgotten", ("login", Evil));
        Assert.Equal(before, (await server.Mailbox.At(Evil)).Count(mail => mail.Kind == "passwordResetLink"));
        foreach (var name in new[] { Evil, anna.User.Email })
            Assert.NotEmpty((await thief.Submit("/sign-in", ("login", name), ("password", anna.Password))).Errors);
    }

    /// <summary>A thief in the session of an account's only administrator has moved the address, and confirmed the new one.</summary>
    private static async Task<(Person Anna, Browser Thief)> Robbed(
        TestServer server,
        bool hasFactor = false,
        bool confirms = true
    )
    {
        var company = await server.Given.Account("numbering");
        var anna = company.Administrator;
        if (hasFactor)
            await server.Given.App(anna);
        var thief = await server.Given.SignedIn(anna, "127.0.6.6");
        await thief.Submit($"/account/users/{anna.User.Id}", ("email", Evil));
        if (confirms)
            Assert.Equal(
                "Your e-mail address is confirmed",
                (await thief.Enter(await server.Mailbox.ConfirmLinkAt(Evil))).Heading
            );
        return (anna, thief);
    }

    private static async Task Move(TestServer server, Browser chief, Person person, string email)
    {
        await chief.Submit($"/account/users/{person.User.Id}", ("email", email));
        await server.Browser("127.0.9.2").Enter(await server.Mailbox.ConfirmLinkAt(email));
    }

    private static Task<int> Set(TestServer server, Company company, string contact) =>
        server.Write(tx => tx.Accounts.Change(company.Account with { SupportContact = contact }));

    private static async Task<string> CodeOf(TestServer server, Person person, bool isBackup) =>
        (
            await server.Given.RecoveryCodes(
                person,
                isBackup ? Storage.Tables.RecoverySetKind.BackupCode : Storage.Tables.RecoverySetKind.Codes
            )
        )[0];

    private static async Task<string> TokenOf(TestServer server, Person person) =>
        (await server.Mailbox.FreezeLinkTo(person)).Split("token=")[1];

    private static async Task<User> UserOf(TestServer server, Person person) =>
        (await server.Read(tx => tx.Users.Find(person.User.Id)))!;
}
