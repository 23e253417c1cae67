using System.Text.Json;
using Sallyport.Server.Web;

namespace Sallyport.Server.IsProxy;

/// <summary>Which RDAP service answers for which names: by the bootstrap file (RFC 9224), else the one that is set for all.</summary>
public sealed class RdapServices(Settings settings, ILogger<RdapServices> log)
{
    private readonly Lock one = new();
    private IReadOnlyDictionary<string, Uri> byTail = new Dictionary<string, Uri>(StringComparer.Ordinal);
    private DateTime read;

    /// <summary>Where to ask for a name; null where nobody is known who answers.</summary>
    /// <param name="name">Lower case, A-labels.</param>
    public Uri? AddressOf(string name) => ServiceOf(name) is { } service ? new Uri(service, "domain/" + name) : null;

    // The longest entry that the name ends with, label by label (RFC 9224, 4).
    private Uri? ServiceOf(string name)
    {
        var services = Services();
        for (var dot = name.IndexOf('.', StringComparison.Ordinal); dot >= 0; dot = name.IndexOf('.', dot + 1))
            if (services.TryGetValue(name[(dot + 1)..], out var service))
                return service;
        return settings.IsProxy.Rdap;
    }

    private IReadOnlyDictionary<string, Uri> Services()
    {
        if (settings.IsProxy.RdapBootstrap is not { } file)
            return byTail;
        lock (one)
        {
            var written = File.GetLastWriteTimeUtc(file);
            if (written != read)
                Read(file);
            read = written;
            return byTail;
        }
    }

    private void Read(string file)
    {
        try
        {
            byTail = RdapBootstrap.Parse(File.ReadAllBytes(file));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            log.LogError(fault, "{File} cannot be read as RDAP bootstrap. What was read before stays.", file);
        }
    }
}
