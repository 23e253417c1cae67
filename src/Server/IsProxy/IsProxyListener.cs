using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sallyport.Core.Common;
using Sallyport.Core.IsProxy;
using Sallyport.Server.Web;
using Sallyport.Server.Web.Loops;

namespace Sallyport.Server.IsProxy;

/// <summary>Lets clients of the line service in, and sees them out when the server stops. <see cref="WatchConnections"/> watches over them meanwhile.</summary>
public sealed class IsProxyListener(
    Settings settings,
    IsProxyDesk desk,
    WatchConnections watch,
    BackgroundLoops loops,
    RandomSource random,
    ILogger<IsProxyListener> log
) : IHostedService, IDisposable
{
    public const int MostConnections = 1000;

    /// <summary>One customer's many machines behind one address fit; one address does not take everybody's places.</summary>
    public const int MostOfOneAddress = 250;

    private static readonly TimeSpan AfterAFault = TimeSpan.FromMilliseconds(500);

    // A stopping service is given that long to answer what it was asked (F28).
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<IsProxyConnection, Task> connections = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly CancellationTokenSource emptied = new();
    private Socket? listener;
    private Task accepting = Task.CompletedTask;
    private Task watching = Task.CompletedTask;
    private bool isFull;

    /// <summary>Where it listens; null: it is off.</summary>
    public IPEndPoint? Endpoint => (IPEndPoint?)listener?.LocalEndPoint;

    public int Count => connections.Count;

    /// <exception cref="StartRefusedException">The address or the certificate cannot be used.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.IsProxy.Address is not { } address)
            return Task.CompletedTask;
        if (desk.Tls != IsProxyTls.Off)
            desk.TlsOptions();
        if (settings.IsProxy is { Rdap: null, RdapBootstrap: null })
            log.LogWarning("{Rdap} is not set: the line service answers every question with an error.", Setting.Rdap.Name);
        listener = Bind(address);
        accepting = loops.Keep("line service: accept", Accept, stopping.Token);
        watching = watch.Watch(() => connections.Keys, emptied.Token);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        listener?.Dispose();
        await accepting;
        foreach (var connection in connections.Keys)
            connection.Stop();
        try
        {
            await Task.WhenAll(connections.Values).WaitAsync(Drain, cancellationToken);
        }
        catch (Exception late) when (late is TimeoutException or OperationCanceledException)
        {
            foreach (var connection in connections.Keys)
                connection.Cut();
        }
        // Until then: what is still being answered is watched over like everything else.
        await emptied.CancelAsync();
        await watching;
    }

    public void Dispose()
    {
        listener?.Dispose();
        stopping.Dispose();
        emptied.Dispose();
    }

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            // [::] is everybody's address, of either kind.
            if (address.Address.Equals(IPAddress.IPv6Any))
                socket.DualMode = true;
            socket.Bind(address);
            socket.Listen();
            return socket;
        }
        catch (SocketException fault)
        {
            socket.Dispose();
            throw new StartRefusedException($"{Setting.IsProxy.Name}: {address} cannot be listened on ({fault.Message}).");
        }
    }

    private async Task Accept(CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
            try
            {
                LetIn(await listener!.AcceptAsync(cancel));
            }
            catch (SocketException fault) when (!cancel.IsCancellationRequested)
            {
                // Out of file handles, or the client went away while it waited: the next one may have more luck.
                log.LogWarning(fault, "A connection to the line service could not be accepted.");
                await Task.Delay(AfterAFault, cancel);
            }
    }

    private void LetIn(Socket socket)
    {
        try
        {
            if (AddressOf(socket) is { } address && HasRoom(address))
                Begin(socket, address);
            else
                socket.Dispose();
        }
        catch
        {
            // The loop begins again; this client is told.
            socket.Dispose();
            throw;
        }
    }

    private void Begin(Socket socket, string address)
    {
        socket.NoDelay = true;
        var connection = new IsProxyConnection(socket, new Origin(Door.IsProxy, address, "", random.Id()), desk);
        // It must be in the list before it can take itself out.
        var isListed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connections[connection] = Serve(connection, isListed.Task);
        isListed.SetResult();
    }

    // It may be gone already.
    private static string? AddressOf(Socket socket)
    {
        try
        {
            var address = ((IPEndPoint)socket.RemoteEndPoint!).Address;
            return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private bool HasRoom(string address)
    {
        var wasFull = isFull;
        isFull = connections.Count >= MostConnections;
        if (isFull && !wasFull)
            log.LogWarning(
                "The line service has {Most} connections: further ones take the places of those that have not logged in.",
                MostConnections
            );
        return connections.Keys.Count(c => c.Origin.Address == address) < MostOfOneAddress && (!isFull || MakeRoom());
    }

    // Whoever holds all places without logging in holds them for nobody: the one that has been silent for longest goes. Who has logged in stays (F14).
    private bool MakeRoom()
    {
        var silent = connections.Keys.Where(c => c.Login is null).MinBy(c => c.MovedAt);
        if (silent is null)
            return false;
        // Out of the list at once: the next one that comes must find another.
        connections.TryRemove(silent, out _);
        silent.Cut();
        return true;
    }

    private async Task Serve(IsProxyConnection connection, Task isListed)
    {
        await isListed;
        try
        {
            await connection.Run();
        }
        catch (Exception fault)
        {
            log.LogError(fault, "Connection {RequestId} of the line service failed.", connection.Origin.RequestId);
        }
        finally
        {
            connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }
}
