using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Sallyport.Storage;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Notifications;

/// <summary>A mail as it waits, opened.</summary>
public sealed record WaitingMail(OutboxRow Row, MailMessage Message);

/// <summary>Stands in for a mailbox during development.</summary>
public sealed class WaitingMailsPage(Database database) : PageModel
{
    private const int Most = 50;

    public IReadOnlyList<WaitingMail> Mails { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(string? html)
    {
        Mails = await database.Read(
            async tx => (await tx.Outbox.Waiting(Most)).Select(row => new WaitingMail(row, tx.Outbox.Open(row))).ToList(),
            HttpContext.RequestAborted
        );
        return html is null || Mails.FirstOrDefault(mail => mail.Row.Id == html) is not { } mail ? Page() : Show(mail);
    }

    // A mail's styles are inline, because mail programs ask for it; nothing else of it may run or load.
    private ContentResult Show(WaitingMail mail)
    {
        Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";
        return Content(mail.Message.Html, "text/html; charset=utf-8");
    }
}
