using System.Text;
using System.Text.Unicode;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;

namespace Sallyport.Core.IsProxy;

/// <summary>One line of a client, understood.</summary>
public abstract record IsProxyCommand
{
    // Each costs a look; more than a few is nobody's program.
    private const int MostKeys = 4;

    private IsProxyCommand() { }

    /// <summary>What looks like a key, wherever it stands in the line: in clear it is read by others, whatever was meant by it.</summary>
    public IReadOnlyList<Secret> Keys { get; private init; } = [];

    public sealed record StartTls : IsProxyCommand;

    public sealed record LogIn(Secret Key) : IsProxyCommand;

    /// <param name="Name">Handle and login, as typed.</param>
    /// <param name="Password">The rest of the line, spaces and all.</param>
    public sealed record LogInByPassword(string Name, Secret Password) : IsProxyCommand;

    public sealed record Enable(ReplyFields Field) : IsProxyCommand;

    public sealed record Is(AskedDomain Domain) : IsProxyCommand;

    public sealed record IsWithKey(Secret Key, AskedDomain Domain) : IsProxyCommand;

    public sealed record Quit : IsProxyCommand;

    public sealed record WrongCount : IsProxyCommand;

    public sealed record Unknown : IsProxyCommand;

    /// <summary>Another protocol is spoken here by mistake or by malice. It is told so once.</summary>
    public sealed record Foreign : IsProxyCommand;

    /// <param name="line">Without its end.</param>
    public static IsProxyCommand Read(ReadOnlySpan<byte> line)
    {
        if (!Utf8.IsValid(line))
            return new Foreign();
        var text = Encoding.UTF8.GetString(line);
        var command = Read(text);
        return ApiKeyText.MayStandIn(text) ? command with { Keys = KeysIn(text) } : command;
    }

    /// <summary>The first few texts that look like keys.</summary>
    public static IReadOnlyList<Secret> KeysIn(string text) =>
        [.. ApiKeyText.FindIn(text).Take(MostKeys).Select(key => new Secret(key))];

    private static IsProxyCommand Read(string text)
    {
        if (IsForeign(text))
            return new Foreign();
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [var verb, .. var rest] ? Read(verb.ToUpperInvariant(), rest, text) : new Unknown();
    }

    private static IsProxyCommand Read(string verb, string[] words, string text) =>
        (verb, words) switch
        {
            ("STARTTLS", []) => new StartTls(),
            ("LOGIN", [var name, _, ..]) when IsName(name) => ReadPassword(name, text),
            ("LOGIN", [var key]) when !IsName(key) => new LogIn(new Secret(key)),
            ("ENABLE", [var field]) => ReadField(field),
            ("IS", [var domain]) => new Is(AskedDomain.Read(domain)),
            ("IS", [var key, var domain]) => new IsWithKey(new Secret(key), AskedDomain.Read(domain)),
            ("QUIT" or "CLOSE", []) => new Quit(),
            ("STARTTLS" or "LOGIN" or "ENABLE" or "IS" or "QUIT" or "CLOSE", _) => new WrongCount(),
            _ => new Unknown(),
        };

    // HTTP requests (a browser can be made to send one with chosen lines in it), PROXY headers, and what moves a terminal's cursor.
    private static bool IsForeign(string text) =>
        text.EndsWith(" HTTP/1.1", StringComparison.Ordinal)
        || text.EndsWith(" HTTP/1.0", StringComparison.Ordinal)
        || text.EndsWith(" HTTP/2.0", StringComparison.Ordinal)
        || text.StartsWith("PROXY ", StringComparison.Ordinal)
        || text.Any(char.IsControl);

    // A handle and a login; no key has a slash.
    private static bool IsName(string word) => word.Contains('/', StringComparison.Ordinal);

    private static LogInByPassword ReadPassword(string name, string text)
    {
        var end = text.IndexOf(name, StringComparison.Ordinal) + name.Length;
        return new LogInByPassword(name, new Secret(text[(end + 1)..]));
    }

    private static IsProxyCommand ReadField(string word) =>
        word.ToUpperInvariant() switch
        {
            "REASON" => new Enable(ReplyFields.Reason),
            "PREMIUM" => new Enable(ReplyFields.Premium),
            _ => new Unknown(),
        };
}
