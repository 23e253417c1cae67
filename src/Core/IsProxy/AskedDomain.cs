using Sallyport.Core.Accounts;

namespace Sallyport.Core.IsProxy;

/// <summary>A domain name as somebody asked for it.</summary>
/// <param name="Echo">How answers name it: as it was typed, or by A-labels where that was not ASCII.</param>
/// <param name="Name">Lower case, A-labels, without a dot at the end: how the registry is asked. Null: it is no domain name.</param>
public sealed record AskedDomain(string Echo, string? Name)
{
    public static AskedDomain Read(string typed)
    {
        var name = typed.EndsWith("..", StringComparison.Ordinal) ? null : HostName.Canonical(typed);
        // A single label is a top-level domain: nobody registers one here.
        if (name is null || !name.Contains('.', StringComparison.Ordinal))
            return new AskedDomain(typed, null);
        return new AskedDomain(typed.All(char.IsAscii) ? typed : name, name);
    }
}
