using System.Globalization;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Kafka;
using AuditOps.Streams;
using AuditOps.Warehouse.Client;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Bench;

/// <summary>
/// Raw record to queryable row through everything: first the rate under a backlog, with merges running, then the latency of an open loop on the table the
/// backlog left. Lost and duplicated are counted by id in what people query.
/// </summary>
internal static class PipelineBench
{
    private const string Run = "bench";

    private static readonly TimeSpan CountInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(PipelineBenchOptions options, TextWriter output, CancellationToken cancel)
    {
        double? without = options.Compare ? await RateAsync(options with { Guarantee = ProcessingGuarantee.AtLeastOnce }, output, cancel) : null;
        var time = TimeProvider.System;
        await output.WriteLineAsync($"Starting broker, ClickHouse and processing ({ProcessCommand.NameOf(options.Guarantee)}) ...");
        await using var stack = await PipelineBenchStack.StartAsync(options, cancel);
        var clients = new KafkaClientFactory(stack.Kafka, NullLoggerFactory.Instance);
        using var clickhouse = new ClickHouseClient(stack.Warehouse);
        var stamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

        using var memory = new PipelineBenchMemory(stack, time);
        var backlog = await BacklogAsync($"bench-backlog-{stamp}", options, stack, clients, clickhouse, time, output, cancel);
        var latency = await LatencyAsync($"bench-latency-{stamp}", options, clients, clickhouse, time, output, cancel);

        var result = new PipelineBenchResult
        {
            Events = backlog.Ids + latency.Ids,
            EventsPerSecond = Math.Round(backlog.Rate, 1),
            AtLeastOnceEventsPerSecond = without is { } rate ? Math.Round(rate, 1) : null,
            ExactlyOnceRatio = without is { } other ? Math.Round(backlog.Rate / other, 3) : null,
            P50Ms = Math.Round(latency.P50, 1),
            P99Ms = Math.Round(latency.P99, 1),
            RssMb = memory.PeakMb,
            AllocatedBytesPerEvent = backlog.AllocatedPerEvent is { } bytes ? Math.Round(bytes) : null,
            Lost = backlog.Lost + latency.Lost,
            Duplicated = backlog.Duplicated + latency.Duplicated,
        };
        await output.WriteLineAsync(options.Json ? JsonSerializer.Serialize(result, PipelineBenchJson.Default.PipelineBenchResult) : Describe(result));
        return result.Lost == 0 && result.Duplicated == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<double> RateAsync(PipelineBenchOptions options, TextWriter output, CancellationToken cancel)
    {
        await output.WriteLineAsync($"Starting broker, ClickHouse and processing ({ProcessCommand.NameOf(options.Guarantee)}) ...");
        await using var stack = await PipelineBenchStack.StartAsync(options, cancel);
        var clients = new KafkaClientFactory(stack.Kafka, NullLoggerFactory.Instance);
        using var clickhouse = new ClickHouseClient(stack.Warehouse);
        var backlog = await BacklogAsync("bench-without", options, stack, clients, clickhouse, TimeProvider.System, output, cancel);
        return backlog.Rate;
    }

    private static async Task<Phase> BacklogAsync(
        string tenant, PipelineBenchOptions options, PipelineBenchStack stack, KafkaClientFactory clients, ClickHouseClient clickhouse, TimeProvider time, TextWriter output, CancellationToken cancel)
    {
        var view = new PipelineBenchView(clickhouse, tenant);
        using var publisher = new PipelineBenchPublisher(clients, tenant, Run, options, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var allocatedBefore = stack.AllocatedBytes();
        var cpuBefore = stack.CpuSeconds();
        long queryable = 0;
        var started = time.GetTimestamp();
        var publishing = Task.Run(() => publisher.RunBacklogAsync(options.MaxAhead, () => Interlocked.Read(ref queryable), stop.Token), CancellationToken.None);
        var nextLine = TimeSpan.FromSeconds(10);
        while (time.GetElapsedTime(started) < TimeSpan.FromSeconds(options.Seconds))
        {
            await Task.Delay(CountInterval, time, cancel);
            Interlocked.Exchange(ref queryable, await view.CountAsync(cancel));
            if (time.GetElapsedTime(started) < nextLine)
                continue;
            nextLine += TimeSpan.FromSeconds(10);
            await output.WriteLineAsync($"  backlog {time.GetElapsedTime(started).TotalSeconds:0} s: {queryable} queryable, {publisher.Published} published");
        }

        var seconds = time.GetElapsedTime(started).TotalSeconds;
        var rate = queryable / seconds;
        await stop.CancelAsync();
        await publishing;
        publisher.Flush();
        await DrainAsync(view, publisher.Acknowledged, time, cancel);
        var allocated = stack.AllocatedBytes() - allocatedBefore;
        foreach (var (name, cpu) in stack.CpuSeconds().Zip(cpuBefore, (after, before) => (after.Name, after.Seconds - before.Seconds)))
            await output.WriteLineAsync($"  {name}: {cpu * 1e6 / Math.Max(1, publisher.Published):0} µs of CPU an event");

        var (rows, ids) = await view.CheckAsync(cancel);
        return new Phase(ids, rate, publisher.Acknowledged - ids, rows - ids) { AllocatedPerEvent = (double?)allocated / Math.Max(1, ids) };
    }

    private static async Task<Phase> LatencyAsync(
        string tenant, PipelineBenchOptions options, KafkaClientFactory clients, ClickHouseClient clickhouse, TimeProvider time, TextWriter output, CancellationToken cancel)
    {
        var view = new PipelineBenchView(clickhouse, tenant);
        using var publisher = new PipelineBenchPublisher(clients, tenant, Run, options, time);
        var count = (long)options.Rate * options.LatencySeconds;
        await output.WriteLineAsync($"  open loop: {options.Rate} events/s for {options.LatencySeconds} s");
        var latencies = new double[count];
        var started = time.GetTimestamp();
        var publishing = Task.Run(() => publisher.RunOpenLoopAsync(started, options.Rate, count, cancel), cancel);

        // Everything up to here has been seen; later ones may have been seen too.
        long seenUpTo = -1;
        while (seenUpTo < count - 1 && time.GetElapsedTime(started) < TimeSpan.FromSeconds(options.LatencySeconds) + DrainDeadline)
        {
            await Task.Delay(LookInterval, time, cancel);
            var numbers = await view.NumbersAboveAsync(seenUpTo, cancel);
            var now = time.GetElapsedTime(started).TotalMilliseconds;
            foreach (var number in numbers)
            {
                if (latencies[number] == 0)
                    latencies[number] = Math.Max(0.001, now - number * 1000.0 / options.Rate);
            }

            while (seenUpTo < count - 1 && latencies[seenUpTo + 1] > 0)
                seenUpTo++;
        }

        await publishing;
        publisher.Flush();
        var (rows, ids) = await view.CheckAsync(cancel);
        var seen = latencies.Where(latency => latency > 0).Order().ToArray();
        return new Phase(ids, options.Rate, publisher.Acknowledged - ids, rows - ids) { P50 = Percentile(seen, 0.50), P99 = Percentile(seen, 0.99) };
    }

    private static async Task DrainAsync(PipelineBenchView view, long expected, TimeProvider time, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        while (await view.CountAsync(cancel) < expected && time.GetElapsedTime(started) < DrainDeadline)
            await Task.Delay(CountInterval, time, cancel);
    }

    private static double Percentile(double[] sorted, double share) =>
        sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * share) - 1)];

    private static string Describe(PipelineBenchResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Events} events, {result.EventsPerSecond:0} events/s raw to queryable, open loop p50 {result.P50Ms:0} ms p99 {result.P99Ms:0} ms, {result.RssMb:0} MB resident, {result.AllocatedBytesPerEvent:0} bytes allocated an event, lost {result.Lost}, duplicated {result.Duplicated}{(result.ExactlyOnceRatio is { } ratio ? $"; {ratio:P0} of the {result.AtLeastOnceEventsPerSecond:0} events/s without exactly-once" : "")}");

    private sealed record Phase(long Ids, double Rate, long Lost, long Duplicated)
    {
        public double P50 { get; init; }
        public double P99 { get; init; }
        public double? AllocatedPerEvent { get; init; }
    }
}
