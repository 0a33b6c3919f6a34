using AuditOps.Embedded.Kafka.Storage;
using AuditOps.Embedded.Kafka.Wire.Messages;

namespace AuditOps.Embedded.Kafka.Transactions;

/// <summary>
/// Who may have a transactional id's next epoch, and which one it is (KIP-360). Calls are made under the coordinator's lock.
/// A producer that names its id and epoch wants to go on and is fenced when another has taken over; one that names none takes over.
/// </summary>
internal sealed class ProducerEpochs(LogStore store, OpenPartitions open)
{
    /// <summary>An epoch is a 16-bit number; the last one is kept for fencing.</summary>
    public const short LastGiven = short.MaxValue - 1;

    public static KafkaError Check(Transaction transaction, InitProducerIdRequest request)
    {
        if (transaction.IsPreparing) return KafkaError.ConcurrentTransactions;
        if (request.ProducerId < 0 || transaction.Epoch < 0) return KafkaError.None;
        if (request.ProducerId == transaction.ProducerId && request.ProducerEpoch == transaction.Epoch) return KafkaError.None;
        return IsRepeated(transaction, request) ? KafkaError.None : KafkaError.ProducerFenced;
    }

    /// <summary>Takes the epoch from whoever has it, so that its late batches and requests are refused everywhere. Nobody is ever given the epoch in between.</summary>
    /// <param name="by">The request that fences, null for a timeout. A producer that asks to go on may repeat its request under the epoch it had.</param>
    public void Fence(Transaction transaction, InitProducerIdRequest? by)
    {
        transaction.LastProducerId = by is { ProducerId: >= 0 } ? by.ProducerId : -1;
        transaction.LastEpoch = by is { ProducerId: >= 0 } ? by.ProducerEpoch : (short)-1;
        transaction.Epoch++;
        open.SetEpoch(transaction.ProducerId, transaction.Epoch);
    }

    /// <summary>Gives the next epoch, or the last one again where only its answer was lost.</summary>
    public void Give(Transaction transaction, InitProducerIdRequest request)
    {
        transaction.TimeoutMs = request.TransactionTimeoutMs;
        if (transaction.State == TransactionState.Empty && transaction.Epoch >= 0 && IsRepeated(transaction, request)) return;
        if (transaction.ProducerId < 0 || transaction.Epoch >= LastGiven)
        {
            var fresh = store.AllocateProducerId();
            if (transaction.ProducerId >= 0) open.Forget(transaction.ProducerId);
            transaction.ProducerId = fresh;
            transaction.Epoch = 0;
        }
        else
        {
            transaction.Epoch++;
        }
        transaction.State = TransactionState.Empty;
        transaction.LastProducerId = request.ProducerId >= 0 ? request.ProducerId : -1;
        transaction.LastEpoch = request.ProducerId >= 0 ? request.ProducerEpoch : (short)-1;
        open.SetEpoch(transaction.ProducerId, transaction.Epoch);
    }

    /// <summary>The request of the producer that has the present epoch or, after its fencing, is to have the next one: made before, under the epoch it had then.</summary>
    private static bool IsRepeated(Transaction transaction, InitProducerIdRequest request) =>
        request.ProducerId >= 0 && transaction.LastEpoch >= 0 && request.ProducerId == transaction.LastProducerId && request.ProducerEpoch == transaction.LastEpoch;
}
