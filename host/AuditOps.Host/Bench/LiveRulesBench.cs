using System.Globalization;
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
/// <c>auditops bench live</c>: from the broker's acknowledgement of a changed rule to the last event, on any worker, that is still judged by the version before. A steady
/// stream of events over all partitions meets one rule; each event's candidate names the version that judged it.
/// </summary>
internal sealed class LiveRulesBench(LiveRulesBenchOptions options, TextWriter output)
{
    private const string Tenant = "bench-live";
    private const string RuleId = "auditops-bench-live";
    private const string Everybody = "_";

    private static readonly TimeSpan Ready = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly SchemaRegistry _schemas = new();

    // When the newest event was published that each version judged, by version.
    private readonly SortedDictionary<long, DateTimeOffset> _last = [];
    private long _judged;

    public async Task<int> RunAsync(CancellationToken cancel)
    {
        await output.WriteLineAsync("Starting broker, ClickHouse and processing ...");
        var pipeline = new PipelineBenchOptions { Seed = options.Seed, PayloadBytes = 800 };
        await using var stack = await PipelineBenchStack.StartAsync(pipeline, cancel);
        var clients = new KafkaClientFactory(stack.Kafka, NullLoggerFactory.Instance);
        using var producer = clients.Producer("auditops-bench-rules");
        foreach (var file in new GeneratedRules(options.Seed).Take(options.Rules))
            producer.Produce(TopicNames.Rules, Message(Everybody, Path.GetFileNameWithoutExtension(file.Name), 1, file.Text));
        producer.Flush(Ready);
        await ChangeAsync(producer, 1, cancel);

        using var consumer = clients.Consumer("auditops-bench-live", "auditops-bench-live", AutoOffsetReset.Earliest, config => config.EnablePartitionEof = false);
        consumer.Assign(Enumerable.Range(0, Partitions(clients)).Select(partition => new TopicPartitionOffset(TopicNames.Commands, partition, Offset.Beginning)));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        using var publisher = new PipelineBenchPublisher(clients, Tenant, "bench", pipeline, _time);
        var publishing = publisher.RunOpenLoopAsync(_time.GetTimestamp(), options.Rate, long.MaxValue, stop.Token);
        var result = await MeasureAsync(producer, consumer, cancel);
        await stop.CancelAsync();
        try
        {
            await publishing;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            // Its end.
        }

        publisher.Flush();
        if (result is not { } waits)
        {
            await output.WriteLineAsync("the rule found nothing within two minutes");
            return ExitCode.Failed;
        }

        var (p50, worst) = (waits[waits.Count / 2], waits[^1]);
        await output.WriteLineAsync(options.Json
            ? JsonSerializer.Serialize(new { rules = options.Rules, changes = options.Changes, events = _judged, p50_ms = Math.Round(p50), max_ms = Math.Round(worst) })
            : string.Create(CultureInfo.InvariantCulture, $"{options.Rules} rules beside the shipped ones, {options.Changes} changes of one rule, {_judged} events: published to judged by every worker p50 {p50:0} ms, at most {worst:0} ms"));
        return ExitCode.Done;
    }

    /// <returns>For each change how long events were judged by an older version, milliseconds, ascending; null when the rule never came into force.</returns>
    private async Task<List<double>?> MeasureAsync(IProducer<byte[], byte[]> producer, IConsumer<byte[], byte[]> consumer, CancellationToken cancel)
    {
        if (!Read(consumer, Ready, () => _last.ContainsKey(1), cancel))
            return null;
        var changed = new SortedDictionary<long, DateTimeOffset>();
        for (var version = 2; version <= options.Changes + 1; version++)
        {
            await ChangeAsync(producer, version, cancel);
            changed.Add(version, _time.GetUtcNow());
            Read(consumer, Pause, static () => false, cancel);
        }

        if (!Read(consumer, Ready, () => _last.ContainsKey(options.Changes + 1), cancel))
            return null;
        return [.. changed.Select(change => _last.Where(judged => judged.Key < change.Key).Max(judged => (judged.Value - change.Value).TotalMilliseconds)).Select(wait => Math.Max(0, wait)).Order()];
    }

    /// <returns>Whether it came true.</returns>
    private bool Read(IConsumer<byte[], byte[]> consumer, TimeSpan atMost, Func<bool> until, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        while (_time.GetElapsedTime(started) < atMost && !until())
        {
            cancel.ThrowIfCancellationRequested();
            if (consumer.Consume(PollWait) is not { Message.Value: { } value })
                continue;
            var command = Codecs.Command.Decode(value, _schemas);
            if (command.Candidate is not { RuleId: RuleId } candidate)
                continue;
            _judged++;
            // An event's time of collection is when it was published.
            if (!_last.TryGetValue(candidate.RuleVersion, out var last) || command.At > last)
                _last[candidate.RuleVersion] = command.At;
        }

        return until();
    }

    private async Task ChangeAsync(IProducer<byte[], byte[]> producer, long version, CancellationToken cancel)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"title: Version {version}\nid: {RuleId}\nlogsource: {{product: auditops}}\ndetection: {{a: {{tenant: {Tenant}}}, condition: a}}\nlevel: low\n");
        await producer.ProduceAsync(TopicNames.Rules, Message(Everybody, RuleId, version, text), cancel);
    }

    private Message<byte[], byte[]> Message(string owner, string id, long revision, string yaml) => new()
    {
        Key = Keys.Join(owner, id),
        Value = Codecs.RuleDocument.Encode(new RuleDocument
        {
            Tenant = owner,
            RuleId = id,
            Revision = revision,
            Status = RuleStatus.Enabled,
            Origin = "bench",
            Yaml = yaml,
            ChangedBy = "bench",
            ChangedAt = _time.GetUtcNow(),
        }),
    };

    private static int Partitions(KafkaClientFactory clients)
    {
        using var admin = clients.Admin("auditops-bench-live");
        return admin.GetMetadata(TopicNames.Commands, TimeSpan.FromSeconds(10)).Topics[0].Partitions.Count;
    }
}
