using System.Text;
using System.Text.RegularExpressions;
using Sallyport.Core.AuthenticatorApps;
using Sallyport.Core.Common;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>What was secret in a run, in every spelling in which it could have been kept by mistake.</summary>
internal sealed class KnownSecrets
{
    private readonly List<(string Name, byte[] Bytes)> anywhere = [];
    private readonly List<(string Name, Regex Word)> asWords = [];

    public void Password(string text) => Add("password " + text, text);

    public void Seed(Secret seed)
    {
        var bytes = seed.Reveal().ToArray();
        anywhere.Add(("seed, raw", bytes));
        Add("seed, hex", Convert.ToHexStringLower(bytes));
        Add("seed, HEX", Convert.ToHexString(bytes));
        Add("seed, base32", Base32.Encode(bytes));
        Add("seed, base64", Convert.ToBase64String(bytes));
    }

    public void RecoveryCode(string code)
    {
        var plain = code.Replace("-", "", StringComparison.Ordinal);
        foreach (var spelling in new[] { code, plain, code.ToLowerInvariant(), plain.ToLowerInvariant() })
            Add("recovery code", spelling);
    }

    /// <summary>A token of a cookie or a link: 43 symbols that nothing else has.</summary>
    public void Token(string name, string? token)
    {
        if (token is not null)
            Add(name, token);
    }

    public void Cookies(CookieJar jar)
    {
        foreach (var name in new[] { "sid", "device", "login" })
            Token("cookie " + name, jar[name]);
    }

    /// <summary>Six digits are looked for as a word of their own: within a digest they stand by chance.</summary>
    public string Code(string code)
    {
        asWords.Add(
            ("code " + code, new Regex($"(?<![0-9A-Za-z]){code}(?![0-9A-Za-z])", RegexOptions.None, TimeSpan.FromMinutes(1)))
        );
        return code;
    }

    public IEnumerable<string> FoundIn(string place, string text) =>
        FoundIn(place, Encoding.UTF8.GetBytes(text))
            .Concat(asWords.Where(s => s.Word.IsMatch(text)).Select(s => $"{s.Name} in {place}"));

    public IEnumerable<string> FoundIn(string place, byte[] bytes) =>
        anywhere.Where(secret => bytes.AsSpan().IndexOf(secret.Bytes) >= 0).Select(secret => $"{secret.Name} in {place}");

    private void Add(string name, string text) => anywhere.Add((name, Encoding.UTF8.GetBytes(text)));
}
