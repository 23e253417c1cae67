using System.Globalization;
using Microsoft.Extensions.Localization;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;
using Sallyport.Server.Web;

namespace Sallyport.Server.Notifications;

/// <summary>Puts words to a mail, in its reader's language and zone.</summary>
public sealed class MailWriter(IStringLocalizer<Texts> texts, BrowserName browsers, Settings settings)
{
    private const int LongestSubject = 150;

    public Mail Write(MailKind kind, User to, Account account, Origin origin, DateTimeOffset at, MailFacts facts)
    {
        var (before, beforeWords) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureOf(to);
            return InCulture(kind, to, account, origin, at, facts);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, beforeWords);
        }
    }

    private static CultureInfo CultureOf(User to) =>
        CultureInfo.GetCultureInfo(
            WebModule.Languages.Contains(to.Language, StringComparer.Ordinal) ? to.Language : WebModule.Languages[0]
        );

    private Mail InCulture(MailKind kind, User to, Account account, Origin origin, DateTimeOffset at, MailFacts facts)
    {
        string Time(DateTimeOffset time) => LocalTime.Text(time, LocalTime.ZoneOf(to));
        var content = new MailWords(texts, settings).Of(kind, to, account, facts, Time);
        if (!content.HidesOrigin)
            content = content with { Facts = [.. OriginOf(origin, Time(at)), .. content.Facts] };
        if (facts.Freeze is { } link)
            content = content with { Freeze = new(texts["It was not me: freeze my account"], link) };
        var page = new MailPage(
            CultureInfo.CurrentUICulture.TwoLetterISOLanguageName,
            account.Name,
            texts["Hello {0},", to.FullName],
            content,
            Why(to, account)
        );
        return new Mail
        {
            Kind = kind,
            To = to.Email,
            AccountId = account.Id,
            UserId = to.Id,
            Subject = OneLine(content.Title),
            Text = MailLayout.Text(page),
            Html = MailLayout.Html(page),
            OnceKey = facts.OnceKey,
            GoodUntil = facts.Link is null ? null : facts.Until,
        };
    }

    private IEnumerable<MailFact> OriginOf(Origin origin, string time)
    {
        yield return new(texts["When"], time);
        if (origin.UserAgent.Length > 0)
            yield return new(texts["Browser"], browsers.Of(origin.UserAgent));
        if (origin.Address.Length > 0)
            yield return new(texts["Address"], origin.Address);
    }

    private string Why(User to, Account account) =>
        account.SupportContact.Length > 0
            ? texts["You get this mail because it concerns your account {0}. Questions: {1}", to.Email, account.SupportContact]
            : texts["You get this mail because it concerns your account {0}.", to.Email];

    // A name that an administrator chose stands in some subjects: a line break there would begin a header of its own.
    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
        return line.Length <= LongestSubject ? line : line[..LongestSubject];
    }
}
