using System.Security.Cryptography;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Health;
using AuditOps.Collectors.Notifications;
using AuditOps.Collectors.Posture;
using AuditOps.Collectors.Scheduling;
using AuditOps.Kafka;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors;

/// <summary>The collecting role: one shard of all tenants' feeds.</summary>
public sealed class CollectorHost : IAsyncDisposable
{
    /// <summary>Content is known by its blobs and not fetched twice; only records that stand in several, which lie close to each other, need to be remembered. A backlog of millions must not fill memory.</summary>
    private const int MostRecentContent = 20_000;

    private readonly CollectorOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly ServiceTable _services;
    private readonly ShardWorker _worker;
    private readonly CancellationTokenSource _stop;
    private readonly string _run;
    private NotificationService? _notifications;

    private CollectorHost(CollectorOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        _options = options;
        _time = time;
        _loggers = loggers;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _run = $"collect-{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";
        _services = new ServiceTable(options.Configuration, time);
        _worker = new ShardWorker(new KafkaClientFactory(options.Kafka, loggers), options.Shard, Begin, time, loggers, _stop.Token);
    }

    /// <summary>Ends only when the shard cannot go on, for example because another process of its name has taken over.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the shard has its partitions and its feeds are at work.</summary>
    public bool IsWorking => _worker.IsWorking;

    /// <summary>Where notifications are taken; empty where none are.</summary>
    public string NotificationAddress => _notifications?.Address ?? "";

    /// <exception cref="CollectorsException">The options are wrong; the message names every fault.</exception>
    /// <exception cref="KafkaAccessException">Kafka does not answer.</exception>
    public static async Task<CollectorHost> StartAsync(CollectorOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        var faults = options.Validate();
        if (faults.Count > 0) throw new CollectorsException(CollectorsErrorCode.BadOptions, string.Join("; ", faults) + ".");
        var clients = new KafkaClientFactory(options.Kafka, loggers);
        await new SchemaPublisher(clients, loggers.CreateLogger<SchemaPublisher>()).PublishAsync([Codecs.RawEnvelope.SchemaJson, Codecs.DeadLetter.SchemaJson, Codecs.CompletenessCount.SchemaJson, Codecs.SourceHealth.SchemaJson], cancel);
        var host = new CollectorHost(options, time, loggers, cancel);
        if (options.Configuration.Notifications is { } notifications)
        {
            try
            {
                host._notifications = await NotificationService.StartAsync(notifications, options.Configuration, options.Listens, clients, time, loggers.CreateLogger<NotificationService>(), cancel);
            }
            catch
            {
                await host.DisposeAsync();
                throw;
            }
        }

        host.Completion = Task.Factory.StartNew(() => host._worker.Run(host._stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        // First, so that what a service is told has still a chance to be passed on.
        if (_notifications is not null) await _notifications.DisposeAsync();
        await _stop.CancelAsync();
        await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _worker.Dispose();
        _services.Dispose();
        _stop.Dispose();
    }

    /// <summary>Begins the feeds of a tenure, spread over a while so that not all ask at once.</summary>
    private Task Begin(Tenure tenure, IReadOnlyDictionary<string, FeedCursor> cursors, Func<FeedKey, bool> isMine)
    {
        var feeds = new List<(TenantOptions Tenant, FeedSpec Feed)>();
        foreach (var tenant in _options.Configuration.Tenants)
        {
            feeds.AddRange(tenant.Feeds.Where(feed => isMine(new FeedKey(tenant.Name, feed.Name))).Select(feed => (tenant, feed)));
        }

        var logger = _loggers.CreateLogger<FeedRun>();
        var posture = new PostureTable(new KafkaClientFactory(_options.Kafka, _loggers), feeds.Where(item => item.Feed.Kind == FeedKind.Posture).Select(item => item.Tenant.Name).ToHashSet(StringComparer.Ordinal), _time);
        var work = feeds.Select((item, index) =>
        {
            var key = new FeedKey(item.Tenant.Name, item.Feed.Name);
            var interval = item.Feed.Kind == FeedKind.Posture ? item.Tenant.Windows.PostureInterval : item.Tenant.Windows.Interval;
            var spread = _options.Shard.StartSpread < interval ? _options.Shard.StartSpread : interval;
            var run = new FeedRun(tenure, item.Tenant, item.Feed, cursors.GetValueOrDefault(key.ToString()), FeedReaders.PlanOf(item.Tenant, item.Feed), FeedReaders.Create(item.Tenant, item.Feed, _services.Of(item.Tenant), posture, _options.Configuration.Notifications), OptionsOf(item.Feed, interval, feeds.Count), _time, logger)
            {
                Hurry = _notifications?.HurryOf(item.Tenant, item.Feed),
            };
            var polls = run.WorkAsync(spread * index / feeds.Count);
            return _notifications is null ? polls : Task.WhenAll(polls, _notifications.KeepAsync(run, _services.Of(item.Tenant), tenure.Ended));
        });
        var known = feeds.Select(item => new FeedKey(item.Tenant.Name, item.Feed.Name).ToString()).ToHashSet(StringComparer.Ordinal);
        var unclaimed = cursors.Values.Where(cursor => isMine(new FeedKey(cursor.Tenant, cursor.Feed)) && !known.Contains($"{cursor.Tenant}/{cursor.Feed}"));
        return Task.WhenAll([.. work, .. unclaimed.Select(cursor => ReportUnclaimedAsync(tenure, cursor, logger))]);
    }

    /// <summary>A feed that was collected once, falls to this shard, and is not in its configuration: nobody collects it, and nobody else will say so.</summary>
    private async Task ReportUnclaimedAsync(Tenure tenure, FeedCursor cursor, ILogger logger)
    {
        var key = new FeedKey(cursor.Tenant, cursor.Feed);
        var now = _time.GetUtcNow();
        Log.FeedUnclaimed(logger, key.ToString());
        var health = new SourceHealth
        {
            Tenant = key.Tenant,
            Source = key.Feed,
            Reporter = FeedHealth.Reporter,
            State = HealthState.Disabled,
            Since = now,
            Error = "the collector that this feed falls to does not have it in its configuration.",
            WhatToDo = "Nothing, where the feed or the tenant was removed. Else give every collector process of the group the same configuration.",
            LastRecordAt = cursor.Newest,
            UpdatedAt = now,
        };
        try
        {
            await tenure.SubmitAsync(new Submission(key, new FeedBatch(), cursor with { Revision = cursor.Revision + 1, Updated = now }, health, TopicNames.Raw, _run));
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.Displaced)
        {
            // Whoever holds the partition next says it.
        }
    }

    private FeedRunOptions OptionsOf(FeedSpec feed, TimeSpan interval, int feeds)
    {
        // At 20 records a second at most, however many feeds there are.
        var health = TimeSpan.FromSeconds(Math.Clamp(feeds / 20.0, 15, 300));
        return new FeedRunOptions
        {
            Run = _run,
            Lane = TopicNames.Raw,
            Interval = interval,
            IdleWrite = _options.Shard.IdleWrite,
            HealthEvery = health,
            RecentRecords = feed.Kind == FeedKind.Management ? Math.Min(MostRecentContent, _options.Shard.RecentRecords) : _options.Shard.RecentRecords,
            RejectedDirectory = _options.Shard.RejectedDirectory,
        };
    }
}
