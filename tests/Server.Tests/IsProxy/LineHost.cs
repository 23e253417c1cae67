using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Enforcement;
using Sallyport.Core.IsProxy;
using Sallyport.Server.Tests.ApiKeys;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Tests;

namespace Sallyport.Server.Tests.IsProxy;

/// <summary>A server whose line service is on, with a registry behind it and a person who may come by password.</summary>
internal sealed class LineHost : IAsyncDisposable
{
    private LineHost(TestServer server, StubRegistry registry, TestCertificate certificate, Person person)
    {
        Server = server;
        Registry = registry;
        Certificate = certificate;
        Person = person;
    }

    public TestServer Server { get; }
    public StubRegistry Registry { get; }
    public TestCertificate Certificate { get; }
    public Person Person { get; }

    public static async Task<LineHost> Start(
        IsProxyTls tls = IsProxyTls.Off,
        Func<IsProxySettings, IsProxySettings>? change = null,
        DatabaseKind kind = DatabaseKind.Sqlite
    )
    {
        var registry = await StubRegistry.Start();
        var certificate = new TestCertificate();
        var settings = new IsProxySettings
        {
            Address = new IPEndPoint(IPAddress.Loopback, 0),
            Tls = tls,
            Certificate = certificate.CertificateFile,
            CertificateKey = certificate.KeyFile,
            Rdap = registry.Address,
        };
        var server = await TestServer.Start(kind, settings: s => s with { IsProxy = change?.Invoke(settings) ?? settings });
        var company = await server.Given.Account("hosting", policy => policy with { PasswordOnApi = PasswordOnApi.Always });
        server.Secrets.AddPassword(company.Administrator.Password);
        return new LineHost(server, registry, certificate, company.Administrator);
    }

    /// <summary>A new key of the person, for this service.</summary>
    public async Task<string> Key(Func<NewApiKey, NewApiKey>? change = null) =>
        (await Keys.Of(Server, Person, key => (change ?? (k => k))(key with { Accesses = [KeyAccess.IsProxy] }))).Text;

    public Task<LineClient> Connect(string from = "127.0.0.1") => LineClient.Connect(Server, from);

    public Task<LineClient> LoggedIn(string from = "127.0.0.1") => LineClient.LoggedIn(Server, Person, from);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Registry.DisposeAsync();
        Certificate.Dispose();
    }
}
