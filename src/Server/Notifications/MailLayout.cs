using System.Text;
using System.Text.Encodings.Web;

namespace Sallyport.Server.Notifications;

/// <summary>A mail ready to be given its form: content, greeting, and the line at its end.</summary>
internal sealed record MailPage(string Language, string Company, string Greeting, MailContent Content, string Why);

/// <summary>Gives a mail its two forms. The HTML has inline styles and tables, because mail programs know little else, and loads nothing.</summary>
internal static class MailLayout
{
    private const string Muted = "color:#4f5d66";

    public static string Text(MailPage page)
    {
        var content = page.Content;
        var text = new StringBuilder();
        text.Append(content.Title).Append("\n\n").Append(page.Greeting).Append("\n\n").Append(content.Lead).Append("\n\n");
        foreach (var fact in content.Facts)
            text.Append(fact.Name).Append(": ").Append(fact.Value).Append('\n');
        if (content.Facts.Count > 0)
            text.Append('\n');
        if (content.Button is { } button)
            text.Append(button.Text).Append(":\n").Append(button.Address).Append("\n\n");
        text.Append(content.Advice);
        if (content.Freeze is { } freeze)
            text.Append("\n\n").Append(freeze.Text).Append(":\n").Append(freeze.Address);
        return text.Append("\n\n-- \n").Append(page.Company).Append('\n').Append(page.Why).Append('\n').ToString();
    }

    public static string Html(MailPage page) =>
        $"""
            <!DOCTYPE html>
            <html lang="{page.Language}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light">
            <meta name="supported-color-schemes" content="light">
            <title>{Safe(page.Content.Title)}</title>
            </head>
            <body style="margin:0;padding:0;background-color:#f3f5f6;color:#17222a;font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.55">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#f3f5f6">
            <tr><td align="center" style="padding:32px 16px">
            <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:560px">
            <tr><td style="padding:0 4px 16px;font-weight:600;font-size:17px;color:#17222a">{Safe(page.Company)}</td></tr>
            <tr><td style="padding:32px;background-color:#ffffff;border:1px solid #dde2e4;border-radius:12px">
            <h1 style="margin:0 0 12px;font-size:22px;line-height:1.3;font-weight:600;color:#17222a">{Safe(
                page.Content.Title
            )}</h1>
            <p style="margin:0 0 16px">{Safe(page.Greeting)}</p>
            <p style="margin:0 0 16px">{Safe(page.Content.Lead)}</p>
            {Facts(page.Content)}{Button(page.Content)}<p style="margin:0">{Safe(page.Content.Advice)}</p>{Freeze(page.Content)}
            </td></tr>
            <tr><td style="padding:16px 4px 0;font-size:13px;line-height:1.5;{Muted}">{Safe(page.Why)}</td></tr>
            </table>
            </td></tr>
            </table>
            </body>
            </html>

            """;

    private static string Facts(MailContent content)
    {
        if (content.Facts.Count == 0)
            return "";
        var rows = content.Facts.Select(fact =>
            $"<tr><td style=\"padding:2px 24px 2px 0;vertical-align:top;{Muted}\">{Safe(fact.Name)}</td><td style=\"padding:2px 0\">{Safe(fact.Value)}</td></tr>\n"
        );
        return "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin:0 0 16px\">\n"
            + string.Concat(rows)
            + "</table>\n";
    }

    private static string Button(MailContent content) =>
        content.Button is { } button
            ? $"<p style=\"margin:0 0 24px\"><a href=\"{Safe(button.Address)}\" style=\"display:inline-block;padding:12px 20px;background-color:#0f4c6b;border-radius:8px;color:#ffffff;font-weight:600;text-decoration:none\">{Safe(button.Text)}</a></p>\n"
            : "";

    private static string Freeze(MailContent content) =>
        content.Freeze is { } freeze
            ? $"\n<p style=\"margin:16px 0 0\"><a href=\"{Safe(freeze.Address)}\" style=\"color:#a3281e\">{Safe(freeze.Text)}</a></p>"
            : "";

    private static string Safe(string text) => HtmlEncoder.Default.Encode(text);
}
