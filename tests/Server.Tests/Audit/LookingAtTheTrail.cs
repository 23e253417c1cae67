using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Audit;
using Sallyport.Core.Common;
using Sallyport.Server.Audit;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Audit;

[Keeps("ADMIN-8")]
public sealed class LookingAtTheTrail
{
    [Fact]
    public void The_document_lists_every_action_and_no_other() =>
        Assert.Equal(Enum.GetValues<AuditAction>().Select(Words.Snake).Order(), DocumentedEvents.Read().Keys.Order());

    [Theory]
    [InlineData("en")]
    [InlineData("de")]
    public async Task Every_action_has_words_in_every_language(string language)
    {
        await using var server = await TestServer.Start();
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var texts = server.Get<IStringLocalizer<Texts>>();
        var words = server.Get<AuditWords>();

        var phrases = Enum.GetValues<AuditAction>().Select(action => words.Of(Words.Snake(action))).ToList();

        Assert.Equal(phrases.Count, phrases.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(language == "de" ? "Angemeldet" : "Signed in", words.Of("signed_in"));
        Assert.Equal(language == "de", !texts["Mail given up"].ResourceNotFound);
    }

    [Theory, MemberData(nameof(Engines.All), MemberType = typeof(Engines))]
    public async Task Events_are_found_by_person_action_and_day_the_newest_first(DatabaseKind kind)
    {
        await using var server = await TestServer.Start(kind);
        var company = await server.Given.Account("numbering");
        var ben = await server.Given.User(company);
        using (await server.Given.SignedIn(ben)) { }
        server.Clock.Advance(TimeSpan.FromDays(2));
        using var admin = await server.Given.SignedIn(company.Administrator);

        var all = (await admin.Get("/account/audit")).TextsOf("tbody th");
        var bens = await admin.Get($"/account/audit?person={ben.User.Login}&action=signed_in");
        var today = await admin.Get($"/account/audit?from={server.Clock.Now:yyyy-MM-dd}");
        var before = await admin.Get($"/account/audit?until={server.Clock.Now.AddDays(-1):yyyy-MM-dd}");

        Assert.StartsWith("Signed in", all[0], StringComparison.Ordinal);
        Assert.StartsWith("Account created", all[^1], StringComparison.Ordinal);
        Assert.Contains(ben.User.Login, Assert.Single(bens.TextsOf("tbody tr")), StringComparison.Ordinal);
        Assert.Equal(all.Count, today.TextsOf("tbody tr").Count + before.TextsOf("tbody tr").Count);
        Assert.Equal(2, today.TextsOf("tbody tr").Count);
    }

    [Fact]
    public async Task A_day_is_a_day_of_the_viewers_zone()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var viewer = company.Administrator;
        await server.Write(async tx =>
            await tx.Users.ChangeDetails((await tx.Users.Find(viewer.User.Id))! with { TimeZone = "Pacific/Auckland" })
        );
        // 23:30 UTC on the 6th is already the 7th there.
        server.Clock.SetTo(new DateTimeOffset(2025, 1, 6, 23, 30, 0, TimeSpan.Zero));
        using var browser = await server.Given.SignedIn(viewer);

        var page = await browser.Get("/account/audit?from=2025-01-07&action=signed_in");

        Assert.Contains("7 Jan 2025, 12:30:00 UTC+13", Assert.Single(page.TextsOf("time")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_trails_come_in_pages_and_whole_as_a_file()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        for (var count = 0; count < 620; count++)
            await server.Database.Write(
                Caller.OfSystem("test"),
                tx =>
                {
                    tx.Audit(AuditEvent.Of(AuditAction.MailQueued, company.Account.Id, "", $"row {count}"));
                    return Task.CompletedTask;
                }
            );
        using var admin = await server.Given.SignedIn(company.Administrator);

        var second = await admin.Get("/account/audit?size=10&after=10");
        var file = await admin.Get("/account/audit?download=jsonl");

        Assert.Equal(10, second.TextsOf("tbody tr").Count);
        Assert.Contains("Showing 11 to 20 of", second.Text, StringComparison.Ordinal);
        var positions = file.Body.TrimEnd().Split('\n').Select(PositionOf).ToList();
        Assert.True(positions.Count > 620);
        Assert.Equal(Enumerable.Range(1, positions.Count).Reverse().Select(n => (long)n), positions);
    }

    [Fact]
    public async Task A_formula_in_a_name_is_a_text_in_the_spreadsheet()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        await server.Database.Write(
            Caller.OfSystem("test"),
            tx =>
            {
                var name = "=HYPERLINK(\"http://evil.test\",\"click\")";
                tx.Audit(AuditEvent.Of(AuditAction.UserChanged, company.Account.Id, "", name));
                return Task.CompletedTask;
            }
        );
        using var admin = await server.Given.SignedIn(company.Administrator);

        var file = await admin.Get("/account/audit?download=csv&action=user_changed");

        Assert.Equal("text/csv", file.ContentType);
        Assert.Contains("'=HYPERLINK", file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(",=HYPERLINK", file.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=HYPERLINK", file.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_see_it_finds_no_page_and_nobody_sees_another_accounts()
    {
        await using var server = await TestServer.Start();
        var company = await server.Given.Account("numbering");
        var other = await server.Given.Account("numbering");
        using var ben = await server.Given.SignedIn(await server.Given.User(company));
        using var stranger = await server.Given.SignedIn(other.Administrator);

        Assert.Equal(HttpStatusCode.NotFound, (await ben.Get("/account/audit")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ben.Get("/account/audit?download=csv")).Status);
        Assert.DoesNotContain(company.Account.Handle, (await stranger.Get("/account/audit")).Text, StringComparison.Ordinal);
    }

    private static long PositionOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("position").GetInt64();
}
