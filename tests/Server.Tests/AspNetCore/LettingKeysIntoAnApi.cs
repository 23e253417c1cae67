using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sallyport.AspNetCore;
using Sallyport.Core.Accounts;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.AspNetCore;

/// <summary>The package in an API of its own, over real HTTP, asking a real server.</summary>
[Keeps("APIKEY-11"), Keeps("DOOR-2")]
public sealed class LettingKeysIntoAnApi
{
    [Fact]
    public async Task A_right_key_gets_in_and_says_whose_it_is()
    {
        await using var server = await Server();
        var ada = await CheckingKeys.Somebody(server, BuiltInRole.Admin);
        var (key, text) = await Keys.Of(server, ada);
        await using var api = await Api.Start(server);

        var (status, body) = await api.Ask("ApiKey", text);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal($"{ada.User.Login} {ada.Account.Handle} {key.Id} True", body);
    }

    [Fact]
    public async Task Whatever_is_wrong_is_answered_with_its_status_and_code()
    {
        await using var server = await Server();
        var ben = await CheckingKeys.Somebody(server);
        var (deleted, line, bound) = (
            await Keys.Of(server, ben),
            await Keys.Of(server, ben, k => k with { Accesses = ["ISPROXY"] }),
            await Keys.Of(server, ben, k => k with { Addresses = "198.51.100.0/24" })
        );
        await server.Write(tx => tx.ApiKeys.Delete(deleted.Key.Number, tx.Now));
        await using var api = await Api.Start(server);

        Assert.Equal((HttpStatusCode.Unauthorized, "no_key"), await api.Refused(null, ""));
        Assert.Equal((HttpStatusCode.Unauthorized, "no_key"), await api.Refused("Basic", "YTpi"));
        Assert.Equal((HttpStatusCode.Unauthorized, "malformed"), await api.Refused("ApiKey", "nonsense"));
        Assert.Equal((HttpStatusCode.Unauthorized, "deleted"), await api.Refused("ApiKey", deleted.Text));
        Assert.Equal((HttpStatusCode.Forbidden, "lacking_access"), await api.Refused("ApiKey", line.Text));
        Assert.Equal((HttpStatusCode.Forbidden, "wrong_address"), await api.Refused("ApiKey", bound.Text));
        await using var narrow = await Api.Start(server, o => o.Permission = "UPDATE_POLICY");
        Assert.Equal(
            (HttpStatusCode.Forbidden, "lacking_permission"),
            await narrow.Refused("ApiKey", (await Keys.Of(server, ben)).Text)
        );
    }

    /// <summary>A server may have accounts of many companies, and any of them makes good keys.</summary>
    [Fact]
    public async Task Where_an_account_is_named_keys_of_others_do_not_get_in()
    {
        await using var server = await Server();
        var (ben, stranger) = (await CheckingKeys.Somebody(server), await CheckingKeys.Somebody(server));
        var (mine, theirs) = ((await Keys.Of(server, ben)).Text, (await Keys.Of(server, stranger)).Text);
        await using var api = await Api.Start(server, o => o.Account = ben.Account.Handle);

        foreach (var _ in new[] { "asked", "remembered" })
        {
            Assert.Equal(HttpStatusCode.OK, (await api.Ask("ApiKey", mine)).Status);
            Assert.Equal((HttpStatusCode.Forbidden, "other_account"), await api.Refused("ApiKey", theirs));
        }
    }

    /// <summary>An attack: a key that is bound to addresses, stolen, and shown within the second after its owner used it.</summary>
    [Fact]
    [Keeps("APIKEY-1")]
    public async Task An_answer_for_one_address_is_none_for_another()
    {
        await using var server = await Server();
        var ben = await CheckingKeys.Somebody(server);
        var (_, text) = await Keys.Of(server, ben, k => k with { Addresses = "127.0.0.1/32" });
        await using var api = await Api.Start(server, o => o.TimeProvider = server.Clock);

        Assert.Equal(HttpStatusCode.OK, (await api.Ask("ApiKey", text)).Status);
        Assert.Equal((HttpStatusCode.Forbidden, "wrong_address"), await api.Refused("ApiKey", text, "127.0.9.9"));
        Assert.Equal(HttpStatusCode.OK, (await api.Ask("ApiKey", text)).Status);
    }

    [Fact]
    [Keeps("APIKEY-5")]
    public async Task An_answer_holds_for_a_second_and_no_longer()
    {
        await using var server = await Server();
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        await using var api = await Api.Start(server, o => o.TimeProvider = server.Clock);
        Assert.Equal(HttpStatusCode.OK, (await api.Ask("ApiKey", text)).Status);

        await server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));

        Assert.Equal(HttpStatusCode.OK, (await api.Ask("ApiKey", text)).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((HttpStatusCode.Unauthorized, "deleted"), await api.Refused("ApiKey", text));
    }

    [Fact]
    [Keeps("APIKEY-5")]
    public async Task An_answer_does_not_hold_until_a_clock_that_was_put_back_has_caught_up()
    {
        await using var server = await Server();
        var (key, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        await using var api = await Api.Start(server, o => o.TimeProvider = server.Clock);
        server.Clock.Step(TimeSpan.FromDays(1));
        Assert.Equal(HttpStatusCode.OK, (await api.Ask("ApiKey", text)).Status);
        await server.Write(tx => tx.ApiKeys.Delete(key.Number, tx.Now));

        server.Clock.Step(TimeSpan.FromDays(-1));

        Assert.Equal((HttpStatusCode.Unauthorized, "deleted"), await api.Refused("ApiKey", text));
    }

    [Fact]
    public async Task When_the_server_is_away_or_speaks_otherwise_nobody_gets_in()
    {
        await using var server = await Server();
        var (_, text) = await Keys.Of(server, await CheckingKeys.Somebody(server));
        await using var elsewhere = await Api.Start(server, o => o.Server = new Uri(server.Address, "http://127.0.0.1:9"));
        await using var other = await Api.Start(server);
        await using var nested = await Api.Start(server, o => o.Server = other.Address);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "away"), await elsewhere.Refused("ApiKey", text));
        // An API that answers 200 to everything is no Sallyport.
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "away"), await nested.Refused("ApiKey", text));
        Assert.Equal(HttpStatusCode.OK, (await other.Ask("ApiKey", text)).Status);
    }

    [Theory]
    [InlineData("http://login.example.com", 1)]
    [InlineData("/relative", 1)]
    [InlineData("https://login.example.com", 11)]
    public async Task What_would_weaken_it_is_refused_at_the_start(string address, int seconds)
    {
        await using var server = await Server();

        Task<Api> Start() =>
            Api.Start(
                server,
                o =>
                {
                    o.Server = new Uri(address, UriKind.RelativeOrAbsolute);
                    o.RememberFor = TimeSpan.FromSeconds(seconds);
                }
            );

        await Assert.ThrowsAsync<InvalidOperationException>(Start);
    }

    private static Task<TestServer> Server() =>
        TestServer.Start(settings: s => s with { TrustedProxies = [IPNetwork.Parse("127.0.0.0/8")] });

    private sealed class Api(WebApplication app) : IAsyncDisposable
    {
        public Uri Address { get; } = new(app.Urls.Single());

        public static async Task<Api> Start(TestServer server, Action<SallyportOptions>? change = null)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder
                .Services.AddAuthentication(SallyportDefaults.Scheme)
                .AddSallyport(o =>
                {
                    o.Server = server.Address;
                    // Of a machine that stalls; nobody here waits in vain.
                    o.Patience = TimeSpan.FromMinutes(1);
                    change?.Invoke(o);
                });
            builder.Services.AddAuthorization();
            var app = builder.Build();
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapGet("/auth/verify", () => "Welcome");
            app.MapGet("/orders", Said).RequireAuthorization();
            await app.StartAsync();
            return new Api(app);
        }

        public async Task<(HttpStatusCode Status, string Body)> Ask(string? scheme, string value, string from = "127.0.0.1")
        {
            using var client = new HttpClient(Browser.HandlerFrom(IPAddress.Parse(from)));
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address, "/orders"));
            if (scheme is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue(scheme, value);
            using var answer = await client.SendAsync(request);
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }

        public async Task<(HttpStatusCode Status, string Code)> Refused(string? scheme, string value, string from = "127.0.0.1")
        {
            var (status, body) = await Ask(scheme, value, from);
            using var problem = System.Text.Json.JsonDocument.Parse(body);
            return (status, problem.RootElement.GetProperty("code").GetString()!);
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private static string Said(HttpContext http) =>
            $"{http.User.Identity!.Name} {Claim(http, SallyportDefaults.AccountClaim)} {Claim(http, SallyportDefaults.KeyClaim)} {http.User.IsInRole("VIEW_USER")}";

        private static string? Claim(HttpContext http, string name) => http.User.FindFirst(name)?.Value;
    }
}
