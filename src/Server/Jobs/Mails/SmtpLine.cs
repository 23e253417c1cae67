using MailKit.Net.Smtp;
using MimeKit;

namespace Sallyport.Server.Jobs.Mails;

/// <summary>A connection to the mail server that knows how far the mail on it has come. One mail at a time.</summary>
internal sealed class SmtpLine : SmtpClient
{
    /// <summary>The server has agreed to the sender: what it refuses from here on is about the recipient or the mail.</summary>
    public bool IsPastSender { get; private set; }

    /// <summary>The server has agreed to the recipient: from here on it may take the mail although its answer does not arrive.</summary>
    public bool IsPastRecipient { get; private set; }

    /// <summary>How many mails the server has taken over this connection.</summary>
    public int Taken { get; private set; }

    public async Task Carry(MimeMessage mail, CancellationToken cancel)
    {
        IsPastSender = IsPastRecipient = false;
        await SendAsync(mail, cancel);
        Taken++;
    }

    protected override void OnSenderAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        IsPastSender = true;
        base.OnSenderAccepted(message, mailbox, response);
    }

    protected override void OnRecipientAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
    {
        IsPastRecipient = true;
        base.OnRecipientAccepted(message, mailbox, response);
    }
}
