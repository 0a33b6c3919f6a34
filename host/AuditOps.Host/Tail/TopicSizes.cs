using AuditOps.Kafka;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Host.Tail;

/// <summary>How large a topic is.</summary>
/// <param name="Offsets">Between the first and the last offset of all partitions together.</param>
/// <param name="Spec">What the catalogue says; null for a topic that is not ours or a changelog.</param>
internal sealed record TopicSizes(string Name, int Partitions, long Offsets, TopicSpec? Spec)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static IReadOnlyList<TopicSizes> Read(KafkaClientFactory clients, CancellationToken cancel)
    {
        using var consumer = clients.Consumer("auditops.topics", "auditops-topics", AutoOffsetReset.Earliest);
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var catalog = TopicCatalog.All.ToDictionary(spec => spec.Name, StringComparer.Ordinal);
        var sizes = new List<TopicSizes>();
        foreach (var topic in admin.GetMetadata(Deadline).Topics.OrderBy(topic => topic.Topic, StringComparer.Ordinal))
        {
            var offsets = 0L;
            foreach (var partition in topic.Partitions)
            {
                cancel.ThrowIfCancellationRequested();
                var marks = consumer.QueryWatermarkOffsets(new TopicPartition(topic.Topic, partition.PartitionId), Deadline);
                offsets += marks.High.Value - marks.Low.Value;
            }

            sizes.Add(new TopicSizes(topic.Topic, topic.Partitions.Count, offsets, catalog.GetValueOrDefault(topic.Topic)));
        }

        return sizes;
    }
}
