namespace Sallyport.Server.Jobs.Mails;

/// <summary>What came of one try to deliver a mail.</summary>
public abstract record Delivery
{
    private Delivery() { }

    public sealed record Sent : Delivery;

    /// <summary>Its link has expired: nothing was tried.</summary>
    public sealed record Lapsed : Delivery;

    /// <param name="Why">For the operator to read: without links and addresses.</param>
    public abstract record Failed(string Why) : Delivery;

    /// <summary>The server will never take this mail (5xx to its recipient or to its text).</summary>
    /// <param name="Why">What it said.</param>
    /// <param name="IsAddress">It refused the recipient, so that other mails to that address will fare no better.</param>
    public sealed record Refused(string Why, bool IsAddress) : Failed(Why);

    /// <summary>The server does not take this mail now (4xx).</summary>
    public sealed record Later(string Why) : Failed(Why);

    /// <summary>
    /// The connection broke while the mail was on its way. The server may have taken it; the same Message-ID lets mailboxes see that a second one is the same.
    /// </summary>
    public sealed record Interrupted(string Why) : Failed(Why);

    /// <summary>The server serves nobody now, or not us: it cannot be reached, refuses the password, the sender or our name, or has no TLS. The mail is not at fault.</summary>
    public sealed record NotServed(string Why) : Failed(Why);
}
