namespace Sallyport.Core.Accounts;

/// <summary>What a user has at this moment, counted from the rows and never kept (Kratos GHSA-wc43-73w7-x2f5 kept it).</summary>
/// <param name="Apps">Authenticator apps that count.</param>
/// <param name="TrialApps">Apps generated in <c>trial</c> that have not signed in yet: no factor.</param>
/// <param name="SecurityKeys">Security keys and passkeys.</param>
public sealed record Factors(int Apps, int TrialApps, int SecurityKeys)
{
    public static readonly Factors None = new(0, 0, 0);

    public bool MfaOn => Apps + SecurityKeys > 0;

    public bool HasPhishingResistant => SecurityKeys > 0;

    public int Count => Apps + SecurityKeys;
}
