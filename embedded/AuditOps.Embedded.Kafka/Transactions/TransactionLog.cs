using System.Text;
using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>Transactions on disk. Calls are made under the coordinator's lock.</summary>
internal sealed class TransactionLog(LogStore store) : IDisposable
{
    private const short Version = 1;

    private readonly InternalLog _log = store.OpenInternal("transactions");
    private readonly WireWriter _value = new();

    public InternalLog Log => _log;

    public long Save(Transaction transaction)
    {
        var record = new TransactionRecord
        {
            State = (sbyte)transaction.State,
            ProducerId = transaction.ProducerId,
            Epoch = transaction.Epoch,
            LastEpoch = transaction.LastEpoch,
            LastProducerId = transaction.LastProducerId,
            TimeoutMs = transaction.TimeoutMs,
            StartedAtMs = transaction.StartedAtMs,
            UpdatedAtMs = transaction.UpdatedAtMs,
            Groups = [.. transaction.Groups],
        };
        foreach (var (topicId, partition) in transaction.Partitions) record.Partitions.Add(new TransactionPartition { TopicId = topicId, Partition = partition });
        _value.Reset();
        record.Transfer(_value, Version);
        return _log.Append(Encoding.UTF8.GetBytes(transaction.Id), _value.Written.Span);
    }

    public long Remove(Transaction transaction) => _log.Append(Encoding.UTF8.GetBytes(transaction.Id), []);

    public Dictionary<string, Transaction> Load()
    {
        var transactions = new Dictionary<string, Transaction>(StringComparer.Ordinal);
        var reader = new WireReader();
        _log.Replay((key, value) =>
        {
            var record = new TransactionRecord();
            reader.Reset(value.ToArray(), 0, value.Length);
            record.Transfer(reader, Version);
            var transaction = new Transaction(Encoding.UTF8.GetString(key))
            {
                State = (TransactionState)record.State,
                ProducerId = record.ProducerId,
                Epoch = record.Epoch,
                LastEpoch = record.LastEpoch,
                LastProducerId = record.LastProducerId,
                IsSaved = true,
                TimeoutMs = record.TimeoutMs,
                StartedAtMs = record.StartedAtMs,
                UpdatedAtMs = record.UpdatedAtMs,
            };
            foreach (var partition in record.Partitions) transaction.Partitions.Add((partition.TopicId, partition.Partition));
            transaction.Groups.UnionWith(record.Groups);
            transactions[transaction.Id] = transaction;
        });
        return transactions;
    }

    public void Dispose() => _value.Dispose();
}
