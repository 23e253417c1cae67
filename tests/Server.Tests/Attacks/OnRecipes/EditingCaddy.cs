using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>An attack behind an operator who puts routes of all kinds beside the recipe of Caddy.</summary>
[Keeps("DOOR-2")]
public sealed class EditingCaddy
{
    private const string Application = "\treverse_proxy 127.0.0.1:3000\n";
    private const string Import = "\timport sallyport access=API\n";
    private const string To = "reverse_proxy 127.0.0.1:3000";

    private static readonly Dictionary<string, Func<string, string>> Edits = new()
    {
        ["Usual headers"] = Also(
            "\treverse_proxy 127.0.0.1:3000 {\n\t\theader_up X-Real-IP {remote_host}\n\t\theader_up Upgrade {http.request.header.Upgrade}\n\t\tflush_interval -1\n\t}"
        ),
        ["Paths"] = Also(
            $"\thandle /plain* {{\n\t\t{To}\n\t}}\n\thandle_path /base/* {{\n\t\t{To}\n\t}}\n\thandle {{\n\t\t{To}\n\t}}"
        ),
        ["Every path"] = Also($"\thandle /* {{\n\t\t{To}\n\t}}"),
        ["In order"] = Also($"\troute {{\n\t\trequest_header X-Mine 1\n\t\t{To}\n\t}}"),
        ["By a matcher"] = Also(
            $"\t@mine path /plain* /admin*\n\t{To.Replace(" ", " @mine ", StringComparison.Ordinal)}\n\t{To}"
        ),
        ["WebSocket alone"] = Also(
            $"\t@chat {{\n\t\theader Connection *Upgrade*\n\t\theader Upgrade websocket\n\t}}\n\t{To.Replace(" ", " @chat ", StringComparison.Ordinal)}\n\t{To}"
        ),
        ["Files first"] = Also($"\troot * /nowhere\n\ttry_files {{path}} /index.html\n\t{To}"),
        ["Rewritten"] = Also($"\trewrite * /base{{uri}}\n\t{To}"),
        ["Without a prefix"] = Also($"\turi strip_prefix /plain\n\turi strip_prefix /admin\n\t{To}"),
        ["Import last"] = text =>
            text.Replace(Import, "", StringComparison.Ordinal)
                .Replace(Application, Application + Import, StringComparison.Ordinal),
        ["Rule first"] = text =>
            text.Replace(Import, "", StringComparison.Ordinal)
                .Replace("\n\t# Your", Import + "\n\t# Your", StringComparison.Ordinal),
    };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task Nothing_forged_arrives_and_nobody_passes_unasked(string edit) =>
        EditedRecipe.StaysClosed(RunningProxy.Caddy, Edits[edit]);

    private static Func<string, string> Also(string lines) => EditedRecipe.Instead(Application, lines + "\n");
}
