using MimeKit;
using MimeKit.Text;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>Gives a mail the form in which it travels.</summary>
internal sealed class ComposeMail(Settings settings)
{
    /// <exception cref="FormatException">The recipient is no address.</exception>
    public MimeMessage Compose(OutboxRow row, MailMessage letter)
    {
        var from = MailboxAddress.Parse(settings.MailFrom);
        var mail = new MimeMessage(
            [from],
            [MailboxAddress.Parse(row.Recipient)],
            letter.Subject,
#pragma warning disable CA2000 // The message owns its body and disposes of it.
            new MultipartAlternative(Part(TextFormat.Plain, letter.Text), Part(TextFormat.Html, letter.Html))
#pragma warning restore CA2000
        )
        {
            // The same at every try.
            MessageId = $"{row.Id}@{from.Domain}",
            Date = row.CreatedAt,
        };
        // Out-of-office replies to a machine help nobody (RFC 3834).
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        return mail;
    }

    private static TextPart Part(TextFormat format, string text) =>
        new(format) { Text = text, ContentTransferEncoding = ContentEncoding.QuotedPrintable };
}
