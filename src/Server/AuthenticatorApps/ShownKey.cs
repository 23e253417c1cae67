using Sallyport.Core.AuthenticatorApps;

namespace Sallyport.Server.AuthenticatorApps;

/// <summary>A setup key as a page shows it: partials `_Qr` and `_KeyByHand`.</summary>
/// <param name="Key">The key with its names.</param>
/// <param name="ShowHex">Also in hex, for tokens that want it so.</param>
public sealed record ShownKey(SetupKey Key, bool ShowHex = false)
{
    /// <summary>Any app that follows RFC 6238 will do; these are the ones that people ask about. Content, not a list of what is allowed.</summary>
    private static readonly string[] KnownApps =
    [
        "Google Authenticator",
        "Microsoft Authenticator",
        "Authy",
        "Duo Mobile",
        "1Password",
        "Bitwarden",
        "Keeper",
        "WinAuth",
        "YubiKey",
    ];

    public static string Apps => string.Join(", ", KnownApps);

    public QrCode Code { get; } = QrCode.Of(Key.Address());

    public string Base32Text => Base32.Encode(Key.Seed.Reveal());

    public string HexText => Convert.ToHexStringLower(Key.Seed.Reveal());

    public override string ToString() => "(setup key)";
}
