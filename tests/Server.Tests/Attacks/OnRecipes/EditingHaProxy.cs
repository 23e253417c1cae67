using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>An attack behind an operator who adds backends and lines to the recipe of HAProxy.</summary>
[Keeps("DOOR-2")]
public sealed class EditingHaProxy
{
    private const string Server = "    server application 127.0.0.1:3000\n";
    private const string Choice = "    use_backend sallyport if sallyport\n";

    private static readonly Dictionary<string, Func<string, string>> Edits = new()
    {
        ["Usual headers"] = EditedRecipe.Instead(
            Server,
            "    option forwardfor\n    http-request set-header X-Mine %[src]\n    http-request add-header X-Mine 2\n" + Server
        ),
        ["Rewritten"] = EditedRecipe.Instead(Server, "    http-request replace-path ^/(.*)$ /base/\\1\n" + Server),
        ["Another backend"] = text =>
            EditedRecipe.Instead(Choice, Choice + "    use_backend other if { path_beg /plain } or { path_beg -i /admin }\n")(
                text
            )
            + "\nbackend other\n    timeout tunnel 2h\n"
            + Server,
        ["Another backend, first of all"] = EditedRecipe.Instead(
            "    bind :443",
            "    use_backend application if { path_end plain } or { path_sub -i admin } or { path_sub /x } or { hdr(upgrade) -i websocket }\n    bind :443"
        ),
        ["Allowed early"] = EditedRecipe.Instead(
            "    acl admin path_beg -i /admin\n",
            "    http-request allow if { path_beg /in } or { path_end plain/plain }\n    acl admin path_beg -i /admin\n"
        ),
        ["Every connection anew"] = EditedRecipe.Instead(
            "    mode http\n",
            "    mode http\n    option httpclose\n    option forwardfor\n"
        ),
    };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task Nothing_forged_arrives_and_nobody_passes_unasked(string edit) =>
        EditedRecipe.StaysClosed(RunningProxy.HaProxy, Edits[edit]);

    /// <summary>A path for which no rule is left is open to nobody.</summary>
    [Fact]
    public async Task A_path_without_a_rule_is_closed()
    {
        await using var all = await BehindAProxy.Start(
            RunningProxy.HaProxy,
            EditedRecipe.Instead("    http-request lua.sallyport access=API if !admin !sallyport\n", "")
        );
        var (_, _, line) = await all.Key();

        Assert.Equal((503, false), await all.Get("/plain", line) is var answer ? (answer.Status, answer.Passed) : default);
    }
}
