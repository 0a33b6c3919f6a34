using System.Security.Cryptography;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Import.Runs;
using AuditOps.Collectors.Posture;
using AuditOps.Collectors.Publishing;
using AuditOps.Collectors.Scheduling;
using AuditOps.Kafka;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Backfill;

/// <summary>
/// Collects a stretch of the past through the history lane. Exactly as live collection: records and cursor in one transaction, under a transactional id of the run, so a run that is named again
/// goes on where its last transaction ended and fences an older process of it. The cursors lie in <c>checkpoints.v1</c>; live collection is not touched.
/// </summary>
public sealed class BackfillRun
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(90);

    private readonly BackfillOptions _options;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggers;
    private readonly KafkaClientFactory _clients;

    private BackfillRun(BackfillOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        _options = options;
        _time = time;
        _loggers = loggers;
        _clients = new KafkaClientFactory(options.Kafka, loggers);
    }

    public static string NewRunId(TimeProvider time) => $"backfill-{time.GetUtcNow():yyyyMMdd'T'HHmmss}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}";

    /// <exception cref="CollectorsException">The options are wrong; the message names every fault.</exception>
    public static async Task<BackfillReport> RunAsync(BackfillOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancel)
    {
        var faults = options.Validate(time.GetUtcNow());
        if (faults.Count > 0) throw new CollectorsException(CollectorsErrorCode.BadOptions, string.Join("; ", faults) + ".");
        return await new BackfillRun(options, time, loggers).RunAsync(cancel);
    }

    private async Task<BackfillReport> RunAsync(CancellationToken cancel)
    {
        await new SchemaPublisher(_clients, _loggers.CreateLogger<SchemaPublisher>()).PublishAsync([Codecs.RawEnvelope.SchemaJson, Codecs.DeadLetter.SchemaJson, Codecs.CompletenessCount.SchemaJson], cancel);
        using var publisher = new ShardPublisher(_clients, $"auditops-backfill-{_options.RunId}", _time, _loggers, cancel);
        var cursors = await Task.Run(() => Begin(publisher, cancel), cancel);
        using var services = new ServiceTable(Modest(_options.Configuration), _time);
        using var tenure = new Tenure([], cancel);
        if (cursors.Values.FirstOrDefault(cursor => cursor.Start > _options.From) is { } later)
            throw new CollectorsException(CollectorsErrorCode.BadOptions, $"the run {_options.RunId} began at {later.Start:u}; what lies before it needs a run of another name.");
        var runs = Runs(tenure, services, cursors);
        var work = Task.WhenAll(runs.Select(run => WorkAsync(run, cancel)));
        var publishing = Task.Factory.StartNew(() => Publish(publisher, tenure, work), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return new BackfillReport(_options.RunId, cancel.IsCancellationRequested, await work);
        }
        finally
        {
            await publishing;
        }
    }

    /// <summary>Fences an older process of the run, then reads where it was.</summary>
    private Dictionary<string, FeedCursor> Begin(ShardPublisher publisher, CancellationToken cancel)
    {
        publisher.Initialize();
        var cursors = new Dictionary<string, FeedCursor>(StringComparer.Ordinal);
        TopicTail.Read(_clients, TopicNames.Checkpoints, null, Silence, _time, record =>
        {
            if (record.Message.Value is null || FeedCursor.FromJson(record.Message.Value) is not { } cursor) return;
            var feed = new FeedKey(cursor.Tenant, cursor.Feed);
            if (record.Message.Key.AsSpan().SequenceEqual(KeyOf(feed))) cursors[feed.ToString()] = cursor;
        }, cancel);
        return cursors;
    }

    private List<FeedRun> Runs(Tenure tenure, ServiceTable services, Dictionary<string, FeedCursor> cursors)
    {
        var runs = new List<FeedRun>();
        var wanted = _options.Source is null ? FeedCatalog.Feeds : FeedCatalog.Find(_options.Source);
        var options = new FeedRunOptions
        {
            Run = _options.RunId,
            Lane = TopicNames.RawHistory,
            Interval = TimeSpan.Zero,
            IdleWrite = TimeSpan.Zero,
            HealthEvery = TimeSpan.MaxValue,
            RecentRecords = 200_000,
            RejectedDirectory = _options.RejectedDirectory,
            ReportsHealth = false,
        };
        foreach (var tenant in _options.Configuration.Tenants.Where(tenant => _options.Tenant is null || tenant.Name == _options.Tenant))
        {
            foreach (var feed in tenant.Feeds.Where(feed => feed.Kind != FeedKind.Posture && wanted.Contains(feed)))
            {
                var plan = FeedReaders.PlanOf(tenant, feed, (_options.From, _options.To));
                var reader = FeedReaders.Create(tenant, feed, services.Of(tenant), new PostureTable(_clients, new HashSet<string>(), _time), _options.Configuration.Notifications);
                runs.Add(new FeedRun(tenure, tenant, feed, cursors.GetValueOrDefault(new FeedKey(tenant.Name, feed.Name).ToString()), plan, reader, options, _time, _loggers.CreateLogger<FeedRun>()));
            }
        }

        return runs;
    }

    private static async Task<BackfillFeed> WorkAsync(FeedRun run, CancellationToken cancel)
    {
        string? failure = null;
        try
        {
            await run.FinishAsync();
        }
        catch (CollectorsException exception)
        {
            failure = exception.Message;
        }
        catch (OperationCanceledException)
        {
            failure = cancel.IsCancellationRequested ? "interrupted." : "Kafka no longer takes what is collected.";
        }

        return new BackfillFeed(run.Key.Tenant, run.Key.Feed, run.Health.Records, run.Cursor.Gaps, run.Cursor.CoveredTo, failure) { Missing = [.. run.Cursor.LastGaps.Select(gap => new BackfillGap(gap.From, gap.To, gap.Reason))] };
    }

    /// <summary>The publishing thread: until the feeds are done.</summary>
    private void Publish(ShardPublisher publisher, Tenure tenure, Task work)
    {
        while (!work.IsCompleted)
        {
            var taken = tenure.Take(Tick);
            if (taken.Count == 0) continue;
            try
            {
                publisher.Publish(taken, feed => new CursorPlace(TopicNames.Checkpoints, KeyOf(feed), null), _ => null, _time.GetUtcNow());
                foreach (var submission in taken) submission.Done.TrySetResult();
            }
            catch (Exception exception)
            {
                // The edge of the publishing thread: whatever it was, who waits for a commit must not wait for ever.
                foreach (var submission in taken) submission.Done.TrySetException(new CollectorsException(CollectorsErrorCode.NotAcknowledged, exception.Message, exception));
                tenure.End();
                return;
            }
        }
    }

    /// <summary>Half the budgets: live collection goes on beside it.</summary>
    private static CollectConfiguration Modest(CollectConfiguration configuration)
    {
        var limits = configuration.Limits;
        return configuration with
        {
            Limits = limits with
            {
                GraphPerTenant = Math.Max(1, limits.GraphPerTenant / 2),
                GraphPerApp = Math.Max(1, limits.GraphPerApp / 2),
                ManagementPerTenant = Math.Max(1, limits.ManagementPerTenant / 2),
            },
        };
    }

    private byte[] KeyOf(FeedKey feed) => Keys.Join(feed.Tenant, "backfill", $"{_options.RunId}/{feed.Feed}");
}
