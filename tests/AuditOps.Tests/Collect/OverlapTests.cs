using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using AuditOps.Collectors.Configuration;
using AuditOps.Collectors.Scheduling;
using AuditOps.Schemas.Topics;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Collect;

/// <summary>A feed at work for a day and an hour of virtual time, with the default overlaps and sweeps; only its interval is longer, so that the day is short.</summary>
public sealed partial class OverlapTests
{
    private const string Audits = "auditLogs/directoryAudits";
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task What_the_service_publishes_late_is_found_by_the_poll_the_hourly_or_the_daily_look_back_and_counted()
    {
        (string Id, TimeSpan Event, TimeSpan Available)[] late =
        [
            ("minutes", TimeSpan.FromHours(5), TimeSpan.FromHours(5) + TimeSpan.FromMinutes(14)),
            ("hours", TimeSpan.FromHours(6), TimeSpan.FromHours(8) - TimeSpan.FromMinutes(5)),
            ("day", TimeSpan.FromHours(1), TimeSpan.FromHours(23)),
        ];
        await using var service = await FakeService.StartAsync();
        service.GraphPage = 1_000;
        var time = new VirtualTime(Start);
        var asked = new ConcurrentQueue<(DateTimeOffset Now, DateTimeOffset From)>();
        service.Intercept = context =>
        {
            if (From().Match(context.Request.Query["$filter"].ToString()) is { Success: true } match) asked.Enqueue((time.GetUtcNow(), DateTimeOffset.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
            return Task.FromResult(false);
        };
        var found = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var tenant = CollectKafka.Configuration("virtual", service.Address, new WindowOptions { Interval = Interval, Lookback = TimeSpan.FromMinutes(30) }, new LimitOptions { GraphPerTenant = 10_000, GraphPerApp = 10_000 }, "entra.audit");
        using var services = new ServiceTable(tenant, time);
        using var stop = new CancellationTokenSource();
        using var tenure = new Tenure([0], stop.Token);
        var feed = tenant.Tenants[0].Feeds[0];
        var plan = FeedReaders.PlanOf(tenant.Tenants[0], feed);
        var options = new FeedRunOptions { Run = "virtual", Lane = TopicNames.Raw, Interval = Interval, IdleWrite = TimeSpan.FromMinutes(5), HealthEvery = TimeSpan.FromHours(1), RecentRecords = 10_000 };
        var run = new FeedRun(tenure, tenant.Tenants[0], feed, null, plan, FeedReaders.Create(tenant.Tenants[0], feed, services.Of(tenant.Tenants[0]), null!, null), options, time, NullLogger.Instance);
        var publishing = Task.Run(() => Publish(tenure, found), TestContext.Current.CancellationToken);
        service.Graph[Audits] = [];
        var working = run.WorkAsync(TimeSpan.Zero);
        for (var now = Start; now < Start.AddHours(25); now += Interval)
        {
            await CollectKafka.UntilAsync(() => run.Cursor.CoveredTo == now && run.Cursor is { Window: null, Behind: null } && plan.NextBehind(run.Cursor, now) is null && time.NextDue == now + Interval, $"the poll at {now:u}");
            var next = now + Interval;
            lock (service.Graph)
            {
                service.Graph[Audits].Add(FakeRecord.Audit($"steady-{next:HHmm}-{next:dd}", next));
                service.Graph[Audits].AddRange(late.Where(record => Start + record.Available > now && Start + record.Available <= next).Select(record => FakeRecord.Audit(record.Id, Start + record.Event)));
            }

            time.MoveTo(next);
        }

        await CollectKafka.UntilAsync(() => run.Cursor.CoveredTo == Start.AddHours(25) && time.NextDue is not null && found.Count == 3 + (25 * 6), "the last poll and every record");
        stop.Cancel();
        await Task.WhenAll(working, publishing);

        // Every poll reaches 15 minutes behind the newest record, the one before; an hourly one 3 hours and a daily one 26.
        Assert.All(asked.Where(request => request.Now > Start.AddHours(1)), request => Assert.True(request.From <= request.Now - Interval - TimeSpan.FromMinutes(15), $"{request}"));
        Assert.Equal(25, asked.Count(request => request.Now > Start && request.Now - request.From >= TimeSpan.FromHours(3)));
        Assert.Equal([Start.AddHours(24)], asked.Where(request => request.Now - request.From >= TimeSpan.FromHours(26)).Select(request => request.Now));
        Assert.True(found["minutes"] <= Start.AddHours(5).AddMinutes(20), $"{found["minutes"]:u}");
        Assert.InRange(found["hours"], Start.AddHours(8), Start.AddHours(9));
        Assert.Equal(Start.AddHours(24), found["day"]);
        Assert.Equal(3, run.Cursor.Late);
    }

    /// <summary>Takes the place of the shard's publishing thread, which may come late: a record's time is its cursor's. A second copy of a record would be noticed.</summary>
    private static void Publish(Tenure tenure, ConcurrentDictionary<string, DateTimeOffset> found)
    {
        while (!tenure.Ended.IsCancellationRequested)
        {
            foreach (var submission in tenure.Take(TimeSpan.FromMilliseconds(5)))
            {
                foreach (var record in submission.Batch.Records) Assert.True(found.TryAdd(record.RecordId, submission.Cursor.Updated), record.RecordId);
                submission.Done.SetResult();
            }
        }

        tenure.End();
    }

    [GeneratedRegex(@"ge (\S+)")]
    private static partial Regex From();
}
