using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Sallyport.Core.Enforcement;
using Sallyport.Server.IsProxy;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.RestApi;

/// <summary>APIKEY-6 as a table: who the user is, what the account says, and by which door the password comes. Another door is another line of <see cref="Doors"/>.</summary>
[Keeps("APIKEY-6"), Keeps("ALWAYS-5")]
public sealed class PasswordsOfPrograms
{
    private delegate Task<bool> Try(TestServer server, Person person, string? token);

    // Whether the password passes there; the token is sent where the door takes one.
    private static readonly Dictionary<string, Try> Doors = new()
    {
        ["REST Basic"] = async (server, person, _) => await ByBasic(server, person),
        ["POST session"] = async (server, person, token) => await BySession(server, person, token),
        ["forward-auth Basic"] = async (server, person, _) => await ByProxy(server, person),
        ["IsProxy"] = async (server, person, _) => await ByLine(server, person),
    };

    /// <summary>Under which setting, for which user, the password passes: at doors that take no token, at the session without one, and with one.</summary>
    public static TheoryData<PasswordOnApi, string, bool, bool, bool?> Table =>
        new()
        {
            { PasswordOnApi.Never, "no key", false, false, null },
            { PasswordOnApi.Never, "had a key", false, false, null },
            { PasswordOnApi.Never, "MFA on", false, false, false },
            { PasswordOnApi.Never, "MFA required", false, false, null },
            { PasswordOnApi.Never, "deleted all", false, false, null },
            { PasswordOnApi.UntilKeyOrMfa, "no key", true, true, null },
            { PasswordOnApi.UntilKeyOrMfa, "had a key", false, false, null },
            { PasswordOnApi.UntilKeyOrMfa, "MFA on", false, false, false },
            { PasswordOnApi.UntilKeyOrMfa, "MFA required", false, false, null },
            { PasswordOnApi.UntilKeyOrMfa, "deleted all", false, false, null },
            { PasswordOnApi.Always, "no key", true, true, null },
            { PasswordOnApi.Always, "had a key", true, true, null },
            { PasswordOnApi.Always, "MFA on", false, false, false },
            { PasswordOnApi.Always, "MFA required", false, false, null },
            { PasswordOnApi.Always, "deleted all", true, true, null },
            { PasswordOnApi.WithToken, "no key", true, true, null },
            { PasswordOnApi.WithToken, "had a key", true, true, null },
            // With a token configured the password passes at the session alone, and there as at the sign-in page: the token may be left out
            // where one page has the optional box and does not require it, and never where a second page would ask for it.
            { PasswordOnApi.WithToken, "MFA on", false, false, true },
            { PasswordOnApi.WithToken, "MFA on, optional box", false, true, true },
            { PasswordOnApi.WithToken, "MFA on and required, optional box", false, false, true },
            { PasswordOnApi.WithToken, "token on trial", false, true, true },
            { PasswordOnApi.WithToken, "MFA required", false, false, null },
            { PasswordOnApi.WithToken, "MFA on and required", false, false, true },
            { PasswordOnApi.WithToken, "deleted all", true, true, null },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public async Task It_passes_where_its_row_says(
        PasswordOnApi mode,
        string who,
        bool passes,
        bool passesAtSession,
        bool? passesWithToken
    )
    {
        await using var server = await Start();
        var company = await server.Given.Account(
            "numbering",
            policy => policy with { ApiKeysBy = ApiKeysBy.Both, PasswordOnApi = mode }
        );
        var person = company.Administrator;
        await Become(server, company, person, who);

        foreach (var (door, attempt) in Doors)
        {
            var expected = door == "POST session" ? passesAtSession : passes;
            Assert.Equal((door, expected), (door, await attempt(server, person, null)));
        }
        // What was refused at so many doors counts as guessing, and makes wait.
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        if (passesWithToken is { } withToken)
        {
            Assert.Equal(withToken, await BySession(server, person, server.Given.Code(person)));
            server.Clock.Advance(TimeSpan.FromMinutes(1));
            Assert.False(await BySession(server, person, "000000"));
        }
        else
            // A token of somebody who has none is wrong, too.
            Assert.False(await BySession(server, person, "123456"));
    }

    [Fact]
    [Keeps("RECOV-1")]
    public async Task A_recovery_code_is_no_token_of_a_program_and_stays_unspent()
    {
        await using var server = await Start();
        var company = await server.Given.Account(
            "numbering",
            policy => policy with { PasswordOnApi = PasswordOnApi.WithToken, Recovery = RecoveryKind.Both }
        );
        var anna = await server.Given.App(company.Administrator);
        var codes = await server.Given.RecoveryCodes(anna);

        Assert.False(await BySession(server, anna, codes[0]));
        var sets = await server.Read(tx => tx.Recovery.ActiveSets(anna.User.Id));
        Assert.All(sets, set => Assert.Equal(10, set.Left));
    }

    private static Task<TestServer> Start() =>
        TestServer.Start(settings: settings =>
            settings with
            {
                IsProxy = new IsProxySettings
                {
                    Address = new IPEndPoint(IPAddress.Loopback, 0),
                    Tls = Core.IsProxy.IsProxyTls.Off,
                },
            }
        );

    private static async Task Become(TestServer server, Company company, Person person, string who)
    {
        if (who is "had a key" or "deleted all")
        {
            var (key, _) = await Keys.Of(server, person);
            if (who == "deleted all")
                await server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));
        }
        if (who.StartsWith("MFA on", StringComparison.Ordinal))
            await server.Given.App(person);
        if (who is "token on trial")
            await server.Given.App(person, isOnTrial: true);
        if (who.EndsWith("optional box", StringComparison.Ordinal))
            await server.Given.Policy(company, policy => policy with { SignInForm = SignInForm.SinglePage });
        if (who.Contains("required", StringComparison.Ordinal))
            await server.Given.Policy(company, policy => policy with { Requirement = Requirement.Required });
    }

    private static async Task<bool> ByBasic(TestServer server, Person person)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{person.User.Email}:{person.Password}"));
        using var program = new ApiProgram(server, "Basic " + basic);
        return (await program.Get("/me")).Status == HttpStatusCode.OK;
    }

    private static async Task<bool> ByProxy(TestServer server, Person person)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{person.User.Email}:{person.Password}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/auth/verify");
        request.Headers.Add("Authorization", "Basic " + basic);
        var answer = await server.Browser().Send(request);
        if (answer.Status != HttpStatusCode.OK)
            Assert.Equal("credentials_wrong", Assert.Single(answer.Headers.GetValues("Sallyport-Reason")));
        return answer.Status == HttpStatusCode.OK;
    }

    private static async Task<bool> BySession(TestServer server, Person person, string? token)
    {
        using var program = new ApiProgram(server);
        var body = new JsonObject { ["login"] = person.User.Email, ["password"] = person.Password };
        if (token is not null)
            body["token"] = token;
        var answer = await program.Post("/session", body);
        if (answer.Status != HttpStatusCode.OK)
        {
            Assert.Equal("credentials_wrong", answer.Code);
            return false;
        }
        program.Bear(server, answer);
        return (await program.Get("/me")).Status == HttpStatusCode.OK;
    }

    private static async Task<bool> ByLine(TestServer server, Person person)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Get<IsProxyListener>().Endpoint!);
        await using var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.UTF8.GetBytes($"LOGIN {person.Account.Handle}/{person.User.Login} {person.Password}\r\n")
        );
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() == "100 Login ok";
    }
}
