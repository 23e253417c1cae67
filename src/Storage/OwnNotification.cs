using System.Data.Common;
using Dapper;
using Npgsql;

namespace Sallyport.Storage;

/// <summary>Notifications that a node sends to itself, over a connection beside the pool by which it writes.</summary>
internal sealed class OwnNotification(string connectionString, string channel) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly string own = new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        CancellationTimeout = -1,
    }.ToString();

    // Other nodes send theirs over the same channel.
    private readonly string mine = Guid.NewGuid().ToString("N");
    private readonly Lock one = new();
    private NpgsqlConnection? connection;
    private bool isOver;

    /// <summary>Never fails: what is not sent is not heard, and that is what counts.</summary>
    public async Task Send(long at)
    {
        // Whoever listens goes on at once.
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            var open = connection ?? await Open(patience.Token);
            await open.ExecuteAsync(
                new CommandDefinition(
                    "SELECT pg_notify(@channel, @text)",
                    new { channel, text = $"{mine} {at}" },
                    cancellationToken: patience.Token
                )
            );
        }
        catch (Exception fault)
            when (fault
                    is DbException
                        or TimeoutException
                        or OperationCanceledException
                        or IOException
                        or InvalidOperationException
                        or System.Net.Sockets.SocketException
            )
        {
            Close();
        }
    }

    /// <summary>When this one was sent; null: it is another node's.</summary>
    public long? SentAt(string payload) =>
        payload.Split(' ') is [var sender, var at] && sender == mine && long.TryParse(at, out var time) ? time : null;

    public void Dispose()
    {
        lock (one)
            isOver = true;
        Close();
    }

    private async Task<NpgsqlConnection> Open(CancellationToken cancel)
    {
        var opened = new NpgsqlConnection(own);
        try
        {
            await opened.OpenAsync(cancel);
            lock (one)
            {
                ObjectDisposedException.ThrowIf(isOver, this);
                return connection = opened;
            }
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    private void Close()
    {
        NpgsqlConnection? old;
        lock (one)
            (old, connection) = (connection, null);
        try
        {
            old?.Dispose();
        }
        // Whatever a broken connection says to it.
        catch (Exception fault) when (fault is DbException or InvalidOperationException or IOException) { }
    }
}
