using System.Diagnostics;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Schemas.Topics;

namespace AuditOps.Host.Bench;

/// <summary>
/// Collectors beside simulated tenants and the embedded broker, each a process of its own: how fast a backlog of the Management Activity API drains onto <c>raw.v1</c>, what many tenants cost
/// that have nothing to say, and what a tenant that is throttled hard costs another.
/// </summary>
internal sealed class CollectBench(CollectBenchOptions options, TextWriter output)
{
    /// <summary>Seven, but for what would expire at the oldest edge while it is drained.</summary>
    private const double BacklogDays = 6.95;
    private const double UsualRecords = 1_000_000;

    /// <summary>Whatever the machine: a drain that is slower is cut short and says so.</summary>
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(30);

    /// <summary>A topic that stands still this long, with at least as many offsets as records were offered, has everything.</summary>
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(5);

    public async Task<int> RunAsync(bool json, CancellationToken cancel)
    {
        CollectDrain? drain = null;
        if (options.Records > 0)
        {
            await using var stack = await BacklogAsync(1, options.Records, cancel);
            drain = await DrainAsync(stack, 0, cancel);
            if (!json) await output.WriteLineAsync($"backlog: {drain.Records} records in {drain.Seconds:0.0} s = {drain.PerSecond:0}/s{(drain.IsComplete ? "" : " (cut short)")}; CPU: collector {drain.Collector:0.0} s, simulated tenant {drain.Simulator:0.0} s, broker {drain.Broker:0.0} s; collector at most {drain.FirstHalfMb} MB in the first half, {drain.PeakMb} MB in all");
        }

        var idle = options.IdleTenants > 0 ? await IdleAsync(cancel) : default;
        if (!json && options.IdleTenants > 0) await output.WriteLineAsync($"idle: {options.IdleTenants} tenants, {idle.Feeds} feeds: {idle.CpuPercent:0.00} % of a core, at most {idle.ResidentMb} MB");
        var (alone, beside) = options.ThrottledRecords > 0 ? (await BesideAsync(throttled: false, cancel), await BesideAsync(throttled: true, cancel)) : (null, null);
        var ratio = alone is null ? 0 : beside!.PerSecond / alone.PerSecond;
        if (!json && alone is not null) await output.WriteLineAsync($"beside a throttled tenant: {beside!.PerSecond:0} records/s, without one {alone.PerSecond:0}: ratio {ratio:0.00}");
        if (json) await output.WriteLineAsync(JsonSerializer.Serialize(new
        {
            records = drain?.Records,
            complete = drain?.IsComplete,
            seconds = Rounded(drain?.Seconds),
            records_per_second = Rounded(drain?.PerSecond),
            collector_cpu_seconds = Rounded(drain?.Collector),
            simulator_cpu_seconds = Rounded(drain?.Simulator),
            broker_cpu_seconds = Rounded(drain?.Broker),
            rss_mb = drain?.PeakMb,
            rss_mb_first_half = drain?.FirstHalfMb,
            idle_tenants = options.IdleTenants,
            idle_feeds = idle.Feeds,
            idle_cpu_percent = Math.Round(idle.CpuPercent, 2),
            idle_rss_mb = idle.ResidentMb,
            throttled_neighbour_ratio = Math.Round(ratio, 2),
        }));
        return ExitCode.Done;
    }

    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 1) : null;

    /// <summary>A tenant of this size over seven days; for fewer records fewer days, so that its blobs stay as large as they are.</summary>
    private static Task<CollectBenchStack> BacklogAsync(int tenants, int records, CancellationToken cancel)
    {
        var perDay = Math.Max(UsualRecords, records) / BacklogDays;
        var days = (records / perDay).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
        return CollectBenchStack.StartAsync(["--tenants", Text(tenants), "--backlog", days, "--events-per-day", Text((int)perDay)], Rewrite(["m365.activity"], "00:00:05", "6.23:00:00"), cancel);
    }

    /// <param name="tenant">Whose records are waited for.</param>
    private static async Task<CollectDrain> DrainAsync(CollectBenchStack stack, int tenant, CancellationToken cancel)
    {
        var expected = await stack.OfferedAsync(tenant, cancel);
        using var topic = new TopicEnds(stack.Kafka, TopicNames.Raw);
        var (simulator, broker) = (ThreadCpu.OfProcess(stack.SimulatorId), ThreadCpu.OfProcess(stack.BrokerId));
        var watch = Stopwatch.StartNew();
        await using var collect = await stack.CollectAsync(cancel);
        var last = new CollectDrain(0, 0, false, 0, 0, 0, 0, 0);
        long peak = 0, half = 0;
        var isDrained = false;
        while (!isDrained && watch.Elapsed < DrainDeadline)
        {
            await Task.Delay(250, cancel);
            peak = Math.Max(peak, ThreadCpu.ResidentBytes(collect.ProcessId));
            var now = topic.Sum();
            if (now < expected / 2) half = peak;
            // What trickles in afterwards is the present.
            if (now - last.Records > Math.Max(1, expected / 1_000))
                last = new CollectDrain(now, watch.Elapsed.TotalSeconds, false, ThreadCpu.OfProcess(collect.ProcessId), ThreadCpu.OfProcess(stack.SimulatorId) - simulator, ThreadCpu.OfProcess(stack.BrokerId) - broker, half >> 20, peak >> 20);
            isDrained = now >= expected && watch.Elapsed.TotalSeconds - last.Seconds > Still.TotalSeconds;
        }

        return isDrained ? last with { Records = expected, IsComplete = true } : last;
    }

    private async Task<(double CpuPercent, long ResidentMb, int Feeds)> IdleAsync(CancellationToken cancel)
    {
        string[] sources = ["entra.audit", "entra.signin", "entra.risk", "intune.audit", "m365.activity"];
        // The first look back is not what an idle tenant costs: it is kept short.
        await using var stack = await CollectBenchStack.StartAsync(["--tenants", Text(options.IdleTenants), "--backlog", "0", "--events-per-day", "1", "--attacks-per-day", "0"], Rewrite(sources, "00:01:00", "00:05:00"), cancel);
        await using var collect = await stack.CollectAsync(cancel);
        await Task.Delay(Settle, cancel);
        long peak = 0;
        var (began, cpu) = (Stopwatch.GetTimestamp(), ThreadCpu.OfProcess(collect.ProcessId));
        while (Stopwatch.GetElapsedTime(began).TotalSeconds < options.IdleSeconds)
        {
            await Task.Delay(1_000, cancel);
            peak = Math.Max(peak, ThreadCpu.ResidentBytes(collect.ProcessId));
        }

        var feeds = sources.Sum(source => Collectors.Configuration.FeedCatalog.Find(source).Count) * options.IdleTenants;
        return ((ThreadCpu.OfProcess(collect.ProcessId) - cpu) / Stopwatch.GetElapsedTime(began).TotalSeconds * 100, peak >> 20, feeds);
    }

    /// <summary>Two tenants, of which the first gets no answer but "too many requests"; or none of the two is asked but the second.</summary>
    private async Task<CollectDrain> BesideAsync(bool throttled, CancellationToken cancel)
    {
        await using var stack = await BacklogAsync(2, options.ThrottledRecords, cancel);
        if (throttled) await stack.FaultsAsync(tenant => $$"""{"rules":[{"kind":"Throttle","tenant":"{{tenant}}","retryAfterSeconds":2}]}""", cancel);
        else await stack.KeepOnlyAsync(1, cancel);
        return await DrainAsync(stack, 1, cancel);
    }

    /// <summary>The simulated tenants' file with these sources, this interval and budgets that do not bind.</summary>
    private static Func<JsonElement, string> Rewrite(string[] sources, string interval, string lookback) => file => JsonSerializer.Serialize(new
    {
        Tenants = file.GetProperty("Tenants").EnumerateArray().Select(tenant => tenant.EnumerateObject().Where(property => property.Name != "Sources").ToDictionary(property => property.Name, property => (object)property.Value).Append(new("Sources", sources)).ToDictionary(StringComparer.Ordinal)),
        Windows = new { Interval = interval, Lookback = lookback },
        Limits = new { ManagementPerTenant = 1_000_000, Concurrency = 8 },
    });

    private static string Text(int number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
