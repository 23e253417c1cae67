using Sallyport.Core.ApiKeys;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;

namespace Sallyport.Server.Tests.ForwardAuth.Proxies;

/// <summary>Sallyport, a proxy that asks it, and what stands behind.</summary>
internal sealed class BehindAProxy : IAsyncDisposable
{
    private BehindAProxy(TestServer server, Backend backend, RunningProxy proxy, Company company)
    {
        Server = server;
        Backend = backend;
        Proxy = proxy;
        Company = company;
    }

    public TestServer Server { get; }
    public Backend Backend { get; }
    public RunningProxy Proxy { get; }

    /// <summary>Whose application it is.</summary>
    public Company Company { get; }
    public string Host => $"{RunningProxy.HostName}:{Proxy.Port}";

    /// <param name="kind">Which proxy.</param>
    /// <param name="edit">What an operator makes of the recipe.</param>
    public static async Task<BehindAProxy> Start(string kind, Func<string, string>? edit = null)
    {
        var server = await TestServer.Start(settings: s =>
            s with
            {
                TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.1/32")],
            }
        );
        var backend = new Backend();
        try
        {
            var proxy = await RunningProxy.Start(kind, server.Address.Port, backend.Port, edit);
            var company = await server.Given.Account("hosting");
            await AtApplication.Register(server, company, RunningProxy.HostName);
            return new BehindAProxy(server, backend, proxy, company);
        }
        catch
        {
            await backend.DisposeAsync();
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>A key of a user without permissions over others.</summary>
    public async Task<(Person Owner, ApiKey Key, string Line)> Key(Func<NewApiKey, NewApiKey>? change = null)
    {
        var ben = await Server.Given.User(Company);
        var (key, text) = await Keys.Of(Server, ben, change);
        return (ben, key, "Authorization: ApiKey " + text);
    }

    /// <summary>The same Sallyport and application behind another proxy.</summary>
    public Task<RunningProxy> Another(string kind, Func<string, string> edit) =>
        RunningProxy.Start(kind, Server.Address.Port, Backend.Port, edit);

    public Task<RawAnswer> Get(string target, params string[] lines) => RawHttp.Get(Proxy.Port, Host, target, lines);

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        await Backend.DisposeAsync();
        await Server.DisposeAsync();
    }
}
