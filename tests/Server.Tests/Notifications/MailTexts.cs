using System.Globalization;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;
using Texts = Sallyport.Server.Notifications.Texts;

namespace Sallyport.Server.Tests.Notifications;

public sealed class MailTexts
{
    private static readonly DateTimeOffset At = new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero);
    private static readonly Origin Windows = new(
        Door.Portal,
        "203.0.113.7",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36",
        "request"
    );
    private static readonly MailFacts Facts = new()
    {
        Link = "https://portal.example/sign-in/forgotten?token=TOKEN",
        What = "Phone",
        Count = 3,
        Until = At.AddDays(1),
        Reason = "lost it",
    };

    public static TheoryData<MailKind> Kinds => [.. Enum.GetValues<MailKind>()];

    [Theory, MemberData(nameof(Kinds))]
    [Keeps("SIGN-14")]
    public async Task Every_mail_has_a_subject_text_and_html_and_no_unfilled_place(MailKind kind)
    {
        await using var server = await TestServer.Start();

        var mail = Write(server, kind, "en");

        Assert.NotEqual(kind.ToString(), mail.Subject);
        Assert.StartsWith(mail.Subject, mail.Text, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", mail.Html, StringComparison.Ordinal);
        Assert.All([mail.Subject, mail.Text, mail.Html], part => Assert.DoesNotMatch(@"\{\d", part));
        Assert.Contains("ada@acme.test", mail.Text, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_word_of_a_mail_is_there_in_german(MailKind kind)
    {
        await using var server = await TestServer.Start();
        var heedful = new Heedful(server.Get<IStringLocalizer<Texts>>());
        var writer = new MailWriter(heedful, server.Get<BrowserName>(), server.Settings);

        var mail = writer.Write(kind, Ada("de"), Acme, Windows, At, Facts);

        Assert.Contains("<html lang=\"de\">", mail.Html, StringComparison.Ordinal);
        Assert.Empty(heedful.Missing);
    }

    [Fact]
    public async Task Times_are_in_the_readers_zone_and_the_browser_has_a_plain_name()
    {
        await using var server = await TestServer.Start();

        var text = Write(server, MailKind.NewBrowser, "en").Text;

        Assert.Contains("When: 2 Jul 2026, 00:30 UTC+2", text, StringComparison.Ordinal);
        Assert.Contains("Browser: Chrome on Windows", text, StringComparison.Ordinal);
        Assert.Contains("Address: 203.0.113.7", text, StringComparison.Ordinal);
        Assert.Contains("help@acme.test", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Writing_in_another_language_leaves_the_callers_alone()
    {
        await using var server = await TestServer.Start();
        var before = CultureInfo.CurrentUICulture;

        Write(server, MailKind.NewBrowser, "de");

        Assert.Equal(before, CultureInfo.CurrentUICulture);
    }

    [Fact]
    public async Task A_name_with_line_breaks_and_markup_begins_no_header_and_no_element()
    {
        await using var server = await TestServer.Start();
        var evil = Acme with { Name = "Acme\r\nBcc: eve@evil.test\r\n\r\n<script>alert(1)</script>" };

        var mail = server.Get<MailWriter>().Write(MailKind.Welcome, Ada("en"), evil, Windows, At, Facts);

        Assert.DoesNotContain('\n', mail.Subject);
        Assert.DoesNotContain('\r', mail.Subject);
        Assert.DoesNotContain("<script", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_lists_every_mail_and_no_other()
    {
        var listed = File.ReadLines(Repository.File("docs/mails.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]);

        Assert.Equal(Enum.GetValues<MailKind>().Select(Words.Camel).Order(), listed.Order());
    }

    private static Mail Write(TestServer server, MailKind kind, string language) =>
        server.Get<MailWriter>().Write(kind, Ada(language), Acme, Windows, At, Facts);

    private static Account Acme { get; } =
        new()
        {
            Id = "a",
            Handle = "acme",
            Name = "Acme Registry",
            SupportContact = "help@acme.test",
            CreatedAt = At,
        };

    private static User Ada(string language) =>
        new()
        {
            Id = "u",
            AccountId = "a",
            Login = "ada",
            CanonicalLogin = "ada",
            Email = "ada@acme.test",
            CanonicalEmail = "ada@acme.test",
            Language = language,
            TimeZone = "Europe/Vienna",
            CreatedAt = At,
            ModifiedAt = At,
        };

    /// <summary>Remembers what it had no translation for.</summary>
    private sealed class Heedful(IStringLocalizer<Texts> inner) : IStringLocalizer<Texts>
    {
        public List<string> Missing { get; } = [];

        public LocalizedString this[string name] => Heed(inner[name]);

        public LocalizedString this[string name, params object[] arguments] => Heed(inner[name, arguments]);

        public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) =>
            inner.GetAllStrings(includeParentCultures);

        private LocalizedString Heed(LocalizedString found)
        {
            if (found.ResourceNotFound)
                Missing.Add(found.Name);
            return found;
        }
    }
}
