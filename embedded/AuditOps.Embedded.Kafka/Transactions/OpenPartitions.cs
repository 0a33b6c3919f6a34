using System.Collections.Concurrent;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>
/// Which partitions take which producer's transactional batches now. Asked under a partition's append lock, so it takes no lock of its own: the coordinator
/// closes a partition here before it appends the marker, and a late batch that comes after the marker finds it closed (KIP-890).
/// </summary>
internal sealed class OpenPartitions : ITransactionGate
{
    private readonly ConcurrentDictionary<(Guid TopicId, int Partition, long ProducerId), short> _open = new();
    private readonly ConcurrentDictionary<long, short> _epochs = new();

    public KafkaError Check(PartitionLog log, long producerId, short producerEpoch)
    {
        if (_epochs.TryGetValue(producerId, out var current) && producerEpoch < current) return KafkaError.InvalidProducerEpoch;
        return _open.TryGetValue((log.TopicId, log.Index, producerId), out var epoch) && epoch == producerEpoch ? KafkaError.None : KafkaError.InvalidTxnState;
    }

    public void SetEpoch(long producerId, short epoch) => _epochs[producerId] = epoch;

    public void Forget(long producerId) => _epochs.TryRemove(producerId, out _);

    public void Open(Guid topicId, int partition, long producerId, short epoch) => _open[(topicId, partition, producerId)] = epoch;

    public void Close(Transaction transaction)
    {
        foreach (var (topicId, partition) in transaction.Partitions) _open.TryRemove((topicId, partition, transaction.ProducerId), out _);
    }
}
