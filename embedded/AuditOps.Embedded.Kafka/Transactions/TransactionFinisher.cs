using AuditOps.Embedded.Kafka.Groups;
using AuditOps.Embedded.Kafka.Storage;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>
/// Carries out a decided transaction: a marker in every partition, the held offsets applied or dropped, all of it on disk before it counts as complete.
/// May be done again after a crash without harm.
/// </summary>
internal sealed class TransactionFinisher(LogStore store, GroupRegistry groups, InternalLog log, TimeProvider time)
{
    /// <summary>The transaction does not change while it is being finished.</summary>
    public async Task<KafkaError> FinishAsync(Transaction transaction)
    {
        var commit = transaction.State == TransactionState.PrepareCommit;
        var flushes = new FlushGate();
        var error = FlushDecision();
        if (error != KafkaError.None) return error;
        foreach (var (topicId, partition) in transaction.Partitions)
        {
            // A topic deleted meanwhile needs no marker.
            if (store.Partition(topicId, partition) is not { } target) continue;
            if (target.Fault is not (KafkaError.None or KafkaError.UnknownTopicOrPartition))
            {
                // What it holds of the transaction is not known, so neither is whether it needs the marker.
                error = target.Fault;
                continue;
            }
            if (!target.HasOpenTransaction(transaction.ProducerId))
            {
                // Nothing was written here, or the marker is there from before a crash or a failure: there is never a second one. It may not be on disk yet.
                if (target.LogEndOffset > 0) flushes.Add(target, target.LogEndOffset);
                continue;
            }
            var marker = MarkerBatch.Create(transaction.ProducerId, transaction.Epoch, commit, time.GetUtcNow().ToUnixTimeMilliseconds());
            var result = target.Append(marker, AppendOrigin.Coordinator);
            if (result.Error == KafkaError.None) flushes.Add(target, result.FlushOffset);
            else if (result.Error != KafkaError.UnknownTopicOrPartition) error = result.Error;
        }
        if (error == KafkaError.None && transaction.Groups.Count > 0) error = groups.Offsets.Settle(transaction.Groups, transaction.ProducerId, commit, flushes);
        var flushed = await flushes.WaitAsync();
        return error == KafkaError.None ? flushed : error;
    }

    /// <summary>Under every policy the decision is on disk before the first marker, because a marker cannot be taken back; under the group policy it is already.</summary>
    private KafkaError FlushDecision()
    {
        if (store.Options.FlushPolicy == FlushPolicy.Group) return KafkaError.None;
        try
        {
            log.Flush();
            return KafkaError.None;
        }
        catch (EmbeddedKafkaException failed)
        {
            return failed.Error;
        }
    }
}
