using System.CommandLine;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
using Sallyport.Core.ForwardAuth;
using Sallyport.Server.ForwardAuth;
using Sallyport.Server.Web;

namespace Sallyport.Server.Cli;

internal static class RuleVerbs
{
    public static Command Make(Verbs verbs) =>
        verbs.Group("rule", "What a proxy asks of whoever wants to pass (docs/forward-auth.md).", Check(verbs), List(verbs));

    private static Command Check(Verbs verbs)
    {
        var rule = new Argument<string>("rule")
        {
            HelpName = "RULE",
            Description =
                "As it stands in the proxy's call behind /auth/verify?, or the whole call: access=API&permission=VIEW_USER, rule=NAME.",
        };
        return verbs.MakeBare(
            "check",
            "Say what a rule asks, or what is wrong with it, by the settings as they are read from here.",
            [rule],
            (settings, parsed) =>
            {
                var typed = parsed.GetValue(rule)!;
                var (words, _) = VerifyEndpoint.Cut(typed.AsMemory(typed.IndexOf('?', StringComparison.Ordinal) + 1));
                return new ReadRule(settings).Of(words.Span, out var fault) is { } read
                    ? new Answer.Done(string.Join('\n', Lines(read)), Json(read))
                    : new Answer.Refused(Words.Snake(fault!.Value), WordsFor(fault.Value, settings));
            }
        );
    }

    private static Command List(Verbs verbs) =>
        verbs.MakeBare(
            "list",
            $"Print the rules that {Setting.ForwardRules.Name} keeps under names.",
            [],
            (settings, _) =>
                new Answer.Done(
                    settings.ForwardRules.Count == 0
                        ? $"{Setting.ForwardRules.Name} keeps none."
                        : string.Join('\n', settings.ForwardRules.Select(rule => $"{rule.Key}={rule.Value}")),
                    new { rules = settings.ForwardRules }
                )
        );

    private static IEnumerable<string> Lines(ForwardRule rule) =>
        [
            rule.AdmitsKeys ? $"Programs pass by a key with the access {rule.Access}." : "No program passes by a key.",
            rule.ResistsPhishing
                ? "No program passes by a password, and people by a security key or passkey alone."
                : "Programs pass by a password where passwordOnApi lets them, and people by their session.",
            rule.Permission is { } permission
                ? $"All of them have the permission {Words.Upper(permission)}."
                : "No permission is asked.",
            rule.IsFull
                ? "The proxy carries any answer: browsers get 302, whoever tries too often 429."
                : "The proxy is answered 200, 401, 403 or 503.",
        ];

    private static object Json(ForwardRule rule) =>
        new
        {
            access = rule.Access,
            permission = rule.Permission is { } permission ? Words.Upper(permission) : null,
            strength = rule.ResistsPhishing ? "phishingResistant" : "any",
            admitsKeys = rule.AdmitsKeys,
            mode = rule.IsFull ? "full" : null,
        };

    private static string WordsFor(RuleFault fault, Settings settings) =>
        "Nobody would pass. "
        + fault switch
        {
            RuleFault.UnknownWord => "There are access, permission, strength and mode; or rule, and beside it mode alone.",
            RuleFault.RepeatedWord => "A word comes twice.",
            RuleFault.UnknownAccess => $"access is one of {string.Join(", ", KeyAccess.BuiltIn.Concat(settings.KeyAccesses))}.",
            RuleFault.UnknownPermission =>
                $"permission is one of {string.Join(", ", Enum.GetValues<Permission>().Select(Words.Upper))}.",
            RuleFault.UnknownStrength => "strength is any or phishingResistant.",
            RuleFault.UnknownMode => "mode is full, or left out.",
            RuleFault.UnknownRule => settings.ForwardRules.Count == 0
                ? $"{Setting.ForwardRules.Name} keeps no rules."
                : $"{Setting.ForwardRules.Name} keeps {string.Join(", ", settings.ForwardRules.Keys)}.",
        };
}
