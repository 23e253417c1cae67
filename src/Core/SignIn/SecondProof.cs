namespace Sallyport.Core.SignIn;

/// <summary>What a person gives in place of, or after, the password.</summary>
public abstract record SecondProof
{
    private SecondProof() { }

    /// <param name="Text">What stood in the box: a code of the app, a recovery code; where there is no factor, the password.</param>
    public sealed record Typed(string Text) : SecondProof;

    /// <param name="CeremonyId">Of the question.</param>
    /// <param name="Answer">What the browser sent.</param>
    public sealed record ByKey(string CeremonyId, string Answer) : SecondProof;
}
