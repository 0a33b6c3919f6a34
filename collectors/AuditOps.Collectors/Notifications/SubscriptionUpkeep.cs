using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Microsoft.Extensions.Logging;

namespace AuditOps.Collectors.Notifications;

/// <summary>
/// Keeps one subscription alive while a shard holds its feed: makes it, renews it before its end, makes it again when it is gone, says how it does. Whatever fails here, the feed is polled as ever.
/// Records go through the feed's own submissions, so that a former holder's are refused with the rest of what it writes.
/// </summary>
internal sealed class SubscriptionUpkeep(FeedRun run, string resource, ISubscriber subscriber, SubscriptionTable table, Task known, NotificationOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>Stands as service code when the public address does not answer the services.</summary>
    public const string Unreachable = "address_unreachable";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(10);

    /// <summary>The Management Activity API wants 15 minutes between two starts.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(20);

    /// <summary>A lifecycle notification that comes again and again is answered this often.</summary>
    private readonly Hurry _told = new(TimeSpan.FromSeconds(1), time);
    private readonly SubscriptionHealth _health = new(run.Key, resource, options, time);
    private int _asked = -1;

    public (string Tenant, string Feed, string Resource) Key => (run.Key.Tenant, run.Key.Feed, resource);

    /// <summary>The service has asked for something.</summary>
    public void Tell(HintKind kind)
    {
        Interlocked.Exchange(ref _asked, (int)kind);
        _told.Ask();
    }

    /// <summary>Works until the tenure ends.</summary>
    public async Task WorkAsync(CancellationToken ended)
    {
        try
        {
            await known.WaitAsync(ended);
            for (var failures = 0; ;)
            {
                var asked = Interlocked.Exchange(ref _asked, -1) is var number and >= 0 ? (HintKind?)number : null;
                var pause = await TryAsync(asked, failures, ended);
                failures = pause is null ? 0 : failures + 1;
                await _told.WaitAsync(pause ?? Next(), ended);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The tenure is over.
        }
        catch (CollectorsException exception) when (exception.Code == CollectorsErrorCode.Displaced)
        {
            // The feed is another shard's now, and so is its subscription.
        }
        catch (Exception exception)
        {
            // The edge of the subscription: a fault of ours here must not end the feed. Its message may hold anything, so only its kind is logged.
            Log.SubscriptionBroke(logger, run.Key.ToString(), resource, exception.GetType().Name);
        }
    }

    /// <returns>How long to wait after a failure; null = it is well.</returns>
    private async Task<TimeSpan?> TryAsync(HintKind? asked, int failures, CancellationToken ended)
    {
        try
        {
            var record = await subscriber.EnsureAsync(table.Find(run.Key.Tenant, run.Key.Feed, resource), asked, SaveAsync, ended);
            if (failures > 0) Log.SubscriptionRecovered(logger, run.Key.ToString(), resource);
            await ReportAsync(_health.Well(record, time.GetUtcNow() + Next(record)));
            return null;
        }
        catch (CollectorsException exception) when (exception.Code != CollectorsErrorCode.Displaced)
        {
            var pause = exception.RetryAfter ?? After(failures);
            NotificationMetrics.Subscription(run.Key.Tenant, run.Key.Feed, "failed");
            Log.SubscriptionFailed(logger, run.Key.ToString(), resource, exception.Code.ToString(), exception.Message);
            await ReportAsync(_health.Failed(exception, run.Spec, time.GetUtcNow() + pause));
            return pause;
        }
    }

    private async Task<SubscriptionRecord> SaveAsync(SubscriptionRecord record)
    {
        var saved = record with { Revision = record.Revision + 1, Updated = time.GetUtcNow() };
        await SubmitAsync(TopicNames.Subscriptions, saved.Key(), saved.ToJson());
        // The log brings it to everybody; this process need not wait for that.
        table.Set(saved);
        return saved;
    }

    private Task ReportAsync(SourceHealth? health) =>
        health is null ? Task.CompletedTask : SubmitAsync(TopicNames.Health, Keys.Health(health.Tenant, health.Source, health.Reporter), Codecs.SourceHealth.Encode(health));

    private Task SubmitAsync(string topic, byte[] key, byte[] value)
    {
        var batch = new FeedBatch();
        batch.Others.Add((topic, key, value));
        return run.SubmitAsync(batch, cursor => cursor);
    }

    private TimeSpan Next() => table.Find(run.Key.Tenant, run.Key.Feed, resource) is { } record ? Next(record) : options.CheckEvery;

    private TimeSpan Next(SubscriptionRecord record)
    {
        var left = record.RenewAt - time.GetUtcNow();
        return left < options.CheckEvery ? (left > TimeSpan.FromSeconds(1) ? left.Value : TimeSpan.FromSeconds(1)) : options.CheckEvery;
    }

    private static TimeSpan After(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures, 10));
        return pause < LongestPause ? pause : LongestPause;
    }
}
