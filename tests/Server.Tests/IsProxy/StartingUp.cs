using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Sallyport.Core.IsProxy;
using Sallyport.Server.ApiKeys;
using Sallyport.Server.IsProxy;
using Sallyport.Server.SignIn;
using Sallyport.Server.Tests.Host;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Loops;
using Sallyport.Tests;
using Xunit;

namespace Sallyport.Server.Tests.IsProxy;

[Keeps("DOOR-3")]
public sealed class StartingUp
{
    [Fact]
    public async Task Without_an_address_there_is_no_service()
    {
        await using var server = await TestServer.Start();

        Assert.Null(server.Get<IsProxyListener>().Endpoint);
    }

    [Fact]
    public async Task An_address_that_is_taken_is_refused_by_the_name_of_its_setting()
    {
        await using var service = await LineHost.Start();
        var taken = service.Server.Get<IsProxyListener>().Endpoint!;

        var refusal = await Refusal(service, s => s with { Address = taken });

        Assert.StartsWith("SALLYPORT_ISPROXY: 127.0.0.1:", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_is_none_is_refused_by_the_name_of_its_setting()
    {
        await using var service = await LineHost.Start();

        var refusal = await Refusal(
            service,
            s => s with { Tls = IsProxyTls.Required, CertificateKey = service.Certificate.RootFile }
        );

        Assert.Contains("SALLYPORT_ISPROXY_CERTIFICATE_KEY", refusal, StringComparison.Ordinal);
    }

    // A listener of the same server's parts, with other settings.
    private static async Task<string> Refusal(LineHost service, Func<IsProxySettings, IsProxySettings> change)
    {
        var server = service.Server;
        var settings = server.Settings with
        {
            IsProxy = change(server.Settings.IsProxy with { Address = new(IPAddress.Loopback, 0) }),
        };
        using var certificate = new IsProxyCertificate(settings, NullLogger<IsProxyCertificate>.Instance);
        var desk = new IsProxyDesk(
            settings,
            server.Database,
            server.Get<CheckApiKey>(),
            server.Get<FollowKeys>(),
            server.Get<ExposeApiKey>(),
            server.Get<CheckPasswordOnApi>(),
            server.Get<AskRdap>(),
            certificate,
            NullLogger<IsProxyDesk>.Instance
        );
        using var listener = new IsProxyListener(
            settings,
            desk,
            server.Get<WatchConnections>(),
            server.Get<BackgroundLoops>(),
            server.Random,
            NullLogger<IsProxyListener>.Instance
        );
        return (await Assert.ThrowsAsync<StartRefusedException>(() => listener.StartAsync(CancellationToken.None))).Message;
    }
}
