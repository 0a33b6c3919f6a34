using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AuditOps.Embedded.Kafka.Backup;
using AuditOps.Embedded.Kafka.Net;
using Microsoft.Extensions.Logging;

namespace AuditOps.Embedded.Kafka;

/// <summary>The running broker: listens, serves, and stops in order.</summary>
public sealed class BrokerServer : IAsyncDisposable
{
    /// <summary>Connections waiting to be accepted; more are turned away by the operating system.</summary>
    private const int Backlog = 512;

    private readonly Broker _broker;
    private readonly Socket _listener;
    private readonly ApiTable _apis;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly Task _accepting;
    private readonly CutServer _cuts;
    private int _stopped;

    private BrokerServer(Broker broker, Socket listener, ILogger log)
    {
        _broker = broker;
        _listener = listener;
        _log = log;
        _apis = new ApiTable(broker);
        _cuts = new CutServer(broker.Store, broker.Time, log);
        _accepting = AcceptAsync();
    }

    /// <summary>The port listened on.</summary>
    public int Port => _broker.Port;

    /// <summary>What to give a client as bootstrap.servers.</summary>
    public string BootstrapServers => $"{(_broker.AdvertisedHost.Contains(':') ? $"[{_broker.AdvertisedHost}]" : _broker.AdvertisedHost)}:{Port}";

    internal Broker Broker => _broker;

    /// <summary>What large requests may still take.</summary>
    internal long FreeRequestBytes => _broker.Requests.Free;

    /// <summary>Connections open now.</summary>
    internal int ConnectionCount => _connections.Count;

    /// <summary>
    /// Opens the data directory, recovers it, and listens. Throws <see cref="ArgumentException"/> for settings out of range (all of them at once), and
    /// what the disk or the port give.
    /// </summary>
    public static async Task<BrokerServer> StartAsync(BrokerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        if (options.Validate() is { Count: > 0 } errors) throw new ArgumentException(string.Join(" ", errors), nameof(options));
        cancellation.ThrowIfCancellationRequested();
        // The port first: a second broker on it should fail before it touches any data.
        Broker? broker = null;
        var listener = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(options.Listen, options.Port));
            // Recovery reads every unclean log; it must not hold the caller's thread.
            broker = await Task.Run(() => Broker.Open(options, time, loggers), cancellation);
            await broker.Transactions.RecoverAsync();
            broker.Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            broker.AdvertisedHost = options.AdvertisedHost ?? Reachable(options.Listen);
            listener.Listen(Backlog);
            var server = new BrokerServer(broker, listener, loggers.CreateLogger<BrokerServer>());
            Log.Listening(server._log, server.BootstrapServers, broker.Store.Topics.Count);
            return server;
        }
        catch
        {
            listener.Dispose();
            if (broker is not null) await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops listening, ends the connections, flushes and closes the logs. Repeated calls do nothing.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        _listener.Dispose();
        await _accepting;
        foreach (var connection in _connections.Keys) connection.Close();
        await Task.WhenAll(_connections.Values);
        _cuts.Dispose();
        await _broker.DisposeAsync();
        Log.Stopped(_log);
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private static string Reachable(IPAddress listen) =>
        listen.Equals(IPAddress.Any) || listen.Equals(IPAddress.IPv6Any) ? Dns.GetHostName() : listen.ToString();

    private async Task AcceptAsync()
    {
        while (Volatile.Read(ref _stopped) == 0)
        {
            try
            {
                var socket = await _listener.AcceptAsync();
                if (_connections.Count >= _broker.Options.MaxConnections)
                {
                    Log.TooManyConnections(_log, _broker.Options.MaxConnections);
                    socket.Dispose();
                    continue;
                }
                socket.NoDelay = true;
                var connection = new Connection(socket, _apis, _broker, _log);
                // Entered before it runs, so that its end always finds the entry.
                var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _connections[connection] = ServeAsync(connection, entered.Task);
                entered.SetResult();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                if (Volatile.Read(ref _stopped) != 0) return;
                // A client gone between connecting and being accepted, or no free descriptor: the next one may fare better.
                Log.AcceptFailed(_log, error.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(20), _broker.Time);
            }
        }
    }

    private async Task ServeAsync(Connection connection, Task entered)
    {
        await entered;
        await connection.RunAsync();
        _connections.TryRemove(connection, out _);
    }
}
