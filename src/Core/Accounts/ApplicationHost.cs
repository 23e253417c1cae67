using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sallyport.Core.Accounts;

/// <summary>Where an application is reached: a host name as <see cref="HostName"/> knows it or an address of this machine, with a port where one was named.</summary>
public sealed record ApplicationHost(string Name, int? Port)
{
    private const int HighestPort = 65535;

    /// <summary>This machine: development, where nothing travels and nobody has a certificate.</summary>
    public bool IsLoopback =>
        Name == "localhost" || Name.EndsWith(".localhost", StringComparison.Ordinal) || IsLoopbackAddress(Name);

    public override string ToString() => Port is { } port ? string.Create(CultureInfo.InvariantCulture, $"{Name}:{port}") : Name;

    /// <summary>As a person types it: any case, any script. Null for what is no host.</summary>
    public static ApplicationHost? Typed(string typed)
    {
        var (name, port) = Parts(typed.Trim());
        if (HostName.Canonical(name) is not { } host)
            host = IsLoopbackAddress(name) ? name : null;
        return host is null || port == 0 ? null : new ApplicationHost(host, port);
    }

    /// <summary>As it stands in a request or an address: letter by letter what a host is, nothing that two programs could read in two ways.</summary>
    public static ApplicationHost? Exact(string text) =>
        Typed(text) is { } host && string.Equals(host.ToString(), text, StringComparison.OrdinalIgnoreCase) ? host : null;

    // 0: what stands there is no port.
    private static (string Name, int? Port) Parts(string text)
    {
        if (text.LastIndexOf(':') is not (>= 0 and var colon))
            return (text, null);
        var isPort =
            int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= HighestPort;
        return (text[..colon], isPort ? port : 0);
    }

    private static bool IsLoopbackAddress(string name) =>
        IPAddress.TryParse(name, out var address)
        && address.AddressFamily == AddressFamily.InterNetwork
        && IPAddress.IsLoopback(address)
        && address.ToString() == name;
}
