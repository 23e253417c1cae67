using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Enforcement;
using Sallyport.Core.IsProxy;
using Sallyport.Server.SignIn.Attempts;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Tests.IsProxy;
using Sallyport.Server.Tests.RestApi;
using Sallyport.Server.Web;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.Attacks;

/// <summary>Two nodes, and many who come with a password at the same moment, by whatever door.</summary>
internal sealed class ComingAtOnce : IAsyncDisposable
{
    /// <summary>What a door says to a name and a password: true: it passes, false: it is wrong, null: it was not looked at.</summary>
    public delegate Task<bool?> Door(TestServer node, string from, Person person, string password);

    public static readonly IReadOnlyDictionary<string, Door> Doors = new Dictionary<string, Door>(StringComparer.Ordinal)
    {
        ["sign-in page"] = AtPage,
        ["session"] = AtSession,
        ["REST Basic"] = AtRest,
        ["forward-auth Basic"] = AtProxy,
        ["IsProxy"] = AtLine,
    };

    private ComingAtOnce(TestServer first, TestServer second, Person person)
    {
        First = first;
        Second = second;
        Person = person;
    }

    public TestServer First { get; }
    public TestServer Second { get; }
    public Person Person { get; }

    public static async Task<ComingAtOnce> Start(DatabaseKind kind)
    {
        var line = new IsProxySettings { Address = new IPEndPoint(IPAddress.Loopback, 0), Tls = IsProxyTls.Off };
        var first = await TestServer.Start(kind, settings: s => s with { IsProxy = line });
        var second = await first.Second();
        // What is shown is that nobody is refused, however slow the machine is.
        first.Get<AttemptLines>().Patience = second.Get<AttemptLines>().Patience = TimeSpan.FromMinutes(2);
        var company = await first.Given.Account("numbering", policy => policy with { PasswordOnApi = PasswordOnApi.Always });
        first.Secrets.AddPassword(company.Administrator.Password);
        return new ComingAtOnce(first, second, company.Administrator);
    }

    /// <summary>Each on one of the nodes by turns.</summary>
    /// <param name="door">Which.</param>
    /// <param name="from">The address of each.</param>
    /// <param name="passwords">What each one types.</param>
    public Task<bool?[]> Come(string door, Func<int, string> from, IEnumerable<string> passwords) =>
        Task.WhenAll(passwords.Select((password, i) => Doors[door](NodeOf(i), from(i), Person, password)));

    /// <summary>How many attempts a limit has refused on these nodes and the trail does not tell yet.</summary>
    public static async Task<long> Refusals(params TestServer[] nodes)
    {
        foreach (var node in nodes)
            await node.Get<AttemptRefusals>().WriteCounts(CancellationToken.None);
        var rows = await nodes[0].Write(tx => tx.AttemptRefusals.TakeBefore(DateTimeOffset.MaxValue, 100_000));
        return rows.Sum(row => row.Count);
    }

    public TestServer NodeOf(int i) => i % 2 == 0 ? First : Second;

    /// <summary>Loopback has sixteen million addresses; no two of these share a budget.</summary>
    public static string OwnAddress(int i) => $"127.9.{i / 250}.{1 + (i % 250)}";

    public ValueTask DisposeAsync() => First.DisposeAsync();

    private static async Task<bool?> AtPage(TestServer node, string from, Person person, string password)
    {
        using var browser = node.Browser(from);
        var page = await browser.Submit("/sign-in", ("login", person.User.Email), ("password", password));
        return page.Status switch
        {
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => null,
            _ => browser.Cookies["sid"] is not null,
        };
    }

    private static async Task<bool?> AtSession(TestServer node, string from, Person person, string password)
    {
        using var program = new ApiProgram(node, from: from);
        var body = new JsonObject { ["login"] = person.User.Email, ["password"] = password };
        return Meaning((await program.Post("/session", body)).Status);
    }

    private static async Task<bool?> AtRest(TestServer node, string from, Person person, string password)
    {
        using var program = new ApiProgram(node, Basic(person, password), from);
        return Meaning((await program.Get("/me")).Status);
    }

    private static async Task<bool?> AtProxy(TestServer node, string from, Person person, string password)
    {
        using var browser = node.Browser(from);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        request.Headers.Add("Authorization", Basic(person, password));
        var answer = await browser.Send(request);
        return answer.Headers.TryGetValues("Sallyport-Reason", out var reasons) && reasons.Single() != "credentials_wrong"
            ? null
            : Meaning(answer.Status);
    }

    private static async Task<bool?> AtLine(TestServer node, string from, Person person, string password)
    {
        using var client = await LineClient.Connect(node, from);
        return await client.Ask($"LOGIN {person.Account.Handle}/{person.User.Login} {password}") == "100 Login ok";
    }

    private static bool? Meaning(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.Unauthorized => false,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => null,
            _ => throw new InvalidOperationException($"Neither right nor wrong nor later: {status}."),
        };

    private static string Basic(Person person, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{person.User.Email}:{password}"));
}
