using System.Net;
using System.Text.Json.Nodes;
using Sallyport.Core.Common;
using Sallyport.Core.Enforcement;
using Sallyport.Core.ForwardAuth;
using Sallyport.Core.SignIn;
using Sallyport.Server.Accounts;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.ForwardAuth;
using Sallyport.Server.Notifications;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.ForwardAuth;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Tests.SignIn;
using Sallyport.Server.Web;
using Sallyport.Storage.Tables;

namespace Sallyport.Server.Tests.Clocks;

/// <summary>Something that counts for a time, and no longer, on every node.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Life">For how long it counts.</param>
/// <param name="StaysOver">Once it was seen over it is over for good, whatever the clock says later. What a policy or its owner dates goes by the right clock again.</param>
/// <param name="Make">Makes one now, and answers how to see on a node whether it counts.</param>
internal sealed record TimedThing(
    string Name,
    TimeSpan Life,
    bool StaysOver,
    Func<TestServer, Task<Func<TestServer, Task<bool>>>> Make
)
{
    private const int IdleMinutes = 30;
    private const string Sensitive = "/me/security/authenticator-app";
    private static readonly Caller CommandLine = Caller.OfCommandLine("test");
    private static int hosts;

    /// <summary>Every use of the time that lets somebody in, or not.</summary>
    public static IReadOnlyList<TimedThing> All { get; } =
    [
        new("a browser's session, unused", TimeSpan.FromMinutes(IdleMinutes), StaysOver: true, Session(idle: IdleMinutes)),
        new("a browser's session, at all", TimeSpan.FromHours(2), StaysOver: true, Session(idle: 60 * 24)),
        new("a session for programs", Core.SignIn.Session.LifeForPrograms, StaysOver: true, Bearer),
        new("a session at an application", TimeSpan.FromMinutes(IdleMinutes), StaysOver: true, ApplicationSession),
        new("a half sign-in", PendingSignIn.Life, StaysOver: true, HalfSignIn),
        new("a link for a forgotten password", MailPasswordLink.ForgottenPasswordLife, StaysOver: true, PasswordLink),
        new("a link that freezes", FreezeLink.Life, StaysOver: true, LinkThatFreezes),
        new("a set-up of an app", AppSetup.Life, StaysOver: true, SetUpOfAnApp),
        new("a question for a key", Challenge.Life, StaysOver: true, Question),
        new("trust in a browser", TimeSpan.FromDays(30), StaysOver: true, Trust),
        new("a key", TimeSpan.FromHours(1), StaysOver: false, Key),
        new("the former text of a key", TimeSpan.FromHours(1), StaysOver: false, FormerKey),
        new("a fresh proof on a page", Caller.ProofLife, StaysOver: false, ProofOnAPage),
        new("a fresh proof of a program", Caller.ProofLife, StaysOver: false, ProofOfAProgram),
        new("a grace period", TimeSpan.FromDays(2), StaysOver: false, Grace),
        new("a code for an application", ForwardCode.Life, StaysOver: false, ApplicationCode),
    ];

    private static Func<TestServer, Task<Func<TestServer, Task<bool>>>> Session(int idle) =>
        async server =>
        {
            var company = await server.Given.Account(
                "numbering",
                policy => policy with { SessionIdleMinutes = idle, SessionTotalHours = 2 }
            );
            var browser = await server.Given.SignedIn(company.Administrator);
            return async node => (await On(node, browser).Get("/me")).Status == HttpStatusCode.OK;
        };

    private static async Task<Func<TestServer, Task<bool>>> Bearer(TestServer server)
    {
        var company = await server.Given.Account(
            "numbering",
            policy => policy with { PasswordOnApi = PasswordOnApi.Always, SessionIdleMinutes = 60 * 24 }
        );
        var program = await ApiProgram.SignedIn(server, company.Administrator);
        return node => Works(node, program.Authorization!);
    }

    private static async Task<Func<TestServer, Task<bool>>> ApplicationSession(TestServer server)
    {
        var (_, at) = await AtApplication.Entered(
            server,
            policy => policy with { SessionIdleMinutes = IdleMinutes },
            $"app{Interlocked.Increment(ref hosts)}.localhost"
        );
        return async node => (await at.Ask(node, "", "/")).Status == HttpStatusCode.OK;
    }

    private static async Task<Func<TestServer, Task<bool>>> HalfSignIn(TestServer server)
    {
        var ben = await server.Given.Enrolled(await server.Given.Account("numbering"));
        var browser = server.Browser();
        await server.Given.HalfSignedIn(ben, browser);
        return async node => (await On(node, browser).Get("/sign-in/second-factor")).Status == HttpStatusCode.OK;
    }

    private static async Task<Func<TestServer, Task<bool>>> PasswordLink(TestServer server)
    {
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = server.Browser($"127.0.7.{Interlocked.Increment(ref hosts)}");
        await browser.Submit("/sign-in/forgotten", ("login", ben.User.Email));
        var link = await server.Mailbox.LinkTo(ben);
        return async node => (await node.Browser().Get(link)).HasForm("password");
    }

    private static async Task<Func<TestServer, Task<bool>>> LinkThatFreezes(TestServer server)
    {
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        var token = server.Random.Token();
        await server.Write(tx =>
            tx.Links.Add(
                new OneTimeLink
                {
                    TokenDigest = TokenDigest.Of(token),
                    Purpose = LinkPurpose.Freeze,
                    UserId = ben.User.Id,
                    CreatedAt = tx.Now,
                    ExpiresAt = tx.Now + FreezeLink.Life,
                }
            )
        );
        return async node => (await node.Browser().Get("/freeze?token=" + token)).Heading == "Freeze your account";
    }

    private static async Task<Func<TestServer, Task<bool>>> SetUpOfAnApp(TestServer server)
    {
        var ben = await server.Given.User(await server.Given.Account("numbering"));
        using var browser = await server.Given.SignedIn(ben);
        await browser.Get(Sensitive);
        return node => node.Read(async tx => await tx.AppSetups.Of(ben.User.Id) is { } setup && setup.IsAlive(tx.Now));
    }

    private static async Task<Func<TestServer, Task<bool>>> Question(TestServer server)
    {
        var holder = server.Random.Id();
        var asked = await server.Write(tx =>
            tx.Challenges.Ask(ChallengePurpose.PasskeySignIn, holder, null, "localhost", "http://localhost")
        );
        return node =>
            node.Read(async tx => await tx.Challenges.Find(asked.Id, ChallengePurpose.PasskeySignIn, holder) is not null);
    }

    private static async Task<Func<TestServer, Task<bool>>> Trust(TestServer server)
    {
        var ben = await TrustingABrowser.Ben(server, days: 30);
        var browser = server.Browser();
        server.Secrets.AddPassword(ben.Password);
        var token = server.Random.Token();
        browser.Cookies[server.Get<CookieNames>().Browser] = token;
        await server.Write(tx => tx.KnownBrowsers.Trust(TokenDigest.Of(token), ben.User.Id, tx.Now, tx.Now.AddDays(30)));
        return async node =>
        {
            using var there = browser.Twin(node.Address);
            var led = await TrustingABrowser.WhereThePasswordLeads(there, ben);
            there.Cookies.Given.ToList().ForEach(server.Secrets.AddCookie);
            return led == "/me";
        };
    }

    private static async Task<Func<TestServer, Task<bool>>> Key(TestServer server)
    {
        var ben = await CheckingKeys.Somebody(server);
        var ends = server.Database.Clock.GetUtcNow() + TimeSpan.FromHours(1);
        var (_, text) = await Keys.Of(server, ben, key => key with { ExpiresAt = ends });
        return node => Works(node, "ApiKey " + text);
    }

    private static async Task<Func<TestServer, Task<bool>>> FormerKey(TestServer server)
    {
        var ben = await CheckingKeys.Somebody(server);
        var (key, text) = await Keys.Of(server, ben);
        var rotated = await server
            .Get<RotateApiKey>()
            .Rotate(CommandLine, ben.User.Id, key.Id, key.Hint, TimeSpan.FromHours(1), CancellationToken.None);
        server.Secrets.AddApiKey(((RotatedApiKey.Done)rotated).Text.RevealText());
        return node => Works(node, "ApiKey " + text);
    }

    private static async Task<Func<TestServer, Task<bool>>> ProofOnAPage(TestServer server)
    {
        var anna = await server.Given.App((await server.Given.Account()).Administrator);
        var browser = await server.Given.SignedIn(anna);
        // Signing in has let the step of the code pass.
        await server.Write(async tx =>
            await tx.Sessions.Prove((await tx.Sessions.Running(anna.User.Id, tx.Now)).Single().Id, tx.Now)
        );
        return async node => !(await On(node, browser).Get(Sensitive)).HasForm("proof");
    }

    private static async Task<Func<TestServer, Task<bool>>> ProofOfAProgram(TestServer server)
    {
        var company = await ApiProgram.Open(server);
        var program = await ApiProgram.SignedIn(server, company.Administrator);
        return async node =>
        {
            using var there = new ApiProgram(node, program.Authorization);
            var answer = await there.Post("/me/api-keys", new JsonObject { ["description"] = "" });
            return answer.Code != "fresh_proof_required";
        };
    }

    private static async Task<Func<TestServer, Task<bool>>> Grace(TestServer server)
    {
        var company = await server.Given.Account(
            "numbering",
            policy =>
                policy with
                {
                    Requirement = Requirement.Required,
                    Bites = Bites.EveryRequest,
                    SessionIdleMinutes = 60 * 24 * 7,
                    SessionTotalHours = 24 * 7,
                }
        );
        var ben = await server.Given.User(company);
        await server.Write(tx => tx.Users.StartGraceOf(ben.User.Id, tx.Now.AddDays(2)));
        var browser = await server.Given.SignedIn(ben);
        return async node => (await On(node, browser).Visit("/me")).Path == "/me";
    }

    private static async Task<Func<TestServer, Task<bool>>> ApplicationCode(TestServer server)
    {
        var company = await server.Given.Account("numbering");
        var host = $"app{Interlocked.Increment(ref hosts)}.localhost";
        await AtApplication.Register(server, company, host);
        using var browser = await server.Given.SignedIn(company.Administrator);
        var (code, starter, ends) = (server.Random.Token(), server.Random.Token(), default(DateTimeOffset));
        await server.Write(async tx =>
        {
            ends = tx.Now + ForwardCode.Life;
            return await tx.Forward.AddCode(
                new ForwardCode
                {
                    Digest = TokenDigest.Of(code),
                    SessionId = (await tx.Sessions.Running(company.Administrator.User.Id, tx.Now)).Single().Id,
                    Host = host,
                    StarterDigest = TokenDigest.Of(starter),
                    ReturnTo = $"http://{host}/",
                    EndsAt = ends,
                }
            );
        });
        return async node =>
        {
            var origin = Origin.OfSystem("test");
            if (await node.Get<CarrySession>().Accept(origin, code, host, starter, CancellationToken.None) is not { } carried)
                return false;
            server.Secrets.AddCookie(carried.Token);
            return true;
        };
    }

    private static async Task<bool> Works(TestServer node, string authorization)
    {
        using var program = new ApiProgram(node, authorization);
        return (await program.Get("/me")).Status == HttpStatusCode.OK;
    }

    private static Browser On(TestServer node, Browser browser)
    {
        browser.Server = node.Address;
        return browser;
    }
}
