using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <content>The transaction coordinator.</content>
internal sealed partial class SimulatedCluster
{
    private readonly Dictionary<string, Holder> _holders = new(StringComparer.Ordinal);
    private readonly List<SimulatedTransaction> _transactions = [];
    private readonly List<SimulatedTransaction> _committed = [];
    private int _producers;

    /// <summary>Every transaction there has been, oldest first.</summary>
    public IReadOnlyList<SimulatedTransaction> Transactions => _transactions;

    /// <summary>The committed ones, in the order of their commits.</summary>
    public IReadOnlyList<SimulatedTransaction> Committed => _committed;

    private TimeSpan Elapsed => new(time.GetTimestamp());

    /// <summary>InitProducerId: fences the earlier holder of the id and aborts what it left open.</summary>
    public SimulatedProducerId InitializeProducer(string? transactionalId)
    {
        if (transactionalId is null)
            return new SimulatedProducerId(_producers++, 0);
        if (!_holders.TryGetValue(transactionalId, out var holder))
            _holders.Add(transactionalId, holder = new Holder(new SimulatedProducerId(_producers++, -1)));
        if (holder.Transaction is { State: TransactionState.Open } open)
            Abort(open);
        holder.Transaction = null;
        holder.Producer = holder.Producer with { Epoch = (short)(holder.Producer.Epoch + 1) };
        Note($"{transactionalId} gets epoch {holder.Producer.Epoch}");
        return holder.Producer;
    }

    /// <summary>The transaction in which the producer may write now; begun when there is none.</summary>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.KafkaProducerLost"/>: another one holds the id.</exception>
    public SimulatedTransaction OpenTransaction(string transactionalId, SimulatedProducerId producer)
    {
        var holder = HolderOf(transactionalId, producer);
        if (holder.Transaction is not { State: TransactionState.Open })
        {
            holder.Transaction = new SimulatedTransaction(_transactions.Count, transactionalId, Elapsed);
            _transactions.Add(holder.Transaction);
        }

        return holder.Transaction;
    }

    /// <summary>TxnOffsetCommit: offsets that become the group's with the transaction, if the member that consumed is still of the group's present generation.</summary>
    public void SendOffsets(
        string transactionalId, SimulatedProducerId producer, string group, string? member, int generation, IEnumerable<TopicPartitionOffset> offsets)
    {
        var transaction = OpenTransaction(transactionalId, producer);
        Group(group).CheckMember(member, generation);
        transaction.Member = member;
        foreach (var offset in offsets)
            transaction.Offsets[(group, offset.TopicPartition)] = offset.Offset.Value;
    }

    /// <summary>EndTxn. Asked again after an answer was lost it answers as the first time.</summary>
    /// <param name="transaction">What the caller believes to be ending; null when it has begun nothing.</param>
    public void EndTransaction(string transactionalId, SimulatedProducerId producer, SimulatedTransaction? transaction, bool commit)
    {
        var holder = HolderOf(transactionalId, producer);
        if (transaction is null || holder.Transaction != transaction)
            return;
        if (transaction.State == TransactionState.Open)
        {
            if (commit)
                Commit(transaction);
            else
                Abort(transaction);
            return;
        }

        if (transaction.State != (commit ? TransactionState.Committed : TransactionState.Aborted))
            throw new StreamsException(StreamsErrorCode.KafkaAborted, $"{transaction} has ended as {transaction.State} already (InvalidTxnState)");
    }

    /// <summary>Whether an undecided transaction holds an offset of that partition back.</summary>
    public bool HasPendingOffset(string group, TopicPartition partition)
    {
        foreach (var holder in _holders.Values)
        {
            if (holder.Transaction is { State: TransactionState.Open } open && open.Offsets.ContainsKey((group, partition)))
                return true;
        }

        return false;
    }

    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.KafkaProducerLost"/>: another one holds the id, or the coordinator has given the transaction up.</exception>
    public void CheckEpoch(string transactionalId, SimulatedProducerId producer) => HolderOf(transactionalId, producer);

    private Holder HolderOf(string transactionalId, SimulatedProducerId producer)
    {
        if (_holders.TryGetValue(transactionalId, out var holder) && holder.Producer == producer)
            return holder;
        Events.FencedByEpoch++;
        Note($"{transactionalId} with epoch {producer.Epoch} is fenced");
        throw new StreamsException(StreamsErrorCode.KafkaProducerLost, $"epoch {producer.Epoch} of {transactionalId} is not the present one (ProducerFenced)");
    }

    private void Commit(SimulatedTransaction transaction)
    {
        transaction.End(TransactionState.Committed);
        _committed.Add(transaction);
        foreach (var ((group, partition), offset) in transaction.Offsets)
            Group(group).Store(partition, offset, transaction.Member);
        Events.Commits++;
        Note($"{transaction} commits {string.Join(", ", transaction.Offsets.Select(offset => $"{Short(offset.Key.Partition)}={offset.Value}"))}");
    }

    private void Abort(SimulatedTransaction transaction)
    {
        transaction.End(TransactionState.Aborted);
        Events.Aborts++;
        Note($"{transaction} is aborted");
    }

    private void ExpireTransactions()
    {
        foreach (var (id, holder) in _holders)
        {
            if (holder.Transaction is not { State: TransactionState.Open } open || Elapsed - open.StartedAt < options.TransactionTimeout)
                continue;
            Note($"{open} has timed out");
            Events.TransactionTimeouts++;
            Abort(open);
            // The epoch moves on, so that a late commit of the same producer cannot open a new transaction half-way.
            holder.Producer = holder.Producer with { Epoch = (short)(holder.Producer.Epoch + 1) };
        }
    }

    private static string Short(TopicPartition partition) => $"{partition.Topic}/{partition.Partition.Value}";

    private sealed class Holder(SimulatedProducerId producer)
    {
        public SimulatedProducerId Producer { get; set; } = producer;
        public SimulatedTransaction? Transaction { get; set; }
    }
}
