using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Core.Notifications;

namespace Sallyport.Server.Notifications;

/// <summary>Puts words to a mail.</summary>
public sealed class MailWriter
{
    public Mail Write(MailKind kind, User to, Account account, Origin origin, DateTimeOffset at, MailFacts facts) =>
        new()
        {
            Kind = kind,
            To = to.Email,
            AccountId = account.Id,
            UserId = to.Id,
            Subject = kind.ToString(),
            Text = $"{kind} {facts.Link}",
            Html = $"<p>{kind}</p>",
            OnceKey = facts.OnceKey,
        };
}
