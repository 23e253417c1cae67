using System.Text.Json;

namespace Sallyport.Server.IsProxy;

/// <summary>Reads a bootstrap file in the form of IANA's dns.json (RFC 9224, 3): lists of top-level domains, each with the addresses of its service.</summary>
public static class RdapBootstrap
{
    /// <exception cref="JsonException">It has another form.</exception>
    public static IReadOnlyDictionary<string, Uri> Parse(byte[] json)
    {
        var file =
            JsonSerializer.Deserialize<BootstrapFile>(json, JsonSerializerOptions.Web) ?? throw new JsonException("It is empty.");
        var byTail = new Dictionary<string, Uri>(StringComparer.Ordinal);
        foreach (var service in file.Services ?? throw new JsonException("It has no services."))
            if (service is [{ } tails, { } addresses] && AddressIn(addresses) is { } address)
                foreach (var tail in tails.OfType<string>())
                    byTail[tail.ToLowerInvariant()] = address;
        return byTail;
    }

    // Encrypted where there is a choice (RFC 9224, 3).
    private static Uri? AddressIn(string[] addresses) =>
        addresses
            .OfType<string>()
            .Select(text => Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) ? address : null)
            .Where(address => address is { Scheme: "http" or "https" })
            .MaxBy(address => address!.Scheme == Uri.UriSchemeHttps);

    private sealed record BootstrapFile(string[][][]? Services);
}
