using System.Collections.Concurrent;
using System.Text;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;

namespace Sallyport.Server.Tests.Host;

/// <summary>
/// What only people, phones and browsers know: passwords, seeds, codes, recovery codes, cookies. When a test server ends, none of it stands in its database,
/// its logs or its mails (ALWAYS-6).
/// </summary>
public sealed class Secrets
{
    private readonly ConcurrentDictionary<string, string> meanings = new(StringComparer.Ordinal);

    public void AddPassword(string password) => Add(password, "a password");

    public void AddCode(string code) => Add(code, "a code");

    public void AddCookie(string token) => Add(token, "a cookie");

    public void AddApiKey(string key) => Add(key, "an API key");

    public void AddRecoveryCode(string code)
    {
        Add(code, "a recovery code");
        Add(code.Replace("-", "", StringComparison.Ordinal), "a recovery code");
    }

    public void AddSeed(Secret seed)
    {
        Add(Latin(seed.Reveal()), "a seed");
        Add(Base32.Encode(seed.Reveal()), "a seed in base32");
        Add(Convert.ToHexStringLower(seed.Reveal()), "a seed in hex");
        Add(Convert.ToHexString(seed.Reveal()), "a seed in hex");
    }

    /// <summary>What of it stands there: the meanings, never the secrets.</summary>
    public IEnumerable<string> In(string text) => meanings.Where(s => StandsIn(text, s.Key)).Select(s => s.Value);

    /// <summary>Bytes as text of the same length, so that both are searched alike.</summary>
    public static string Latin(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private void Add(string secret, string meaning)
    {
        // Shorter ones would be found by chance.
        if (secret.Length >= Totp.Digits)
            meanings[secret] = meaning;
    }

    // Six digits may be a part of a longer number that is no code.
    private static bool StandsIn(string text, string secret)
    {
        for (
            var at = text.IndexOf(secret, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(secret, at + 1, StringComparison.Ordinal)
        )
            if (secret.Length > Totp.Digits || (!IsWord(text, at - 1) && !IsWord(text, at + secret.Length)))
                return true;
        return false;
    }

    private static bool IsWord(string text, int at) => at >= 0 && at < text.Length && char.IsAsciiLetterOrDigit(text[at]);
}
