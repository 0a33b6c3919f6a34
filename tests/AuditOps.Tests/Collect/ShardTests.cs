using AuditOps.Collectors.Backfill;
using AuditOps.Collectors.Configuration;
using AuditOps.Kafka;
using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Collect;

public sealed class ShardTests(CollectKafka kafka) : IClassFixture<CollectKafka>
{
    private const string Audits = "auditLogs/directoryAudits";

    [Fact]
    public async Task Two_shards_share_the_feeds_and_one_takes_over_what_the_other_leaves()
    {
        await using var service = await FakeService.StartAsync();
        var paths = FeedCatalog.Feeds.Where(feed => feed.Kind == FeedKind.Graph).Select(feed => feed.Path).Distinct().ToList();
        foreach (var path in paths) service.Graph[path] = [FakeRecord.Audit($"{path}-1", DateTimeOffset.UtcNow.AddMinutes(-5))];
        var configuration = CollectKafka.Configuration("shared", service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) }, sources: "all");
        await using var one = await kafka.StartAsync(configuration, "shard-a");
        await using (await kafka.StartAsync(configuration, "shard-b")) await CollectKafka.UntilAsync(() => kafka.Raw("shared").Select(envelope => envelope.RecordId).Distinct().Count() == paths.Count, "a record of every collection");
        lock (service.Graph)
        {
            foreach (var path in paths) service.Graph[path] = [.. service.Graph[path], FakeRecord.Audit($"{path}-2", DateTimeOffset.UtcNow)];
        }

        await CollectKafka.UntilAsync(() => kafka.Raw("shared").Select(envelope => envelope.RecordId).Distinct().Count() == 2 * paths.Count, "the records after one shard left");
    }

    [Fact]
    public async Task A_second_process_of_a_name_takes_over_and_the_first_ends_without_writing()
    {
        await using var service = await FakeService.StartAsync();
        service.GraphPage = 100;
        service.Graph[Audits] = [FakeRecord.Audit("Directory_once", DateTimeOffset.UtcNow.AddMinutes(-5))];
        var waiting = new TaskCompletionSource();
        var go = new TaskCompletionSource();
        var first = 0;
        service.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0") || Interlocked.Increment(ref first) > 1) return false;
            waiting.TrySetResult();
            await go.Task;
            return false;
        };
        var configuration = CollectKafka.Configuration("taken", service.Address, new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) }, sources: "entra.audit");
        await using var old = await kafka.StartAsync(configuration, "same");
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await using var young = await kafka.StartAsync(configuration, "same");
        await CollectKafka.UntilAsync(() => kafka.Raw("taken").Count == 1, "the record, by the second process");
        go.SetResult();
        // What it holds in hand is refused: its id is taken, or its place in the group is.
        var ended = await Task.WhenAny(old.Completion, Task.Delay(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.True(ended == old.Completion || kafka.Raw("taken").Count == 1);
        Assert.Single(kafka.Raw("taken"));
    }

    [Fact]
    public async Task A_transaction_of_a_member_whose_generation_is_over_is_refused_whole()
    {
        const string Group = "fence-tests";
        using var first = kafka.Clients.Consumer(Group, "one", AutoOffsetReset.Latest);
        first.Subscribe(TopicNames.Cursors);
        await CollectKafka.UntilAsync(() => { first.Consume(TimeSpan.FromMilliseconds(50)); return first.Assignment.Count > 0; }, "the first assignment");
        var fence = new GroupFence([new TopicPartitionOffset(TopicNames.Cursors, 0, 0)], first.ConsumerGroupMetadata);
        using var publisher = new TransactionalPublisher(kafka.Clients, new TransactionalPublisherOptions { TransactionalId = "fence-tests", ClientId = "tests" }, TimeProvider.System, NullLogger<TransactionalPublisher>.Instance, CancellationToken.None);
        publisher.Initialize();
        publisher.Publish([Record("in-time")], () => false, fence);
        first.Close();
        using var second = kafka.Clients.Consumer(Group, "two", AutoOffsetReset.Latest);
        second.Subscribe(TopicNames.Cursors);
        await CollectKafka.UntilAsync(() => { second.Consume(TimeSpan.FromMilliseconds(50)); return second.Assignment.Count > 0; }, "the second assignment");
        Assert.Equal(KafkaErrorCode.Displaced, Assert.Throws<KafkaAccessException>(() => publisher.Publish([Record("late")], () => false, fence)).Code);
        second.Close();
        Assert.Equal(["in-time"], kafka.Read(TopicNames.Posture).Select(record => System.Text.Encoding.UTF8.GetString(record.Message.Value)).Where(value => value is "in-time" or "late"));

        static PendingRecord Record(string text) => new(TopicNames.Posture, "fence"u8.ToArray(), System.Text.Encoding.UTF8.GetBytes(text), null, DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task A_tenant_that_is_throttled_hard_does_not_slow_another()
    {
        await using var slow = await FakeService.StartAsync();
        await using var quick = await FakeService.StartAsync();
        slow.Intercept = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/v1.0")) return false;
            context.Response.Headers.RetryAfter = "3000";
            await FakeService.WriteAsync(context, 429, """{"error":{"code":"TooManyRequests","message":"x"}}""");
            return true;
        };
        quick.Graph[Audits] = [.. Enumerable.Range(0, 90).Select(index => FakeRecord.Audit($"Directory_{index}", DateTimeOffset.UtcNow.AddMinutes(-index)))];
        var windows = new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) };
        var configuration = CollectKafka.Configuration("slow", slow.Address, windows, sources: ["entra.audit", "entra.signin", "intune.audit", "entra.risk"]);
        configuration = configuration with { Tenants = [.. configuration.Tenants, CollectKafka.Configuration("quick", quick.Address, windows, sources: "entra.audit").Tenants[0]] };
        await using var host = await kafka.StartAsync(configuration, "isolation");
        await CollectKafka.UntilAsync(() => kafka.Raw("quick").Select(envelope => envelope.RecordId).Distinct().Count() == 90, "the quick tenant's records");
        await CollectKafka.UntilAsync(() => kafka.Health("slow").Any(health => health.State == AuditOps.Schemas.Contracts.HealthState.Throttled), "the slow tenant's state");
        Assert.True(kafka.Health("slow").Max(health => health.ThrottledSeconds) >= 3000);
        // One refusal is enough: the others of the tenant wait at the gate, or were on their way.
        Assert.InRange(slow.Requests.Count(request => request.Contains("/v1.0/", StringComparison.Ordinal)), 1, 5);
        // All of this was while the slow tenant had still to wait for most of an hour.
        Assert.Empty(kafka.Raw("slow"));
    }

    [Fact]
    public async Task A_large_backlog_of_one_feed_keeps_neither_the_present_nor_the_others_waiting()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        // 400 pages, of which the tenant's budget allows two a second.
        service.Graph[Audits] = [.. Enumerable.Range(0, 1_200).Select(index => FakeRecord.Audit($"Directory_old_{index}", now.AddHours(-2).AddSeconds(-index))), FakeRecord.Audit("Directory_new", now.AddMinutes(-1))];
        service.Graph["deviceManagement/auditEvents"] = [FakeRecord.Audit("Intune_old", now.AddDays(-6)), FakeRecord.Audit("Intune_new", now.AddMinutes(-1))];
        var windows = new WindowOptions { Interval = TimeSpan.FromSeconds(2), Sweeps = [] };
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("fair", service.Address, windows, new LimitOptions { GraphPerTenant = 20 }, sources: ["entra.audit", "intune.audit"]), "fair");
        await CollectKafka.UntilAsync(() => kafka.Raw("fair").Select(envelope => envelope.RecordId).Intersect(["Directory_new", "Intune_new"]).Count() == 2, "the present of both");
        lock (service.Graph) service.Graph[Audits] = [.. service.Graph[Audits], FakeRecord.Audit("Directory_newer", DateTimeOffset.UtcNow)];
        await CollectKafka.UntilAsync(() => kafka.Raw("fair").Select(envelope => envelope.RecordId).Intersect(["Directory_newer", "Intune_old"]).Count() == 2, "what is new meanwhile, and the other's backlog");
        Assert.InRange(kafka.Raw("fair").Count(envelope => envelope.RecordId.StartsWith("Directory_old", StringComparison.Ordinal)), 1, 1_100);
    }

    [Fact]
    public async Task A_feed_that_its_shard_no_longer_has_in_its_configuration_says_so()
    {
        await using var service = await FakeService.StartAsync();
        var windows = new WindowOptions { Interval = TimeSpan.FromMilliseconds(200), Lookback = TimeSpan.FromHours(5) };
        await using (await kafka.StartAsync(CollectKafka.Configuration("removed", service.Address, windows, sources: ["entra.audit", "intune.audit"]), "remover"))
            await CollectKafka.UntilAsync(() => kafka.Health("removed").Where(health => health.State == HealthState.Ok).Select(health => health.Source).Distinct().Count() == 2, "both feeds");
        await using var host = await kafka.StartAsync(CollectKafka.Configuration("removed", service.Address, windows, sources: "entra.audit"), "remover");
        await CollectKafka.UntilAsync(() => kafka.Health("removed").Any(health => health is { Source: "intune.audit", State: HealthState.Disabled }), "the feed that nobody collects");
        Assert.NotEqual(HealthState.Disabled, kafka.Health("removed").Last(health => health.Source == "entra.audit").State);
    }

    [Fact]
    public async Task A_backfill_goes_through_the_history_lane_and_goes_on_where_it_was()
    {
        await using var service = await FakeService.StartAsync();
        var now = DateTimeOffset.UtcNow;
        service.Graph[Audits] = [.. Enumerable.Range(0, 48).Select(index => FakeRecord.Audit($"Directory_{index:00}", now.AddDays(-4).AddHours(index)))];
        var configuration = CollectKafka.Configuration("past", service.Address, sources: "entra.audit");
        var options = new BackfillOptions { Kafka = kafka.Options, Configuration = configuration, From = now.AddDays(-4).AddMinutes(-1), To = now.AddDays(-2).AddMinutes(-1), RunId = "past-1" };
        using var stop = new CancellationTokenSource();
        var answered = 0;
        service.Intercept = context =>
        {
            if (context.Request.Path.StartsWithSegments("/v1.0") && Interlocked.Increment(ref answered) == 8) stop.Cancel();
            return Task.FromResult(false);
        };
        var first = await BackfillRun.RunAsync(options, TimeProvider.System, NullLoggerFactory.Instance, stop.Token);
        Assert.False(first.IsComplete);
        service.Intercept = null;
        var second = await BackfillRun.RunAsync(options, TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        Assert.True(second.IsComplete);
        var stored = kafka.Raw("past", TopicNames.RawHistory);
        Assert.Equal(48, stored.Select(envelope => envelope.RecordId).Distinct().Count());
        Assert.True(stored.Count < 60, $"{stored.Count} records were published for 48");
        Assert.Empty(kafka.Raw("past"));
    }

    [Fact]
    public async Task A_configuration_check_names_what_is_missing()
    {
        await using var service = await FakeService.StartAsync();
        service.Intercept = async context =>
        {
            if (!context.Request.Path.Value!.Contains("riskDetections", StringComparison.Ordinal)) return context.Request.Path.Value.Contains("/subscriptions/list", StringComparison.Ordinal) && await Listed(context);
            await FakeService.WriteAsync(context, 403, """{"error":{"code":"Forbidden","message":"x"}}""");
            return true;
        };
        var rows = await ConfigurationCheck.RunAsync(CollectKafka.Configuration("checked", service.Address, sources: ["entra.audit", "entra.risk", "m365.activity.exchange"]), TimeProvider.System, TestContext.Current.CancellationToken);
        Assert.Equal([("entra.audit", CheckRow.Granted), ("entra.risk", CheckRow.Missing), ("m365.activity.exchange", CheckRow.Granted)], rows.Select(row => (row.Feed, row.State)));
        Assert.Contains("IdentityRiskEvent.Read.All", rows[1].Permission, StringComparison.Ordinal);

        static async Task<bool> Listed(Microsoft.AspNetCore.Http.HttpContext context)
        {
            await FakeService.WriteAsync(context, 200, "[]");
            return true;
        }
    }
}
