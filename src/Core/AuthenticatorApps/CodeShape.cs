namespace Sallyport.Core.AuthenticatorApps;

/// <summary>How an app makes its codes: hash, digits, and how long one code lasts.</summary>
public sealed record CodeShape(CodeHash Hash, int Digits, TimeSpan Period)
{
    /// <summary>The only shape that every app supports; others come by import alone.</summary>
    public static readonly CodeShape Usual = new(CodeHash.Sha1, Totp.Digits, Totp.Period);
}

/// <summary>The hashes of RFC 6238.</summary>
public enum CodeHash
{
    Sha1,
    Sha256,
    Sha512,
}
