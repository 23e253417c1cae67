using System.Text;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Core.SignIn;

/// <summary>What a program shows in the header <c>Authorization</c> (APIKEY-11).</summary>
public abstract record PresentedCredential
{
    // A session's token: 32 bytes as base64url. No key is that short.
    private const int TokenLength = 43;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private PresentedCredential() { }

    public sealed record Nothing : PresentedCredential;

    /// <param name="Text">The whole key, or what stands where a key is expected.</param>
    /// <param name="Id">Whose id must be the key's (Basic); null where none was given.</param>
    public sealed record Key(Secret Text, string? Id) : PresentedCredential;

    /// <param name="Token">Of a session for programs.</param>
    public sealed record Bearer(Secret Token) : PresentedCredential;

    public sealed record NameAndPassword(string Name, Secret Password) : PresentedCredential;

    /// <summary>Two headers, an unknown scheme, or nonsense: nobody guesses what was meant.</summary>
    public sealed record Unreadable : PresentedCredential;

    /// <param name="headers">Every line <c>Authorization</c> of the request.</param>
    public static PresentedCredential Read(IReadOnlyList<string?> headers)
    {
        if (headers.Count == 0)
            return new Nothing();
        if (headers is not [{ } header])
            return new Unreadable();
        var line = header.AsSpan().Trim(' ');
        var end = line.IndexOf(' ');
        var value = line[(end + 1)..].TrimStart(' ');
        // No scheme of ours has a space or a comma in its value: two values in one line are none.
        return end < 0 || value.ContainsAny(' ', ',') ? new Unreadable() : Read(line[..end], value.ToString());
    }

    private static PresentedCredential Read(ReadOnlySpan<char> scheme, string value) =>
        Is(scheme, "ApiKey") ? new Key(new Secret(value), null)
        : Is(scheme, "Bearer")
            ? IsToken(value) ? new Bearer(new Secret(value))
                : new Key(new Secret(value), null)
        : Is(scheme, "Basic") ? ReadBasic(value)
        : new Unreadable();

    private static bool Is(ReadOnlySpan<char> scheme, string name) => scheme.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsToken(string value) =>
        value.Length == TokenLength && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // RFC 7617: UTF-8, and the first colon ends the name.
    private static PresentedCredential ReadBasic(string value)
    {
        if (Decode(value) is not { } text || text.Any(char.IsControl))
            return new Unreadable();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return new Unreadable();
        var (name, password) = (text[..colon], new Secret(text[(colon + 1)..]));
        return ApiKeyText.HasShape(text.AsSpan(colon + 1)) ? new Key(password, name) : new NameAndPassword(name, password);
    }

    private static string? Decode(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return null;
        try
        {
            return StrictUtf8.GetString(bytes, 0, length);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
