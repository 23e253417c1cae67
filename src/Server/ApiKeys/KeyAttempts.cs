using System.Net;
using Sallyport.Core.Common;

namespace Sallyport.Server.ApiKeys;

/// <summary>
/// How often one address may show keys that are none: the budget of <see cref="AddressBudget"/>, in memory. Nobody guesses 256 bits, and a right key always
/// passes: what is bounded is the noise.
/// </summary>
public sealed class KeyAttempts
{
    private const int MostAddresses = 100_000;
    private readonly Lock sharing = new();
    private readonly Dictionary<string, AddressBudget> budgets = new(StringComparer.Ordinal);

    /// <summary>Null: counted. Else when the address may come again.</summary>
    public DateTimeOffset? Reserve(IPAddress? address, DateTimeOffset now)
    {
        var id = address is null ? "" : AddressBudget.KeyOf(address);
        lock (sharing)
        {
            if (budgets.Count >= MostAddresses)
                budgets.Clear();
            var (next, wait) = (budgets.GetValueOrDefault(id) ?? AddressBudget.Fresh(now)).Reserve(now);
            budgets[id] = next;
            return wait;
        }
    }
}
