using Sallyport.Server.Tests.ForwardAuth.Proxies;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.Attacks.OnRecipes;

/// <summary>
/// An attack behind an operator who edits the recipe of nginx as manuals say: nginx drops every inherited <c>proxy_set_header</c> in a location that has one.
/// </summary>
[Keeps("DOOR-2")]
public sealed class EditingNginx
{
    private const string Location = "    location / {\n        proxy_pass http://127.0.0.1:3000;\n    }\n";
    private const string Pass = "proxy_pass http://127.0.0.1:3000;";
    private const string Headers =
        "proxy_set_header Host $host; proxy_set_header X-Real-IP $remote_addr; proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for; proxy_set_header X-Forwarded-Proto $scheme;";
    private const string Upgrade =
        "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection \"upgrade\"; proxy_cache_bypass $http_upgrade;";
    private const string Include = "    include /etc/nginx/sallyport-server.conf;\n";

    private static readonly Dictionary<string, Func<string, string>> Edits = new()
    {
        ["WebSocket lines"] = Located($"location / {{ {Pass} {Upgrade} }}"),
        ["Usual headers"] = Located($"location / {{ {Pass} {Headers} }}"),
        ["One header"] = Located($"location / {{ {Pass} proxy_set_header X-Mine 1; }}"),
        ["Sizes and buffers"] = Located(
            $"location / {{ {Pass} client_max_body_size 50m; proxy_buffering on; proxy_request_buffering on; proxy_read_timeout 10s; }}"
        ),
        ["Nested"] = Located($"location / {{ {Pass} {Headers} location /plain {{ {Pass} {Upgrade} }} }}"),
        ["Nobody asked"] = Located($"location ^~ /plain {{ auth_request off; {Pass} {Headers} }}"),
        ["Regular expression"] = Located($"location ~ ^/(pl.*)$ {{ {Pass} {Headers} {Upgrade} }}"),
        ["Files first"] = Located($"location / {{ root /nowhere; try_files $uri @mine; }} location @mine {{ {Pass} {Headers} }}"),
        ["Another path"] = Located("location /plain { proxy_pass http://127.0.0.1:3000/base/; proxy_set_header Host $host; }"),
        ["Rewritten"] = Located($"location / {{ rewrite ^/(.*)$ /base/$1 break; {Pass} {Upgrade} }}"),
        ["Underscores"] = Located($"underscores_in_headers on; ignore_invalid_headers off; location / {{ {Pass} {Headers} }}"),
        ["Own 401"] = Located($"proxy_intercept_errors on; error_page 401 /in; location / {{ {Pass} {Headers} }}"),
        ["In the public server"] = text =>
            text.Replace(Include, Include + $"    location / {{ {Pass} {Headers} {Upgrade} }}\n", StringComparison.Ordinal),
        ["In the public server, unasked"] = text =>
            text.Replace(
                Include,
                $"    location ^~ /plain {{ auth_request off; {Pass} {Headers} }}\n" + Include,
                StringComparison.Ordinal
            ),
        ["In the public server, by name"] = text =>
            text.Replace(
                Include,
                $"    location = /plain {{ {Pass} }} location ~ plain {{ {Pass} }} location ~* ^/admin {{ auth_request off; {Pass} }} proxy_set_header X-Mine 1;\n"
                    + Include,
                StringComparison.Ordinal
            ),
        ["A neighbour with other rules on names"] = text =>
            "server { listen 443 ssl; server_name _; underscores_in_headers on; ignore_invalid_headers off; return 404; }\n"
            + text,
    };

    public static TheoryData<string> Names => [.. Edits.Keys];

    [Theory, MemberData(nameof(Names))]
    public Task Nothing_forged_arrives_and_nobody_passes_unasked(string edit) =>
        EditedRecipe.StaysClosed(RunningProxy.Nginx, Edits[edit]);

    /// <summary>Another name, another map of rules: nobody gets in by a mistake.</summary>
    [Theory]
    [InlineData("# The public server.", "map $server_name$uri $sallyport_rule { default none; ~^other \"access=API\"; }\n#")]
    [InlineData("server_name app.acme.test;", "server_name other.acme.test app.acme.test;")]
    [InlineData("server_name app.acme.test;", "server_name .acme.test;")]
    [InlineData("server_name app.acme.test;", "")]
    public async Task What_is_left_out_or_widened_closes(string from, string to)
    {
        await using var all = await BehindAProxy.Start(RunningProxy.Nginx, EditedRecipe.Instead(from, to));
        var (_, _, line) = await all.Key();

        foreach (var lines in new[] { new[] { line }, [] })
            Assert.False((await all.Get("/plain", lines)).Passed);
    }

    private static Func<string, string> Located(string replacement) => EditedRecipe.Instead(Location, replacement + "\n");
}
