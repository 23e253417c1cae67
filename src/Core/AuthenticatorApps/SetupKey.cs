using Sallyport.Core.Common;

namespace Sallyport.Core.AuthenticatorApps;

/// <summary>What an app must be told to make somebody's codes.</summary>
/// <param name="Issuer">Whose portal it is, as the app shows it; may be empty.</param>
/// <param name="Account">Whose codes they are, as the app shows it.</param>
/// <param name="Seed">The key itself.</param>
public sealed record SetupKey(string Issuer, string Account, Secret Seed)
{
    public CodeShape Shape { get; init; } = CodeShape.Usual;

    /// <summary>The next counter of a token that counts presses instead of time (HOTP, import alone); null for all others.</summary>
    public long? Counter { get; init; }

    /// <summary>The key for typing: base32 in groups of four. A method, since records print their properties.</summary>
    public string Grouped() => Base32.Grouped(Seed.Reveal());

    /// <summary>The <c>otpauth://</c> address for the QR code.</summary>
    public string Address() => KeyUri.Write(this);
}
