using Confluent.Kafka;

namespace AuditOps.Kafka.Transactions.Internal;

/// <summary>One librdkafka producer with a transactional id, and the meaning of its errors.</summary>
internal sealed class ProducerSession : IDisposable
{
    // One wait for the coordinator; between two of them the deadline is looked at.
    private static readonly TimeSpan CallStep = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan QueueStep = TimeSpan.FromMilliseconds(20);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly Action<DeliveryReport<byte[], byte[]>> _delivered;
    private volatile Error? _undelivered;

    public ProducerSession(KafkaClientFactory clients, TransactionalPublisherOptions options)
    {
        _delivered = Delivered;
        _producer = clients.Producer(options.ClientId, config =>
        {
            config.TransactionalId = options.TransactionalId;
            config.TransactionTimeoutMs = (int)options.TransactionTimeout.TotalMilliseconds;
            config.MessageTimeoutMs = (int)options.TransactionTimeout.TotalMilliseconds;
            config.LingerMs = 20;
        });
    }

    /// <summary>Why the last transaction did not commit.</summary>
    public string Reason { get; private set; } = "";

    /// <exception cref="KafkaAccessException">No coordinator in time, or it refuses.</exception>
    public void Initialize(Func<bool> giveUp)
    {
        while (true)
        {
            try
            {
                _producer.InitTransactions(CallStep);
                return;
            }
            catch (KafkaRetriableException exception)
            {
                if (giveUp()) throw new KafkaAccessException(KafkaErrorCode.Unreachable, $"Kafka's transaction coordinator does not answer: {exception.Error.Reason}.", exception);
            }
            catch (KafkaException exception) when (!exception.Error.IsFatal && IsTransient(exception.Error.Code))
            {
                if (giveUp()) throw new KafkaAccessException(KafkaErrorCode.Unreachable, $"Kafka's transaction coordinator does not answer: {exception.Error.Reason}.", exception);
            }
            catch (KafkaException exception)
            {
                throw new KafkaAccessException(KafkaErrorCode.Refused, $"Kafka refuses transactions: {exception.Error.Reason}.", exception);
            }
        }
    }

    public Outcome Run(IReadOnlyList<PendingRecord> chunk, GroupFence? fence, Func<bool> giveUp)
    {
        _undelivered = null;
        try
        {
            _producer.BeginTransaction();
            for (var i = 0; i < chunk.Count; i++)
            {
                // What is already lost needs no more records after it.
                if (_undelivered is not null) break;
                if (!Produce(chunk[i], giveUp)) return Abort("the records were not taken in time", giveUp);
            }

            if (fence is not null && !Fence(fence, giveUp)) return Abort("the group's coordinator did not take the offsets in time", giveUp);
            return Commit(giveUp);
        }
        catch (KafkaException exception)
        {
            return After(exception, giveUp);
        }
    }

    public void Dispose() => _producer.Dispose();

    private bool Produce(PendingRecord record, Func<bool> giveUp)
    {
        var message = new Message<byte[], byte[]> { Key = record.Key!, Value = record.Value!, Headers = record.Headers, Timestamp = new Timestamp(record.At) };
        while (true)
        {
            try
            {
                if (record.Partition is { } partition) _producer.Produce(new TopicPartition(record.Topic, partition), message, _delivered);
                else _producer.Produce(record.Topic, message, _delivered);
                return true;
            }
            catch (ProduceException<byte[], byte[]> exception) when (exception.Error.Code == ErrorCode.Local_QueueFull)
            {
                // The queue is as full as it may be: let acknowledgements come in.
                _producer.Poll(QueueStep);
                if (giveUp()) return false;
            }
        }
    }

    /// <summary>Adds the offsets of the fence. The records go first: whoever takes the partitions over then sees an undecided transaction at their end, and waits for it.</summary>
    private bool Fence(GroupFence fence, Func<bool> giveUp)
    {
        while (_producer.Flush(QueueStep) > 0)
        {
            // What is lost already shows in the next call.
            if (_undelivered is not null) break;
            if (giveUp()) return false;
        }

        while (true)
        {
            try
            {
                _producer.SendOffsetsToTransaction(fence.Offsets, fence.Member, CallStep);
                return true;
            }
            catch (KafkaRetriableException)
            {
                if (giveUp()) return false;
            }
        }
    }

    /// <summary>Commits, which waits for every record first. A retriable answer leaves the outcome open: only the same call may follow it.</summary>
    private Outcome Commit(Func<bool> giveUp)
    {
        while (true)
        {
            try
            {
                _producer.CommitTransaction(CallStep);
                return Outcome.Committed;
            }
            catch (KafkaRetriableException exception)
            {
                Reason = exception.Error.Reason;
                if (giveUp()) return Outcome.Lost;
            }
        }
    }

    private Outcome After(KafkaException exception, Func<bool> giveUp)
    {
        var error = exception.Error;
        Reason = (_undelivered ?? error).Reason;
        if (IsFenced(error.Code)) return Outcome.Fenced;
        if (error.IsFatal) return Outcome.Lost;
        // A local state error is how a produce call tells that the transaction has failed already.
        if (IsDisplaced(error.Code)) return Abort(Reason, giveUp) is var ended && ended == Outcome.Aborted ? Outcome.Displaced : ended;
        var mayRepeat = exception is KafkaTxnRequiresAbortException || error.Code is ErrorCode.Local_State or ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight || IsTransient(error.Code);
        var aborted = Abort(Reason, giveUp);
        if (aborted != Outcome.Aborted) return aborted;
        return mayRepeat && (_undelivered is not { } lost || !IsRefusal(lost.Code)) ? Outcome.Aborted : Outcome.Refused;
    }

    private Outcome Abort(string reason, Func<bool> giveUp)
    {
        Reason = reason;
        while (true)
        {
            try
            {
                _producer.AbortTransaction(CallStep);
                return Outcome.Aborted;
            }
            catch (KafkaRetriableException)
            {
                if (giveUp()) return Outcome.Lost;
            }
            catch (KafkaException exception)
            {
                Reason = exception.Error.Reason;
                return IsFenced(exception.Error.Code) ? Outcome.Fenced : Outcome.Lost;
            }
        }
    }

    private void Delivered(DeliveryReport<byte[], byte[]> report)
    {
        if (report.Error.IsError && report.Error.Code is not (ErrorCode.Local_PurgeQueue or ErrorCode.Local_PurgeInflight)) _undelivered ??= report.Error;
    }

    private static bool IsFenced(ErrorCode code) => code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch;

    private static bool IsDisplaced(ErrorCode code) => code is ErrorCode.IllegalGeneration or ErrorCode.UnknownMemberId or ErrorCode.FencedInstanceId or ErrorCode.RebalanceInProgress;

    private static bool IsTransient(ErrorCode code) => code is ErrorCode.Local_TimedOut or ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_MsgTimedOut
        or ErrorCode.Local_WaitCoord or ErrorCode.GroupCoordinatorNotAvailable or ErrorCode.NotCoordinatorForGroup or ErrorCode.GroupLoadInProgress or ErrorCode.Local_Retry
        or ErrorCode.ConcurrentTransactions or ErrorCode.RequestTimedOut or ErrorCode.NotEnoughReplicas or ErrorCode.NotEnoughReplicasAfterAppend;

    private static bool IsRefusal(ErrorCode code) => code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.TopicAuthorizationFailed
        or ErrorCode.TransactionalIdAuthorizationFailed or ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic or ErrorCode.Local_UnknownPartition or ErrorCode.InvalidRecord or ErrorCode.PolicyViolation;
}
