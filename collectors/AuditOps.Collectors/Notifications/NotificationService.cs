using System.Security.Cryptography;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Scheduling;
using AuditOps.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// Notifications of one collector process: the listener (in those processes that listen), the way of hints through Kafka, and the subscriptions of the feeds that the process's shard holds. A notification may
/// arrive at any process; the hint that it becomes reaches the one that holds the feed, because all follow <c>hints.v1</c>.
/// </summary>
internal sealed class NotificationService : IAsyncDisposable
{
    private readonly NotificationOptions _options;
    private readonly SubscriptionTable _table = new();
    private readonly HintBoard _board = new();
    private readonly NotificationLog _log;
    private readonly HintQueue _queue;
    private readonly Random _random = new(RandomNumberGenerator.GetInt32(int.MaxValue));
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop;
    private NotificationListener? _listener;
    private Task _work = Task.CompletedTask;

    private NotificationService(NotificationOptions options, KafkaClientFactory clients, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _log = new NotificationLog(clients, _table, _board, logger);
        _queue = new HintQueue(clients, options.Queue, time, logger);
    }

    /// <summary>Where the listener is; empty when this process has none.</summary>
    public string Address => _listener?.Address ?? "";

    /// <exception cref="CollectorsException">The listener's address cannot be had.</exception>
    public static async Task<NotificationService> StartAsync(NotificationOptions options, CollectConfiguration configuration, bool listens, KafkaClientFactory clients, TimeProvider time, ILogger logger, CancellationToken cancel)
    {
        var service = new NotificationService(options, clients, time, logger, cancel);
        if (listens) service._listener = await NotificationListener.StartAsync(options, ListenerTenant.Of(configuration, options), service._table, service._queue, time, logger, cancel);
        var follow = Task.Factory.StartNew(() => service._log.Run(service._stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        service._work = Task.WhenAll(follow, listens ? service._queue.RunAsync(service._stop.Token) : Task.CompletedTask);
        return service;
    }

    /// <returns>What hurries the feed; null when nothing does.</returns>
    public Hurry? HurryOf(TenantOptions tenant, FeedSpec feed)
    {
        if (!_options.Covers(tenant, feed)) return null;
        var hurry = new Hurry(feed.Kind == FeedKind.Posture ? _options.LeastPosturePause : _options.LeastPause, _time);
        _board.Add(tenant.Name, feed.Name, hurry);
        return hurry;
    }

    /// <summary>Keeps the subscriptions of a feed until its tenure ends.</summary>
    public Task KeepAsync(FeedRun run, TenantServices services, CancellationToken ended)
    {
        if (!_options.Covers(run.Tenant, run.Spec)) return Task.CompletedTask;
        var status = run.Health.Fetching;
        return Task.WhenAll(NotificationFeeds.ResourcesOf(run.Spec).Select(resource =>
        {
            ISubscriber subscriber = run.Spec.Kind == FeedKind.Posture
                ? new GraphSubscriber(services.Directory, run.Tenant, run.Spec, resource, _options, status, _random, _time)
                : new WebhookSubscriber(services.Management, run.Tenant, run.Spec, _options, status, _time);
            var upkeep = new SubscriptionUpkeep(run, resource, subscriber, _table, _log.Known, _options, _time, _logger);
            _board.Add(upkeep);
            return upkeep.WorkAsync(ended);
        }).ToList());
    }

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null) await _listener.DisposeAsync();
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }
}
