using System.Net;
using Sallyport.Core.Accounts;
using Sallyport.Core.Enforcement;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Xunit;

namespace Sallyport.Server.Tests.ForwardAuth;

/// <summary>A person's browser at an application's host and at Sallyport's, each with its cookies; the proxy between is played: its call of the check is made by hand.</summary>
internal sealed class AtApplication : IDisposable
{
    public const string Wiki = "wiki.localhost";

    /// <param name="server">Sallyport.</param>
    /// <param name="host">The application's.</param>
    /// <param name="port">Of a real proxy; null: Sallyport's own, where <c>/.sallyport/</c> is answered.</param>
    public AtApplication(TestServer server, string host, int? port = null)
    {
        Server = server;
        Host = $"{host}:{port ?? server.Address.Port}";
        Portal = server.Browser();
        App = server.Browser();
        App.Server = new Uri($"http://{Host}");
    }

    public TestServer Server { get; }

    /// <summary>With the port.</summary>
    public string Host { get; }
    public Browser Portal { get; }
    public Browser App { get; }
    public string? Cookie
    {
        get => App.Cookies[Server.Get<CookieNames>().Forward];
        set => App.Cookies[Server.Get<CookieNames>().Forward] = value;
    }

    public static async Task<string> Register(TestServer server, Company company, string host)
    {
        var id = server.Random.Id();
        await server.Write(tx =>
            tx.Applications.Add(
                new Application
                {
                    Id = id,
                    AccountId = company.Account.Id,
                    Host = host,
                    CreatedAt = tx.Now,
                }
            )
        );
        return id;
    }

    /// <summary>The company's administrator at an application of it.</summary>
    public static async Task<(Company, AtApplication)> Entered(
        TestServer server,
        Func<Policy, Policy>? policy = null,
        string host = Wiki
    )
    {
        var company = await server.Given.Account("numbering", policy ?? (p => p));
        await Register(server, company, host);
        var at = new AtApplication(server, host);
        await at.Enter(company.Administrator);
        Assert.Equal(HttpStatusCode.OK, (await at.Open()).Status);
        return (company, at);
    }

    /// <summary>What a proxy would be told about this browser's request.</summary>
    public Task<Page> Ask(string rule = "", string target = "/", params (string Name, string Value)[] headers) =>
        Ask(Server, rule, target, headers);

    public async Task<Page> Ask(TestServer node, string rule, string target, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(node.Address, "/auth/verify" + rule));
        request.Headers.Add("X-Forwarded-Host", Host);
        request.Headers.Add("X-Forwarded-Proto", "http");
        request.Headers.Add("X-Original-URI", target);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await App.Send(request);
    }

    /// <summary>As <see cref="Ask(string, string, ValueTuple{string, string}[])"/>, for somebody who opens a page.</summary>
    public Task<Page> Open(string target = "/", string rule = "") => Ask(rule, target, ("Accept", "text/html,*/*"));

    /// <summary>Signs in at the portal and goes on as redirects lead, over both hosts, until the page that was asked for.</summary>
    public async Task<Uri> Enter(Person person, string target = "/")
    {
        var away = await Open(target);
        await Portal.Visit(LocationOf(away).PathAndQuery);
        await Portal.Submit(("login", person.User.Email), ("password", person.Password));
        if (person.Seed is not null)
        {
            await Portal.Get(Portal.Page.Location!);
            await Portal.Submit(("code", Server.Given.Code(person)));
            Server.Given.NextCode();
        }
        return await Wander(new Uri(Server.Address, Portal.Page.Location!));
    }

    /// <summary>That somebody was seen is marked behind the answer.</summary>
    public Task WaitUntilSeen(Person person, DateTimeOffset at) =>
        Eventually.Holds(async () =>
            (await Server.Read(tx => tx.Sessions.Running(person.User.Id, tx.Now))).Single().LastSeenAt >= at
        );

    /// <summary>Follows redirects over both hosts to the application's own page.</summary>
    public async Task<Uri> Wander(Uri next)
    {
        for (var steps = 0; steps < 10; steps++)
        {
            var isApp = next.Authority == Host;
            if (isApp && !next.AbsolutePath.StartsWith("/.sallyport/", StringComparison.Ordinal))
                return next;
            var page = await (isApp ? App : Portal).Get(next.PathAndQuery);
            Assert.True(page.Headers.Location is not null, $"{page}");
            next = new Uri(next, page.Headers.Location);
        }
        throw new InvalidOperationException($"It goes round in circles at {next}.");
    }

    public static Uri LocationOf(Page page) => new(Assert.Single(page.Headers.GetValues("Sallyport-Location")));

    public static string ReasonOf(Page page) => Assert.Single(page.Headers.GetValues("Sallyport-Reason"));

    public static (HttpStatusCode Status, string Reason) Verdict(Page page) => (page.Status, ReasonOf(page));

    public void Dispose()
    {
        Portal.Dispose();
        App.Dispose();
    }
}
