using AuditOps.Kafka;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>Reads checkpoints of runs back from the compacted topic; the newest of a key counts.</summary>
internal sealed class CheckpointStore(KafkaClientFactory clients, TimeProvider time)
{
    private const string Kind = "import";

    // Longer than a transaction of ours may stay open: one that its owner left open hides what was committed after it until Kafka aborts it.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    public static byte[] Key(string tenant, string run) => Keys.Join(tenant, Kind, run);

    public IReadOnlyList<ImportCheckpoint> List(CancellationToken cancel)
    {
        var newest = new Dictionary<string, ImportCheckpoint>(StringComparer.Ordinal);
        TopicTail.Read(clients, TopicNames.Checkpoints, null, Deadline, time, record =>
        {
            var key = System.Text.Encoding.UTF8.GetString(record.Message.Key ?? []);
            if (!key.Contains($"/{Kind}/", StringComparison.Ordinal) || record.Message.Value is null) return;
            if (ImportCheckpoint.FromJson(record.Message.Value) is { } checkpoint) newest[key] = checkpoint;
        }, cancel);
        return [.. newest.Values.OrderBy(checkpoint => checkpoint.Started)];
    }

    public ImportCheckpoint? Find(string tenant, string run, CancellationToken cancel) => List(cancel).FirstOrDefault(checkpoint => checkpoint.Tenant == tenant && checkpoint.RunId == run);

    /// <summary>Whether the newest checkpoint of a key is this one.</summary>
    public bool IsNewest(byte[] key, byte[] value)
    {
        byte[]? newest = null;
        TopicTail.Read(clients, TopicNames.Checkpoints, null, Deadline, time, record =>
        {
            if (record.Message.Key.AsSpan().SequenceEqual(key)) newest = record.Message.Value;
        }, CancellationToken.None);
        return newest.AsSpan().SequenceEqual(value);
    }
}
