using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Security.Authentication;
using System.Text;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;
using Letter = Sallyport.Storage.Tables.MailMessage;
using MailMessage = System.Net.Mail.MailMessage;

namespace Sallyport.Server.Jobs;

/// <summary>What the mail server said.</summary>
public abstract record Delivery
{
    private Delivery() { }

    public sealed record Sent : Delivery;

    /// <param name="Why">For the operator to read.</param>
    public abstract record Failed(string Why) : Delivery;

    /// <summary>It will never take this mail (5xx).</summary>
    public sealed record Refused(string Why) : Failed(Why);

    /// <summary>Not now (4xx).</summary>
    public sealed record Later(string Why) : Failed(Why);

    /// <summary>It did not answer to the end. It may have taken the mail; the same Message-ID lets mailboxes see that a second one is the same.</summary>
    public sealed record Unreachable(string Why) : Failed(Why);
}

/// <summary>Carries one mail to the server of <c>SALLYPORT_SMTP</c>.</summary>
public sealed class Postman(Settings settings)
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private const int LongestError = 200;

    public bool HasServer => settings.Smtp is not null;

    public async Task<Delivery> Deliver(OutboxRow row, Letter letter, CancellationToken cancel)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(Patience);
        try
        {
            using var message = Compose(row, letter);
            using var client = Connect(settings.Smtp!);
            await client.SendMailAsync(message, patience.Token);
            return new Delivery.Sent();
        }
        catch (SmtpException fault) when ((int)fault.StatusCode is >= 500 and < 600)
        {
            return new Delivery.Refused(Words(fault));
        }
        catch (SmtpException fault) when ((int)fault.StatusCode is >= 400 and < 500)
        {
            return new Delivery.Later(Words(fault));
        }
        catch (FormatException fault)
        {
            return new Delivery.Refused(Cut(fault.Message));
        }
        catch (Exception fault)
            when (fault is SmtpException or IOException or AuthenticationException or OperationCanceledException)
        {
            return new Delivery.Unreachable(Cut((fault.InnerException ?? fault).Message));
        }
    }

    private MailMessage Compose(OutboxRow row, Letter letter)
    {
        var from = new MailAddress(settings.MailFrom);
        var message = new MailMessage(from, new MailAddress(row.Recipient))
        {
            Subject = letter.Subject,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        // The same at every try.
        message.Headers.Add("Message-ID", $"<{row.Id}@{from.Host}>");
        // Out-of-office replies to a machine help nobody (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.AlternateViews.Add(View(letter.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(letter.Html, MediaTypeNames.Text.Html));
        return message;
    }

    private static AlternateView View(string text, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.QuotedPrintable;
        return view;
    }

    private SmtpClient Connect(Uri server)
    {
        var client = new SmtpClient(server.Host, server.Port);
        // STARTTLS, or nothing is sent. On the machine itself there is nobody in between.
        client.EnableSsl = !server.IsLoopback;
        if (server.UserInfo.Length > 0)
            client.Credentials = new NetworkCredential(
                Uri.UnescapeDataString(server.UserInfo),
                settings.SmtpPassword?.RevealText() ?? ""
            );
        return client;
    }

    private static string Words(SmtpException fault) => Cut($"{(int)fault.StatusCode} {fault.Message}");

    private static string Cut(string text) => text.Length <= LongestError ? text : text[..LongestError];
}
