using Sallyport.Core.Accounts;
using Sallyport.Core.Notifications;
using Sallyport.Storage;

namespace Sallyport.Server.Notifications;

/// <summary>What a mail says beside its fixed words. Only the links may be secret: they work once.</summary>
public sealed record MailFacts
{
    /// <summary>What the mail is about, where it is a link. It expires at <see cref="Until"/>.</summary>
    public string? Link { get; init; }

    /// <summary>A name that the text mentions: of an app, a browser, a person, an account.</summary>
    public string What { get; init; } = "";

    /// <summary>Who did it, where <see cref="What"/> says something else.</summary>
    public string By { get; init; } = "";

    /// <summary>What it is from now on: a role, an address, a contact.</summary>
    public string Becomes { get; init; } = "";
    public int? Count { get; init; }
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why, in the words of whoever did it.</summary>
    public string Reason { get; init; } = "";
    public string? OnceKey { get; init; }

    /// <summary>The one-time link that freezes the reader's account; null where the mail has none. <see cref="QueueMail"/> fills it.</summary>
    public string? Freeze { get; init; }
}

/// <summary>Writes a mail in its reader's language and puts it into the outbox, in the transaction of what it reports.</summary>
public sealed class QueueMail(MailWriter writer, FreezeLink freeze)
{
    public async Task Queue(Transaction tx, MailKind kind, User to, Account account, MailFacts facts)
    {
        var told = facts with { Freeze = await freeze.Make(tx, kind, to) };
        await tx.Outbox.Add(writer.Write(kind, to, account, tx.Caller.Origin, tx.Now, told), tx.Now);
    }
}
