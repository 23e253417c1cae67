using System.Net;
using Microsoft.AspNetCore.Connections;
using Sallyport.Core.Common;

namespace Sallyport.Server.Web;

/// <summary>
/// Who holds how many connections. One network address has no more than a share of them, and the last ones are for those who hold few: whoever keeps thousands open,
/// silent or a byte at a time, shuts nobody else out. Named proxies stand for many people and have no bound of their own.
/// </summary>
public sealed class ConnectionShares(Settings settings, ILogger<ConnectionShares> log)
{
    /// <summary>On this node; Kestrel closes what comes beyond.</summary>
    public const int Most = 10_000;

    /// <summary>More than an office behind one address has open, and a tenth of all.</summary>
    public const int MostOfOne = 1_000;

    /// <summary>The last ones, for addresses that hold fewer than <see cref="FewOfOne"/>.</summary>
    public const int Reserved = 1_000;

    /// <summary>Two browsers at once: each opens six to one host.</summary>
    public const int FewOfOne = 12;

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> held = new(StringComparer.Ordinal);
    private int all;
    private long silentUntil;

    /// <summary>Around every connection, before TLS.</summary>
    public async Task Serve(ConnectionContext connection, ConnectionDelegate next)
    {
        var network = NetworkOf(connection.RemoteEndPoint);
        if (!TryTake(network))
        {
            // It is closed when this returns.
            Tell(network);
            return;
        }
        try
        {
            await next(connection);
        }
        finally
        {
            GiveBack(network);
        }
    }

    /// <param name="network">Empty: it has no bound.</param>
    public bool TryTake(string network)
    {
        lock (gate)
        {
            var mine = held.GetValueOrDefault(network);
            if (network.Length > 0 && (mine >= MostOfOne || (all >= Most - Reserved && mine >= FewOfOne)))
                return false;
            held[network] = mine + 1;
            all++;
            return true;
        }
    }

    public void GiveBack(string network)
    {
        lock (gate)
        {
            all--;
            if (--held[network] == 0)
                held.Remove(network);
        }
    }

    // A socket of this machine's file system has no address: a proxy stands behind it.
    private string NetworkOf(EndPoint? remote)
    {
        if (remote is not IPEndPoint { Address: var address })
            return "";
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return settings.TrustedProxies.Any(proxies => proxies.Contains(plain)) ? "" : AddressBudget.KeyOf(plain);
    }

    // Once a minute: a flood must not fill the log too.
    private void Tell(string network)
    {
        var (now, until) = (Environment.TickCount64, Interlocked.Read(ref silentUntil));
        if (now >= until && Interlocked.CompareExchange(ref silentUntil, now + (long)Silence.TotalMilliseconds, until) == until)
            log.LogWarning("{Network} holds its share of the connections; more are closed.", network);
    }
}
