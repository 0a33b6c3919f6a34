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
        var error = Force();
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
        if (error == KafkaError.None) error = flushed;
        return error == KafkaError.None ? ForceOutcome(transaction) : error;
    }

    /// <summary>
    /// Under every policy what the coordinator decides is on disk before anything follows from it; under the group policy it is already. A decision: before the first marker,
    /// because a marker cannot be taken back. A beginning: before the producer may write, because an older outcome that is carried out once more after a power cut would else settle what
    /// it wrote since. An epoch: before it is given out, because nobody else may be given it.
    /// </summary>
    public KafkaError Force()
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

    /// <summary>Markers and offsets, before the transaction counts as complete: the outcome of the next one would else settle what is left open of this one after a power cut.</summary>
    private KafkaError ForceOutcome(Transaction transaction)
    {
        if (store.Options.FlushPolicy == FlushPolicy.Group) return KafkaError.None;
        foreach (var (topicId, partition) in transaction.Partitions)
        {
            if (store.Partition(topicId, partition) is not { } target) continue;
            target.FlushNow();
            if (target.Fault is not (KafkaError.None or KafkaError.UnknownTopicOrPartition)) return target.Fault;
        }
        try
        {
            if (transaction.Groups.Count > 0) groups.Log.Log.Flush();
            return KafkaError.None;
        }
        catch (EmbeddedKafkaException failed)
        {
            return failed.Error;
        }
    }
}
