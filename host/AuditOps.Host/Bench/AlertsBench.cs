using System.Globalization;
using System.Text;
using System.Text.Json;
using AuditOps.Host.Commands;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;

namespace AuditOps.Host.Bench;

/// <summary>
/// <c>auditops bench alerts</c>: from a raw record's scheduled publish time to its alert on the topic of findings, at an open loop. The shipped rules are asked about every
/// record; one more rule finds about one record in 144, each an alert of its own, so that none waits for another to be told.
/// </summary>
internal static class AlertsBench
{
    private const string Tenant = "bench-alerts";

    // Two of twelve words, drawn for each record.
    private const string Rule = """
        title: A subject of the bench
        id: auditops-bench-alerts
        logsource: {product: auditops}
        detection: {a: {Item.Subject: invoice quarter}, condition: a}
        level: low
        auditops: {group-by: [event_id]}
        """;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(PipelineBenchOptions options, TextWriter output, CancellationToken cancel)
    {
        var time = TimeProvider.System;
        await output.WriteLineAsync("Starting broker, ClickHouse and processing ...");
        await using var stack = await PipelineBenchStack.StartAsync(options, cancel);
        var clients = new KafkaClientFactory(stack.Kafka, NullLoggerFactory.Instance);
        await WriteRuleAsync(clients, time, cancel);
        using var consumer = clients.Consumer("auditops-bench-alerts", "auditops-bench-alerts", AutoOffsetReset.Earliest, config => config.EnablePartitionEof = false);
        consumer.Assign(Enumerable.Range(0, Partitions(clients)).Select(partition => new TopicPartitionOffset(TopicNames.AlertsOcsf, partition, Offset.Beginning)));

        var warm = (long)(options.Rate * WarmUp.TotalSeconds);
        var count = warm + ((long)options.Rate * options.LatencySeconds);
        await output.WriteLineAsync($"  open loop: {options.Rate} events/s for {options.LatencySeconds} s after {WarmUp.TotalSeconds:0} s to warm up");
        using var publisher = new PipelineBenchPublisher(clients, Tenant, "bench", options, time);
        var started = time.GetTimestamp();
        var publishing = Task.Run(() => publisher.RunOpenLoopAsync(started, options.Rate, count, cancel), cancel);
        var seen = new Dictionary<long, double>();
        var expected = Expected(options, count);
        while (seen.Count < expected.Count && time.GetElapsedTime(started).TotalSeconds < (count / (double)options.Rate) + DrainDeadline.TotalSeconds)
        {
            cancel.ThrowIfCancellationRequested();
            if (consumer.Consume(PollWait) is not { } result || NumberIn(result.Message.Value) is not { } number)
                continue;
            seen.TryAdd(number, time.GetElapsedTime(started).TotalMilliseconds - (number * 1000.0 / options.Rate));
        }

        await publishing;
        publisher.Flush();
        var latencies = seen.Where(pair => pair.Key >= warm).Select(pair => pair.Value).Order().ToArray();
        var missing = expected.Count(number => !seen.ContainsKey(number));
        var (p50, p99) = (Percentile(latencies, 0.50), Percentile(latencies, 0.99));
        await output.WriteLineAsync(options.Json
            ? JsonSerializer.Serialize(new { events = count, events_per_second = options.Rate, alerts = seen.Count, missing, p50_ms = Math.Round(p50, 1), p99_ms = Math.Round(p99, 1) })
            : string.Create(CultureInfo.InvariantCulture, $"{count} events at {options.Rate}/s, {seen.Count} alerts, {missing} missing; raw record to finding p50 {p50:0} ms p99 {p99:0} ms"));
        return missing == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task WriteRuleAsync(KafkaClientFactory clients, TimeProvider time, CancellationToken cancel)
    {
        var document = new RuleDocument
        {
            Tenant = Tenant,
            RuleId = "auditops-bench-alerts",
            Revision = 1,
            Status = RuleStatus.Enabled,
            Origin = "bench",
            Yaml = Rule,
            ChangedBy = "bench",
            ChangedAt = time.GetUtcNow(),
        };
        using var producer = clients.Producer("auditops-bench-rules");
        await producer.ProduceAsync(TopicNames.Rules, new Message<byte[], byte[]> { Key = Keys.Join(Tenant, document.RuleId), Value = Codecs.RuleDocument.Encode(document) }, cancel);
        // Live within a second is what the rules promise; what comes before it is in force finds nothing.
        await Task.Delay(TimeSpan.FromSeconds(3), time, cancel);
    }

    /// <summary>The numbers of the records that the rule finds: the same seed draws the same subjects.</summary>
    private static HashSet<long> Expected(PipelineBenchOptions options, long count)
    {
        using var records = new PipelineBenchRecords(Tenant, "bench", options.Seed, options.PayloadBytes);
        var numbers = new HashSet<long>();
        for (long number = 0; number < count; number++)
        {
            if (records.Next(number, DateTimeOffset.UnixEpoch).Payload.Span.IndexOf("\"Subject\":\"invoice quarter\""u8) >= 0)
                numbers.Add(number);
        }

        return numbers;
    }

    private static int Partitions(KafkaClientFactory clients)
    {
        using var admin = clients.Admin("auditops-bench-alerts");
        return admin.GetMetadata(TopicNames.AlertsOcsf, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count;
    }

    /// <summary>The number in the id of the event that a finding rests on.</summary>
    private static long? NumberIn(byte[] finding)
    {
        var prefix = Encoding.UTF8.GetBytes(PipelineBenchRecords.IdOf(0)[..24]);
        var at = finding.AsSpan().IndexOf(prefix);
        return at >= 0 && long.TryParse(finding.AsSpan(at + prefix.Length, 12), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private static double Percentile(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[Math.Min(sorted.Length - 1, (int)Math.Ceiling(sorted.Length * share) - 1)];
}
