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
    private readonly List<(Socket Socket, Listener Listener)> _listeners;
    private readonly ApiTable _apis;
    private readonly ILogger _log;
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();
    private readonly Task _accepting;
    private readonly CutServer _cuts;
    private int _stopped;

    private BrokerServer(Broker broker, List<(Socket Socket, Listener Listener)> listeners, ILogger log)
    {
        _broker = broker;
        _listeners = listeners;
        _log = log;
        _apis = new ApiTable(broker);
        _cuts = new CutServer(broker.Store, broker.Time, log);
        _accepting = Task.WhenAll(listeners.ConvertAll(listening => AcceptAsync(listening.Socket, listening.Listener)));
    }

    /// <summary>The port listened on.</summary>
    public int Port => _listeners[0].Listener.Port;

    /// <summary>What to give a client as bootstrap.servers.</summary>
    public string BootstrapServers => _listeners[0].Listener.Address;

    /// <summary>The same for clients that log in; null where there is no port for them.</summary>
    public string? SaslBootstrapServers => _listeners.Count > 1 ? _listeners[1].Listener.Address : null;

    internal int? SaslPort => _listeners.Count > 1 ? _listeners[1].Listener.Port : null;

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
        // The ports first: a second broker on one should fail before it touches any data.
        Broker? broker = null;
        List<(Socket Socket, Listener Listener)> listeners = [];
        try
        {
            Bind(options.Port, needsLogin: false);
            if (options.SaslPort is { } port) Bind(port, needsLogin: true);
            // Recovery reads every unclean log; it must not hold the caller's thread.
            broker = await Task.Run(() => Broker.Open(options, time, loggers), cancellation);
            await broker.Transactions.RecoverAsync();
            foreach (var (socket, _) in listeners) socket.Listen(Backlog);
            var server = new BrokerServer(broker, listeners, loggers.CreateLogger<BrokerServer>());
            Log.Listening(server._log, string.Join(", with login ", listeners.Select(listening => listening.Listener.Address)), broker.Store.Topics.Count);
            return server;
        }
        catch
        {
            foreach (var (socket, _) in listeners) socket.Dispose();
            if (broker is not null) await broker.DisposeAsync();
            throw;
        }

        void Bind(int port, bool needsLogin)
        {
            var socket = new Socket(options.Listen.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(options.Listen, port));
                listeners.Add((socket, new Listener(options.AdvertisedHost ?? Reachable(options.Listen), ((IPEndPoint)socket.LocalEndPoint!).Port, needsLogin)));
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }

    /// <summary>Stops listening, ends the connections, flushes and closes the logs. Repeated calls do nothing.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        foreach (var (socket, _) in _listeners) socket.Dispose();
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

    private async Task AcceptAsync(Socket listening, Listener listener)
    {
        while (Volatile.Read(ref _stopped) == 0)
        {
            try
            {
                var socket = await listening.AcceptAsync();
                if (_connections.Count >= _broker.Options.MaxConnections)
                {
                    Log.TooManyConnections(_log, _broker.Options.MaxConnections);
                    socket.Dispose();
                    continue;
                }
                socket.NoDelay = true;
                var connection = new Connection(socket, listener, _apis, _broker, _log);
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
