using System.Net;
using AuditOps.Embedded.ClickHouse.Engine;
using AuditOps.Embedded.ClickHouse.Guard;
using AuditOps.Embedded.ClickHouse.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AuditOps.Embedded.ClickHouse;

/// <summary>
/// ClickHouse's HTTP interface over the engine inside this process. One per process, by the engine's nature; in production it
/// has a process of its own, which a crash of the engine ends.
/// </summary>
public sealed class ClickHouseServer : IAsyncDisposable
{
    // Cancelled queries end within milliseconds; an engine that needs longer hangs.
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(10);

    private readonly ClickHouseOptions options;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly KestrelServer http;
    private readonly ChdbEngine engine;
    private readonly SessionPool pool;
    private readonly RequestGate gate;
    private readonly CancellationTokenSource shutdown;
    private int stopped;

    private ClickHouseServer(ClickHouseOptions options, TimeProvider time, ILogger log, KestrelServer http, ChdbEngine engine, SessionPool pool, RequestGate gate, CancellationTokenSource shutdown)
    {
        this.options = options;
        this.time = time;
        this.log = log;
        this.http = http;
        this.engine = engine;
        this.pool = pool;
        this.gate = gate;
        this.shutdown = shutdown;
        Address = new Uri(http.Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Opens the data directory and listens. Throws <see cref="EmbeddedClickHouseException"/> with one sentence that says why not.</summary>
    public static async Task<ClickHouseServer> StartAsync(ClickHouseOptions options, TimeProvider timeProvider, ILoggerFactory loggerFactory, CancellationToken cancellationToken)
    {
        options.Validate();
        var log = loggerFactory.CreateLogger<ClickHouseServer>();
        var engine = await ChdbEngine.StartAsync(options, log);
        var pool = new SessionPool(options.Connections, options.MaxWaitingRequests);
        var shutdown = new CancellationTokenSource();
        var gate = new RequestGate();
        var http = Kestrel(options, loggerFactory);
        try
        {
            var guard = await ReaderGuard.ForAsync(engine);
            var queries = new QueryHandler(options, engine, pool, guard, new RunningQueries(), timeProvider);
            await http.StartAsync(new HttpFront(new Authenticator(options), queries, gate, log, shutdown.Token), cancellationToken);
        }
        catch (Exception e)
        {
            http.Dispose();
            pool.Dispose();
            shutdown.Dispose();
            await engine.DisposeAsync();
            if (e is IOException or AddressInUseException) throw new EmbeddedClickHouseException(ClickHouseFault.AddressInUse, $"ClickHouse cannot listen on {options.Host}:{options.Port}: {e.Message}", e);
            throw;
        }

        var server = new ClickHouseServer(options, timeProvider, log, http, engine, pool, gate, shutdown);
        Log.Started(log, server.Address, options.DataDirectory);
        return server;
    }

    /// <summary>Refuses new requests, lets running ones end within <see cref="ClickHouseOptions.StopTimeout"/>, cancels the rest, closes the data directory.</summary>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref stopped, 1) == 1) return;
        Log.Stopping(log, gate.InFlight);
        var empty = gate.CloseAsync();
        await Task.WhenAny(empty, Task.Delay(options.StopTimeout, time));
        if (!empty.IsCompleted)
        {
            Log.Cancelling(log, gate.InFlight);
            await shutdown.CancelAsync();
            await Task.WhenAny(empty, Task.Delay(CancelTimeout, time));
            if (!empty.IsCompleted) throw new EmbeddedClickHouseException(ClickHouseFault.EngineFailed, "The ClickHouse engine did not give up its queries; end the process.");
        }

        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        await http.StopAsync(now.Token);
        http.Dispose();
        pool.Dispose();
        await engine.DisposeAsync();
        shutdown.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static KestrelServer Kestrel(ClickHouseOptions options, ILoggerFactory loggerFactory)
    {
        var kestrel = new KestrelServerOptions { AddServerHeader = false };
        // ClickHouse's http_max_uri_size is 1 MiB; Grafana and drivers put whole queries into the URL.
        kestrel.Limits.MaxRequestLineSize = 1 << 20;
        kestrel.Limits.MaxRequestBufferSize = 4 << 20;
        kestrel.Limits.MaxRequestBodySize = null;
        // A slow reader may pause for minutes, for example behind a person's pager, before its connection counts as lost.
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 1, gracePeriod: TimeSpan.FromMinutes(5));
        if (options.Host == "localhost" && options.Port != 0) kestrel.ListenLocalhost(options.Port);
        else kestrel.Listen(options.Host == "localhost" ? IPAddress.Loopback : IPAddress.Parse(options.Host), options.Port);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggerFactory);
        return new KestrelServer(Options.Create(kestrel), transport, loggerFactory);
    }
}
