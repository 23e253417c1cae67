using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;

namespace Sallyport.Server.Web;

/// <summary>Reads settings as text, and refuses what it cannot read with the setting's name.</summary>
internal sealed class SettingSource(Func<string, string?> look)
{
    public string? Text(Setting setting) => look(setting.Name) is { Length: > 0 } text ? text.Trim() : null;

    public Secret? Secret(Setting setting)
    {
        var file = look(setting.Name + "_FILE");
        if (string.IsNullOrEmpty(file))
            return Text(setting) is { } text ? new Secret(text) : null;
        if (Text(setting) is not null)
            throw new StartRefusedException($"{setting.Name} and {setting.Name}_FILE are both given. Give one of them.");
        try
        {
            return new Secret(File.ReadAllText(file).TrimEnd('\r', '\n'));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{setting.Name}_FILE: {file} cannot be read ({fault.Message}).");
        }
    }

    public int? Number(Setting setting, int least, int most)
    {
        if (Text(setting) is not { } text)
            return null;
        return int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new StartRefusedException($"{setting.Name}: {text} is no number from {least} to {most}.");
    }

    public IReadOnlyList<IPNetwork> Networks(Setting setting) =>
        [
            .. (Text(setting) ?? "")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(text =>
                    AddressList.Network(text)
                    ?? throw new StartRefusedException($"{setting.Name}: {text} is no address or network (10.0.0.0/8).")
                ),
        ];

    public static IReadOnlyList<string> Accesses(Setting setting, string text) =>
        [
            .. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Select(name =>
                    KeyAccess.IsName(name) && !KeyAccess.BuiltIn.Contains(name, StringComparer.Ordinal)
                        ? name
                        : throw new StartRefusedException(
                            $"{setting.Name}: {name} is no new name of capitals, digits and underscores."
                        )
                )
                .Distinct(StringComparer.Ordinal),
        ];

    public static IReadOnlyDictionary<string, string> Rules(Setting setting, string text, IReadOnlyList<string> accesses)
    {
        var rules = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, words) = rule.Split('=', 2) is [var before, var behind] ? (before, behind) : (rule, "");
            var read = QueryHelpers.ParseQuery(words).Select(word => (word.Key, (IReadOnlyList<string?>)[.. word.Value]));
            if (
                name.Length == 0
                || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                || !rules.TryAdd(name, words)
            )
                throw new StartRefusedException($"{setting.Name}: {name} is no new name of a-z, 0-9 and dashes.");
            if (ForwardRule.Read(read, accesses, out var fault) is null)
                throw new StartRefusedException($"{setting.Name}: the rule {name} cannot be read ({Words.Snake(fault!.Value)}).");
        }
        return rules;
    }

    public static Uri Address(Setting setting, string text, params string[] schemes) =>
        Uri.TryCreate(
            text.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal),
            UriKind.Absolute,
            out var uri
        ) && schemes.Contains(uri.Scheme, StringComparer.Ordinal)
            // As browsers write origins and hosts are kept: with A-labels, without a dot at the end.
            ? new UriBuilder(uri) { Host = uri.IdnHost.TrimEnd('.') }.Uri
            : throw new StartRefusedException($"{setting.Name}: {text} is no address of the form {schemes[^1]}://host:port.");

    public static string Sender(Setting setting, string text) =>
        System.Net.Mail.MailAddress.TryCreate(text, out _)
            ? text
            : throw new StartRefusedException($"{setting.Name}: {text} is no sender of the form sallyport@example.com.");

    public static string Host(Setting setting, string text) =>
        Uri.CheckHostName(text) != UriHostNameType.Unknown && Ascii.IsValid(text)
            ? text
            : throw new StartRefusedException($"{setting.Name}: {text} is no host name of the form portal.acme.example.");
}
