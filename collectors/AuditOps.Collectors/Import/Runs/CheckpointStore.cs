using AuditOps.Kafka;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Collectors.Import.Runs;

/// <summary>Reads checkpoints of runs back from the compacted topic; the newest of a key counts.</summary>
internal sealed class CheckpointStore(KafkaClientFactory clients, TimeProvider time)
{
    private const string Kind = "import";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

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
}
