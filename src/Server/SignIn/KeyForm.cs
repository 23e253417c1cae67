using Sallyport.Server.SecurityKeys;

namespace Sallyport.Server.SignIn;

/// <summary>A form that one of the person's keys answers.</summary>
/// <param name="Asked">The question.</param>
/// <param name="Ceremony">The name of the field that says which question is answered.</param>
public sealed record KeyForm(AskedKey Asked, string Ceremony)
{
    /// <summary>The field that the script fills.</summary>
    public const string AnswerField = "answer";

    /// <summary>The field by which the script says that it runs.</summary>
    public const string ScriptField = "script";

    /// <summary>Where it is posted; null: to the page itself.</summary>
    public string? Action { get; init; }

    /// <summary>What is posted along.</summary>
    public IEnumerable<KeyValuePair<string, string>> Carried { get; init; } = [];

    /// <summary>For how many days the browser may be trusted; null: it is not offered.</summary>
    public int? TrustDays { get; init; }
}
