using System.Net;
using Sallyport.Core.ApiKeys;
using Sallyport.Core.Common;
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

    /// <summary>Between the server and PostgreSQL, where it was asked for.</summary>
    public Relay? Relay { get; private init; }

    public static async Task<LineHost> Start(
        IsProxyTls tls = IsProxyTls.Off,
        Func<IsProxySettings, IsProxySettings>? change = null,
        DatabaseKind kind = DatabaseKind.Sqlite,
        bool isRelayed = false
    )
    {
        Relay? relay = null;
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
        var server = await TestServer.Start(
            kind,
            settings: s =>
            {
                relay = isRelayed ? new Relay(s.Database!.RevealText()) : null;
                return s with
                {
                    IsProxy = change?.Invoke(settings) ?? settings,
                    Database = relay is null ? s.Database : new Secret(relay.ConnectionString),
                };
            }
        );
        var company = await server.Given.Account("hosting", policy => policy with { PasswordOnApi = PasswordOnApi.Always });
        server.Secrets.AddPassword(company.Administrator.Password);
        return new LineHost(server, registry, certificate, company.Administrator) { Relay = relay };
    }

    /// <summary>A new key of the person, for this service.</summary>
    public async Task<string> Key(Func<NewApiKey, NewApiKey>? change = null) =>
        (await Keys.Of(Server, Person, key => (change ?? (k => k))(key with { Accesses = [KeyAccess.IsProxy] }))).Text;

    public Task<LineClient> Connect(string from = "127.0.0.1") => LineClient.Connect(Server, from);

    public Task<LineClient> LoggedIn(string from = "127.0.0.1") => LineClient.LoggedIn(Server, Person, from);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        if (Relay is not null)
            await Relay.DisposeAsync();
        await Registry.DisposeAsync();
        Certificate.Dispose();
    }
}
