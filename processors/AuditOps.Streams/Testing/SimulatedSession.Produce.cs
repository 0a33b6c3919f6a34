using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;

namespace AuditOps.Streams.Testing;

/// <content>The producer and its transactions.</content>
internal sealed partial class SimulatedSession
{
    /// <summary>Records handed over are sent when this many wait, or at the commit.</summary>
    private const int SendAt = 5;

    private readonly Queue<OutgoingRecord> _unsent = new();
    private readonly Dictionary<SimulatedPartition, int> _sequences = [];
    private SimulatedProducerId _producer;
    private ProducerCondition _condition;
    private SimulatedTransaction? _transaction;
    private bool _offsetsSent;

    /// <summary>What a commit of unknown outcome was called with; only its repetition and <see cref="Abort"/> are allowed while this is set.</summary>
    private List<TopicPartitionOffset>? _undecided;

    public void Initialize()
    {
        Enter();
        ForbidDuringCommit(nameof(Initialize));
        if (_transactionalId is null)
            return;
        if (_cluster.Faults.Strikes(FaultKind.InitializeFailed))
        {
            // Done or not: the next call bumps the epoch once more and nobody can tell.
            _cluster.InitializeProducer(_transactionalId);
            throw Transient("initializing the producer");
        }

        Restart();
    }

    public void Produce(in OutgoingRecord record)
    {
        EnsureUsable();
        ForbidDuringCommit(nameof(Produce));
        _unsent.Enqueue(record);
        if (_cluster.Faults.Strikes(FaultKind.DeliveryFailed))
        {
            Fail(ProducerCondition.MustAbort);
            return;
        }

        if (_cluster.Faults.Strikes(FaultKind.ProducerDied))
        {
            Fail(ProducerCondition.Lost);
            throw Lost("producing");
        }

        if (_unsent.Count >= SendAt)
            Send();
    }

    public void Commit(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        Enter();
        EnsureUsable();
        if (_undecided is { } earlier && !earlier.SequenceEqual(offsets))
            throw new InvalidOperationException("A commit of unknown outcome was repeated with other arguments.");
        _undecided = null;
        Send();
        EnsureUsable();
        Strike(FaultKind.CommitNotDone, offsets);
        if (_transactionalId is null)
            StoreOffsets(offsets);
        else
            CommitTransaction(_transactionalId, offsets);
        Strike(FaultKind.CommitAnswerLost, offsets);
        Forget();
    }

    public void Abort()
    {
        Enter();
        if (_condition == ProducerCondition.New)
            throw new InvalidOperationException("Abort before Initialize.");
        if (_cluster.Faults.Strikes(FaultKind.AbortFailed))
            throw Transient("aborting");
        if (_transactionalId is null)
        {
            _condition = ProducerCondition.Usable;
            Forget();
            return;
        }

        // A commit on its way cannot be called back: only the next holder of the id can have the transaction ended.
        if (_undecided is null && _condition != ProducerCondition.Lost && TryEndTransaction(_transactionalId))
        {
            _condition = ProducerCondition.Usable;
            Forget();
            return;
        }

        if (_cluster.Faults.Strikes(FaultKind.InitializeFailed))
            throw Transient("initializing the new producer");
        Restart();
    }

    private void CommitTransaction(string transactionalId, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        try
        {
            if (!_offsetsSent && offsets.Count > 0)
            {
                _cluster.SendOffsets(transactionalId, _producer, _group.Id, _member?.Id, _generation, offsets);
                _transaction = _cluster.OpenTransaction(transactionalId, _producer);
                _offsetsSent = true;
            }

            Strike(FaultKind.CommitHalfDone, offsets);
            // What an earlier call has committed already can no longer be refused.
            var isDone = _transaction is { State: TransactionState.Committed };
            if (!isDone && _cluster.Faults.Strikes(FaultKind.CommitAborted))
                throw new StreamsException(StreamsErrorCode.KafkaAborted, "the commit is refused (injected)");
            if (!isDone && _cluster.Faults.Strikes(FaultKind.CommitLostNotDone))
                throw Lost("committing");
            _cluster.EndTransaction(transactionalId, _producer, _transaction, commit: true);
            if (_cluster.Faults.Strikes(FaultKind.CommitLostDone))
                throw Lost("committing");
        }
        catch (StreamsException e) when (e.Code != StreamsErrorCode.KafkaTransient)
        {
            Fail(e.Code == StreamsErrorCode.KafkaProducerLost ? ProducerCondition.Lost : ProducerCondition.MustAbort);
            throw;
        }
    }

    private void StoreOffsets(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        if (offsets.Count == 0)
            return;
        _group.CheckMember(_member?.Id, _generation);
        foreach (var offset in offsets)
            _group.Store(offset.TopicPartition, offset.Offset.Value, _member?.Id);
    }

    private void Send()
    {
        while (_unsent.TryDequeue(out var record))
        {
            var partition = _cluster.Target(record.Topic, record.Partition, record.Key);
            try
            {
                if (_transactionalId is not null)
                    _transaction = _cluster.OpenTransaction(_transactionalId, _producer);
            }
            catch (StreamsException)
            {
                // The client tells at the next call.
                Fail(ProducerCondition.Lost);
                return;
            }

            var sequence = _sequences[partition] = _sequences.GetValueOrDefault(partition, -1) + 1;
            var offset = partition.AppendOnce(_producer, sequence, record, _transaction);
            if (_cluster.Faults.Strikes(FaultKind.AcknowledgementLost))
                offset = partition.AppendOnce(_producer, sequence, record, _transaction);
            record.Delivered?.Invoke(offset);
        }
    }

    /// <returns>False when the producer turns out to be fenced.</returns>
    private bool TryEndTransaction(string transactionalId)
    {
        try
        {
            _cluster.EndTransaction(transactionalId, _producer, _transaction, commit: false);
            return true;
        }
        catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaProducerLost)
        {
            return false;
        }
    }

    private void Restart()
    {
        _producer = _cluster.InitializeProducer(_transactionalId);
        _condition = ProducerCondition.Usable;
        _sequences.Clear();
        Forget();
    }

    private void Forget()
    {
        _unsent.Clear();
        _transaction = null;
        _offsetsSent = false;
        _undecided = null;
    }

    private void Fail(ProducerCondition condition)
    {
        _condition = condition;
        _unsent.Clear();
    }

    /// <summary>Leaves the outcome of a commit open if the fault strikes.</summary>
    private void Strike(FaultKind kind, IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        if (!_cluster.Faults.Strikes(kind))
            return;
        _cluster.Note($"{_transactionalId}: {kind}");
        _undecided = [.. offsets];
        throw Transient("committing");
    }

    private void EnsureUsable()
    {
        switch (_condition)
        {
            case ProducerCondition.New:
                throw new InvalidOperationException("The producer was used before Initialize.");
            case ProducerCondition.MustAbort:
                throw new StreamsException(StreamsErrorCode.KafkaAborted, "a record was not delivered (injected)");
            case ProducerCondition.Lost:
                throw Lost("using the producer");
        }
    }

    private void ForbidDuringCommit(string call)
    {
        if (_undecided is not null)
            throw new InvalidOperationException($"{call} was called although the outcome of a commit is unknown.");
    }

    private static StreamsException Lost(string action) => new(StreamsErrorCode.KafkaProducerLost, $"{action}: the producer is fenced or failed for good");
}
