namespace Sallyport.Server.Notifications;

/// <summary>What a mail says, before it takes the form of text or HTML.</summary>
internal sealed record MailContent
{
    /// <summary>Subject and heading.</summary>
    public required string Title { get; init; }

    /// <summary>What happened.</summary>
    public required string Lead { get; init; }

    /// <summary>What is particular about it, beside when and from where.</summary>
    public IReadOnlyList<MailFact> Facts { get; init; } = [];

    /// <summary>What to do, above all if it was not the reader.</summary>
    public required string Advice { get; init; }
    public MailButton? Button { get; init; }

    /// <summary>Behind the advice: freezes the reader's account.</summary>
    public MailButton? Freeze { get; init; }

    /// <summary>Nobody did this at a keyboard, or the reader did not: when and from where would puzzle.</summary>
    public bool HidesOrigin { get; init; }
}

internal sealed record MailFact(string Name, string Value);

/// <param name="Text">What it does.</param>
/// <param name="Address">Where it leads.</param>
internal sealed record MailButton(string Text, string Address);
