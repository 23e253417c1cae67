namespace Sallyport.Server.Web;

/// <summary>Stands on a page whose acts are sensitive: a proof older than five minutes is asked for again before the page is shown or obeyed (SIGN-11).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FreshProofAttribute : Attribute
{
    /// <summary>Comes with a form that was carried over the proof where a password had been typed into it: that is not carried, and must be typed again.</summary>
    public const string RetypeField = "retype";

    /// <summary>Only what is posted is sensitive; looking is not.</summary>
    public bool OnPostOnly { get; init; }

    /// <summary>The page's plain POST (no handler named) finishes what was begun under a fresh proof; its verb checks that it was begun in this session.</summary>
    public bool ExceptPlainPost { get; init; }
}
