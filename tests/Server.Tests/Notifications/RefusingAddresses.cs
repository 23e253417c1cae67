using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Notifications;

/// <summary>An address that the mail server refuses for good is shown to those who can change it.</summary>
[Keeps("ADMIN-9"), Keeps("ADMIN-1")]
public sealed class RefusingAddresses
{
    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task A_refused_address_is_marked_until_a_mail_is_taken_or_the_address_changes(DatabaseKind kind)
    {
        await using var sink = new MailSink { Mode = SinkMode.Refuses };
        await using var server = await MailRoom.Start(sink, kind);
        var person = (await server.Given.Account("numbering")).Administrator;
        await MailRoom.Queue(server, person);
        await MailRoom.Send(server);
        var since = await MailRoom.RefusedSince(server, person);
        Assert.Equal(server.Clock.Now.ToUnixTimeMilliseconds(), since?.ToUnixTimeMilliseconds());
        using (var browser = await server.Given.SignedIn(person))
        {
            Assert.Contains("Mail refused since", (await browser.Get("/account/users")).Text, StringComparison.Ordinal);
            var page = await browser.Get($"/account/users/{person.User.Id}");
            Assert.Contains("550 5.1.1 no such mailbox", page.Text, StringComparison.Ordinal);
            foreach (var address in (string[])["/api/v1/users", $"/api/v1/users/{person.User.Id}"])
                Assert.Contains(
                    "\"emailRefusedAt\":\"2025-",
                    (await browser.Get(address)).Body.Replace(" ", "", StringComparison.Ordinal),
                    StringComparison.Ordinal
                );
        }
        server.Clock.Advance(TimeSpan.FromHours(2));
        await MailRoom.Send(server);
        Assert.Equal(since, await MailRoom.RefusedSince(server, person));

        sink.Mode = SinkMode.Takes;
        server.Clock.Advance(TimeSpan.FromDays(1));
        await MailRoom.Send(server);
        Assert.Null(await MailRoom.RefusedSince(server, person));

        sink.Mode = SinkMode.Refuses;
        await MailRoom.Queue(server, person);
        await MailRoom.Send(server);
        Assert.NotNull(await MailRoom.RefusedSince(server, person));
        await server.Write(async tx =>
        {
            var user = (await tx.Users.Find(person.User.Id))!;
            return await tx.Users.ChangeDetails(user with { Email = "new@acme.test", CanonicalEmail = "new@acme.test" });
        });
        Assert.Null(await MailRoom.RefusedSince(server, person));
        // What comes of a mail to the former address says nothing about the new one.
        server.Clock.Advance(TimeSpan.FromHours(2));
        await MailRoom.Send(server);
        Assert.Null(await MailRoom.RefusedSince(server, person));
    }

    [Fact]
    public async Task What_fails_is_logged_without_address_and_link()
    {
        await using var sink = new MailSink();
        await using var server = await MailRoom.Start(sink);
        var person = (await server.Given.Account()).Administrator;
        var logged = Logs.Length;
        sink.Says = line =>
            MailRoom.Is(line, "RCPT", $"550 5.1.1 <{person.User.Email}>: see https://mail.example.test/why no such mailbox");
        await MailRoom.Queue(server, person);
        await MailRoom.Send(server);

        await Eventually.Holds(() => Logs.Since(logged).Contains("550 5.1.1", StringComparison.Ordinal));
        Assert.DoesNotContain(person.User.Email, Logs.Since(logged), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("mail.example.test", Logs.Since(logged), StringComparison.OrdinalIgnoreCase);
    }
}
