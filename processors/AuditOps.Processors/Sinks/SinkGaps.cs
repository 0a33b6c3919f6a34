using AuditOps.Kafka.Transactions;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Records that expired before this sink ever read them. Of those nobody knows whose they were; that they are gone, and at most how many they were, is counted in the
/// transaction that moves the group past them.
/// </summary>
internal sealed class SinkGaps(SinkTable table, SinkTransactions transactions, SinkTelemetry telemetry, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Compares where the group stands with what is there.</summary>
    /// <param name="consumer">Asks for the ends of the partitions.</param>
    /// <param name="committed">Where the group stands; afterwards where it goes on. A partition whose log ends before that is another one than the group read, and is taken out.</param>
    /// <param name="member">The group member that holds the partitions.</param>
    /// <param name="cancel">Ends the wait for Kafka.</param>
    /// <returns>Partitions that were made anew.</returns>
    public IReadOnlyList<int> Settle(IConsumer<byte[], byte[]> consumer, Dictionary<int, long> committed, IConsumerGroupMetadata member, CancellationToken cancel)
    {
        var renewed = new List<int>();
        var moved = new List<TopicPartitionOffset>();
        long most = 0;
        foreach (var (partition, at) in committed)
        {
            var watermarks = Watermarks(consumer, new TopicPartition(table.Topic, partition));
            if (at > watermarks.High.Value)
            {
                renewed.Add(partition);
            }
            else if (at < watermarks.Low.Value)
            {
                most += watermarks.Low.Value - at;
                moved.Add(new TopicPartitionOffset(table.Topic, partition, watermarks.Low));
                Log.SinkGap(logger, table.Name, table.Topic, partition, at, watermarks.Low.Value);
            }
        }

        foreach (var partition in renewed)
            committed.Remove(partition);
        if (moved.Count == 0)
            return renewed;
        var now = time.GetUtcNow();
        var key = SinkCountKey.OfNobody(table, now);
        var count = new CompletenessCount { Tenant = key.Tenant, Source = key.Source, Hour = key.Hour, Stage = CompletenessStage.Sink, At = now, Expired = most };
        var record = new PendingRecord(TopicNames.Completeness, Keys.Source(key.Tenant, key.Source), Codecs.CompletenessCount.Encode(count), null, now);
        transactions.Commit(new SinkCommit([record], moved, member), cancel);
        telemetry.Expired(table.Name, most);
        foreach (var offset in moved)
            committed[offset.Partition.Value] = offset.Offset.Value;
        return renewed;
    }

    private static WatermarkOffsets Watermarks(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        try
        {
            return consumer.QueryWatermarkOffsets(partition, AskTimeout);
        }
        catch (KafkaException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
        {
            throw new SinkInterruptedException($"{partition}: {e.Error.Reason}", e);
        }
    }
}
