using System.Text.RegularExpressions;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Tests.Host;

/// <summary>A mail as its reader sees it.</summary>
public sealed record ReceivedMail(string Kind, string To, string Subject, string Text, string Html);

/// <summary>The mails that wait in the outbox, opened.</summary>
public sealed partial class Mailbox(TestServer server)
{
    private const int Most = 1000;

    /// <summary>The newest last.</summary>
    public Task<IReadOnlyList<ReceivedMail>> All() =>
        server.Read(async tx =>
            (IReadOnlyList<ReceivedMail>)
                [.. (await tx.Outbox.Waiting(Most)).Reverse().Select(row => Opened(row, tx.Outbox.Open(row)))]
        );

    public async Task<IReadOnlyList<ReceivedMail>> Of(Person person) =>
        [.. (await All()).Where(mail => mail.To == person.User.Email)];

    public async Task<IReadOnlyList<ReceivedMail>> At(string address) => [.. (await All()).Where(mail => mail.To == address)];

    /// <summary>Path and query of the link that freezes, in the newest mail to this person that has one.</summary>
    public Task<string> FreezeLinkTo(Person person) => FreezeLinkAt(person.User.Email);

    public async Task<string> FreezeLinkAt(string address)
    {
        var links = (await At(address)).Select(mail => FreezeLink().Match(mail.Text)).Where(m => m.Success);
        return new Uri(links.Last().Value).PathAndQuery;
    }

    /// <summary>Path and query of the link in the newest mail to this address by which it is confirmed.</summary>
    public async Task<string> ConfirmLinkAt(string address)
    {
        var links = (await At(address)).Select(mail => ConfirmLink().Match(mail.Text)).Where(m => m.Success);
        return new Uri(links.Last().Value).PathAndQuery;
    }

    /// <summary>Path and query of the one-time link in the newest mail to this person by which a password is chosen.</summary>
    public Task<string> LinkTo(Person person) => LinkAt(person.User.Email);

    public async Task<string> LinkAt(string address)
    {
        var links = (await At(address)).Select(mail => Link().Match(mail.Text)).Where(m => m.Success);
        return new Uri(links.Last().Value).PathAndQuery;
    }

    private static ReceivedMail Opened(OutboxRow row, MailMessage message) =>
        new(row.Kind, row.Recipient, message.Subject, message.Text, message.Html);

    [GeneratedRegex(@"https?://\S+/sign-in/forgotten\?token=[\w-]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Link();

    [GeneratedRegex(@"https?://\S+/confirm-email\?token=[\w-]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex ConfirmLink();

    [GeneratedRegex(@"https?://\S+/freeze\?token=[\w-]+", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex FreezeLink();
}
