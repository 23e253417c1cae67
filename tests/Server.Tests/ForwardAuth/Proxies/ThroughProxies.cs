using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Common;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>The recipes of docs/forward-auth.md, started as they stand there.</summary>
[Keeps("DOOR-2")]
public sealed class ThroughProxies
{
    public static TheoryData<string> Kinds => [RunningProxy.Nginx, RunningProxy.Caddy, RunningProxy.HaProxy];

    [Theory, MemberData(nameof(Kinds))]
    [Keeps("APIKEY-5"), Keeps("APIKEY-11")]
    public async Task Keys_pass_that_may_and_no_others(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (ben, key, line) = await all.Key();
        var (_, _, narrow) = await all.Key(k => k with { Accesses = ["ISPROXY"] });
        var (_, _, elsewhere) = await all.Key(k => k with { Addresses = "10.0.0.0/8" });
        var (_, _, here) = await all.Key(k => k with { Addresses = "127.0.9.0/24" });
        var (gone, _, inactive) = await all.Key();
        var (old, dead, deleted) = await all.Key();
        var (_, _, expired) = await all.Key(k => k with { ExpiresAt = all.Server.Clock.Now.AddDays(1) });
        var mine = "Authorization: ApiKey " + (await Keys.Of(all.Server, all.Company.Administrator)).Text;

        var right = await all.Get("/things?x=1", line);
        await all.Server.Write(tx => tx.Users.ChangeStatus(gone.User.Id, UserStatus.Deactivated, tx.Now));
        await all
            .Server.Get<DeleteApiKey>()
            .Delete(Caller.OfCommandLine("test"), old.User.Id, dead.Id, TestContext.Current.CancellationToken);

        Assert.True(right.Passed, right.ToString());
        Assert.Equal(
            ("/things?x=1", ben.User.Login, all.Company.Account.Handle, key.Id),
            (right.Target, right.Got("Remote-User")[0], right.Got("Remote-Account")[0], right.Got("Remote-Key")[0])
        );
        Assert.Empty(right.Got("Authorization"));
        await Refused(all, 401, "unknown", line[..^7] + "AAAAAAA", anyReason: true);
        await Refused(all, 401, "authorization_unreadable", "Authorization: Digest x");
        await Refused(all, 403, "lacking_access", narrow);
        await Refused(all, 403, "wrong_address", elsewhere);
        await Refused(all, 401, "user_inactive", inactive);
        await Refused(all, 401, "deleted", deleted);
        Assert.True((await RawHttp.Send(all.Proxy.Port, "127.0.9.4", all.Host, "/", here)).Passed);
        await Refused(all, 403, "wrong_address", here);
        var admin = await all.Get("/Admin/users", line);
        Assert.Equal((403, "lacking_permission"), (admin.Status, admin.Header("Sallyport-Reason")));
        Assert.True((await all.Get("/Admin/users", mine)).Passed);
        all.Server.Clock.Advance(TimeSpan.FromDays(3));
        await Refused(all, 401, "expired", expired);
        var nobody = await all.Get("/");
        Assert.Equal((401, false), (nobody.Status, nobody.Passed));
        Assert.Contains("ApiKey", nobody.Header("WWW-Authenticate"), StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Kinds))]
    [Keeps("SIGN-8")]
    public async Task A_browser_is_sent_to_sign_in_comes_back_and_is_out_when_it_signs_out(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var anna = all.Company.Administrator;
        using var at = new AtApplication(all.Server, RunningProxy.HostName, all.Proxy.Port);

        var away = await Open(at, "/pages/1?q=a%20b");
        var end = await at.Enter(anna, "/pages/1?q=a%20b");
        at.App.Cookies["theme"] = "dark";
        at.App.Cookies["fwdstart"] = "left-behind";
        var page = await Open(at, end.PathAndQuery);
        await at.Portal.Submit("/sign-out");
        var after = await Open(at, "/pages/1");

        Assert.Equal(HttpStatusCode.Found, away.Status);
        Assert.StartsWith($"{all.Server.Address}sign-in?", away.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal($"http://{all.Host}/pages/1?q=a%20b", end.AbsoluteUri);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.StartsWith("GET /pages/1?q=a%20b HTTP/", page.Body, StringComparison.Ordinal);
        Assert.Contains($"remote-user: {anna.User.Login}", page.Body, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("theme=dark", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("fwd", page.Body, StringComparison.Ordinal);
        Assert.DoesNotContain(at.Cookie!, page.Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, after.Status);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Whoever_opens_a_page_is_led_to_sign_in_and_a_script_is_told(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);

        var script = await all.Get("/", "Accept: text/html", "Sec-Fetch-Mode: cors");
        var page = await all.Get("/", "Accept: */*", "Sec-Fetch-Mode: navigate");

        Assert.Equal((401, 302), (script.Status, page.Status));
        Assert.Contains("/sign-in", page.Header("Location"), StringComparison.Ordinal);
    }

    /// <summary>An attack: a client names itself, in every spelling under which some application would find it.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_client_says_of_itself_does_not_arrive(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (ben, _, line) = await all.Key();
        string[] names =
        [
            "Remote-User",
            "REMOTE-USER",
            "remote-user",
            "Remote_User",
            "REMOTE_USER",
            "Remote.User",
            "remote.user",
            "Remote-Key",
            "Remote_Key",
            "Remote-Permissions",
            "Remote_Permissions",
            "Remote.Permissions",
            "Remote-Groups",
        ];

        var answer = await all.Get("/", [line, .. names.Select(name => $"{name}: mallory"), "Remote-User: mallory"]);

        Assert.True(answer.Passed, answer.ToString());
        Assert.DoesNotContain("mallory", answer.Body, StringComparison.Ordinal);
        Assert.Equal([ben.User.Login], answer.Got("Remote-User"));
    }

    /// <summary>An attack: a client says itself what was asked for, by the headers by which proxies say so.</summary>
    [Theory, MemberData(nameof(Kinds))]
    public async Task What_a_client_says_of_its_request_changes_nothing(string kind)
    {
        await using var all = await BehindAProxy.Start(kind);
        var (_, _, line) = await all.Key();
        foreach (
            var more in new[]
            {
                "X-Original-URI: /",
                "X-Original-URL: http://app.localhost/",
                "X-Forwarded-Uri: /",
                "X-Forwarded-Host: other.localhost",
                "X-Forwarded-For: 10.0.0.7",
                "X-Rewrite-URL: /",
            }
        )
        {
            var answer = await all.Get("/admin", line, more);

            Assert.False(answer.Passed, $"{more}: {answer}");
        }
    }

    private static Task<Page> Open(AtApplication at, string target)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        request.Headers.Add("Accept", "text/html");
        return at.App.Send(request);
    }

    private static async Task Refused(BehindAProxy all, int status, string reason, string line, bool anyReason = false)
    {
        var answer = await all.Get("/things", line);
        Assert.False(answer.Passed, answer.ToString());
        Assert.Equal(status, answer.Status);
        if (!anyReason)
            Assert.Equal(reason, answer.Header("Sallyport-Reason"));
    }
}
