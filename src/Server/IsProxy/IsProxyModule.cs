using Sallyport.Server.Web.Health;

namespace Sallyport.Server.IsProxy;

/// <summary>Front desk: the line service for the availability of domain names. It opens no route; it listens at an address of its own.</summary>
public static class IsProxyModule
{
    public static void AddIsProxy(this IServiceCollection services)
    {
        services.AddSingleton<RdapServices>();
        services.AddSingleton<AskRdap>();
        services.AddSingleton<IsProxyCertificate>();
        services.AddSingleton<IsProxyDesk>();
        services.AddSingleton<VouchForLogins>();
        services.AddSingleton<WatchConnections>();
        services.AddSingleton<IsProxyListener>();
        services.AddHealthCheck<IsProxyCertificate>("certificate", HealthState.Degraded, certificate => certificate.Trouble);
        services.AddHostedService(provider => provider.GetRequiredService<IsProxyListener>());
    }
}
