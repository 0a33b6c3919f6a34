using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AuditOps.Simulator.Control;
using AuditOps.Simulator.Directory;
using AuditOps.Simulator.Faults;
using AuditOps.Simulator.Feeds;
using AuditOps.Simulator.Graph;
using AuditOps.Simulator.Http;
using AuditOps.Simulator.Management;
using AuditOps.Simulator.Notifications;
using AuditOps.Simulator.Tokens;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Simulator;

/// <summary>A server that behaves like Microsoft's identity platform, Graph v1.0 and the Office 365 Management Activity API for some made-up tenants, all from one address.</summary>
public sealed class SimulatorServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly World _world;
    private readonly TokenStore _tokens;
    private readonly HttpClient _outgoing;
    private readonly FaultEngine _faults;
    private Notifier? _notifier;
    private string _base = "";

    private SimulatorServer(WebApplication app, World world, TokenStore tokens, X509Certificate2 certificate, HttpClient outgoing, FaultEngine faults)
    {
        _faults = faults;
        _app = app;
        _world = world;
        _tokens = tokens;
        _outgoing = outgoing;
        ClientCertificate = certificate;
        ControlKey = Convert.ToHexString(RandomNumberGenerator.GetBytes(24)).ToLowerInvariant();
        Tenants = [.. world.Tenants.Select(tenant => new SimulatedTenant(tenant.Org.Name, tenant.Org.TenantId.ToString(), tenant.Org.ClientId.ToString(), tenant.Org.ClientSecret))];
    }

    /// <summary>Where everything is served, without a slash at the end.</summary>
    public string BaseAddress => _base;

    public IReadOnlyList<SimulatedTenant> Tenants { get; }

    /// <summary>Opens <c>/_sim/</c>; sent as header <c>X-Sim-Key</c>. New with every start.</summary>
    public string ControlKey { get; }

    /// <summary>With it, instead of the secret, the applications of all tenants may sign assertions. New with every start.</summary>
    public X509Certificate2 ClientCertificate { get; }

    /// <exception cref="SimulatorException">The options are wrong, or the address cannot be had.</exception>
    public static async Task<SimulatorServer> StartAsync(SimulatorOptions options, ILoggerFactory? loggers = null, TimeProvider? time = null, CancellationToken cancel = default)
    {
        options.Validate();
        time ??= TimeProvider.System;
        loggers ??= NullLoggerFactory.Instance;
        var logger = loggers.CreateLogger("AuditOps.Simulator");
        var app = Listening.Build(options);
        var world = new World(options, time);
        var server = new SimulatorServer(app, world, new TokenStore(time, options.TokenLifetime), RegisteredCertificate.Create(time), new HttpClient { Timeout = TimeSpan.FromSeconds(30) }, new FaultEngine(world, time));
        try
        {
            server.Map(time, logger);
            await app.StartAsync(cancel);
        }
        catch (IOException failed)
        {
            await server.DisposeAsync();
            throw new SimulatorException(SimulatorErrorCode.CannotListen, $"The simulator cannot listen on {options.Host}:{options.Port}: {failed.Message}", failed);
        }

        server._base = app.Urls.First().TrimEnd('/');
        server._notifier!.Start();
        Log.Listening(logger, server._base, options.Tenants, options.EventsPerDay, options.Seed);
        return server;
    }

    /// <summary>Nothing new appears from now on, so that what was exposed can be compared with what was stored.</summary>
    public void Freeze() => _world.Clock.Freeze();

    /// <summary>Replaces all faults that were planned.</summary>
    public void SetFaults(FaultPlan plan) => _faults.Set(plan);

    public async ValueTask DisposeAsync()
    {
        if (_notifier is not null) await _notifier.DisposeAsync();
        await _app.DisposeAsync();
        _outgoing.Dispose();
        _tokens.Dispose();
        ClientCertificate.Dispose();
    }

    private void Map(TimeProvider time, ILogger logger)
    {
        string Base() => _base;
        _app.Use(new RequestMarks(logger).InvokeAsync);
        _app.Use(new FaultMiddleware(_faults, _tokens, time).InvokeAsync);
        new TokenEndpoint(_world, _tokens, ClientCertificate, time, Base).Map(_app);
        var management = new ManagementAccess(_world, _tokens);
        new SubscriptionEndpoints(management, new WebhookValidator(_outgoing, time, _world.Options.Seed)).Map(_app);
        new ContentEndpoints(management, Base).Map(_app);
        var graph = new GraphAccess(_tokens, time);
        new LogEndpoints(graph, Base).Map(_app);
        new DirectoryEndpoints(graph, Base).Map(_app);
        var subscriptions = new GraphSubscriptions(time);
        var queue = new DeliveryQueue(_outgoing, time, logger);
        var notices = new GraphNotices(subscriptions, queue, _tokens, time);
        new GraphSubscriptionEndpoints(graph, subscriptions, new HandshakeClient(_outgoing, time), _world.Options.Seed).Map(_app);
        new NotificationEndpoints(management, time, Base).Map(_app);
        _notifier = new Notifier(notices, new ManagementNotices(_world, queue, time, Base), queue, time, logger);
        new ControlEndpoints(_world, _faults, notices, ControlKey, logger).Map(_app);
    }
}
