using System.Net;
using Sallyport.Core.Audit;
using Sallyport.Server.Tests.Host;
using Xunit;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Two nodes over one database, and many browsers from many addresses that stand before the second step of one person's sign-in.</summary>
internal sealed class Crowd(TestServer first, TestServer second)
{
    private readonly int logsBefore = Logs.Length;
    private readonly List<Browser> browsers = [];
    private FilledForm? form;

    /// <summary>Loopback has sixteen million addresses; no two of these share a budget.</summary>
    private static string Address(int i) => $"127.{1 + (i / 60_000)}.{i / 250 % 240}.{1 + (i % 250)}";

    /// <summary>The same answer submitted by many at once, on either node by turns; each has a half sign-in of its own.</summary>
    public async Task<IReadOnlyList<Page>> SubmitAtOnce(Person person, int browsersInAll, string path, string code)
    {
        await Gather(person, browsersInAll);
        return await Task.WhenAll(browsers.Select(b => Submit(b, path, code)));
    }

    /// <summary>Several guesses of one browser at once.</summary>
    public Task<Page[]> SubmitAll(Browser browser, string path, IEnumerable<string> codes) =>
        Task.WhenAll(codes.Select(code => Submit(browser, path, code)));

    public async Task<Page> Submit(Browser browser, string path, string code)
    {
        var filled = form! with { Action = path };
        var fields = filled.Fields.Where(f => f.Key != "code").Append(KeyValuePair.Create("code", code));
        return await browser.Send(filled with { Fields = [.. fields] });
    }

    /// <summary>Another browser at the second step, from an address that nobody came from yet.</summary>
    public async Task<Browser> Join(Person person)
    {
        var node = browsers.Count % 2 == 0 ? first : second;
        var browser = node.Browser(Address(browsers.Count));
        browsers.Add(browser);
        await first.Given.HalfSignedIn(person, browser);
        // The form's token is the same for everybody who is not signed in, with the cookie that belongs to it.
        form ??= await browser.Fill("/sign-in/second-factor", ("code", ""));
        var names = first.Get<Web.CookieNames>();
        browser.Cookies[names.Antiforgery] = browsers[0].Cookies[names.Antiforgery];
        return browser;
    }

    /// <summary>Nobody met a fault. "Busy, come back" is none, but nobody may have waited for another in a circle.</summary>
    public void NobodyMetAFault(IEnumerable<Page> answers)
    {
        Assert.All(
            answers,
            a => Assert.True(a.Status < HttpStatusCode.InternalServerError || a.Headers.RetryAfter is not null, a.ToString())
        );
        Assert.DoesNotContain("deadlock", Logs.Since(logsBefore), StringComparison.OrdinalIgnoreCase);
    }

    public static bool IsOpened(Page answer) =>
        answer.Headers.TryGetValues("Set-Cookie", out var cookies)
        && cookies.Any(c => c.StartsWith("sid=", StringComparison.Ordinal) && !c.StartsWith("sid=;", StringComparison.Ordinal));

    /// <summary>How often the trail of the person's account has this.</summary>
    public async Task<int> Events(Person person, string action, string outcome, string reason = "") =>
        (await first.Read(tx => tx.AuditTrail.Chain(person.Account.Id, 0, 100_000))).Count(row =>
            row.Action == action && row.Outcome == outcome && (reason.Length == 0 || row.Reason == reason)
        );

    /// <summary>How many attempts a limit has refused and the trail does not tell yet.</summary>
    public Task<long> Refusals() => ComingAtOnce.Refusals(first, second);

    /// <summary>The trail is whole, however many wrote to it.</summary>
    public async Task TrailIsWhole(Person person) =>
        Assert.Null(AuditChain.FirstBreak(await first.Read(tx => tx.AuditTrail.Chain(person.Account.Id, 0, 100_000))));

    private async Task Gather(Person person, int count)
    {
        for (var i = 0; i < count; i++)
            await Join(person);
    }
}
