using Confluent.Kafka;

namespace AuditOps.Streams.Runtime.Kafka;

/// <content>
/// The transactional producer. librdkafka's rule: "requires abort" means abort and do the work again; "retriable" means the same call again; everything else is fatal for
/// the producer. A place lost in the group is of the first kind: the session stays a member and learns its new place from the next poll.
/// </content>
internal sealed partial class KafkaSession
{
    private bool _isOpen;
    private bool _hasSentOffsets;

    /// <summary>A commit was asked for and not answered: such a transaction may not be aborted by this producer any more.</summary>
    private bool _isCommitting;
    private bool _isProducerLost;

    public void Initialize()
    {
        if (IsTransactional)
            Transact("initialising transactions", () => _producer.InitTransactions(_options.RequestTimeout));
    }

    private void BeginIfNeeded()
    {
        if (!IsTransactional || _isOpen)
            return;
        if (_isProducerLost)
            throw new StreamsException(StreamsErrorCode.KafkaProducerLost, "the producer is beyond repair");
        Transact("beginning a transaction", _producer.BeginTransaction);
        _isOpen = true;
    }

    private void CommitTransaction(IReadOnlyCollection<TopicPartitionOffset> offsets)
    {
        BeginIfNeeded();
        // The client would flush after the offsets were accepted. Everything must be in the logs before: whoever takes a partition over while this process sleeps then sees
        // an undecided transaction at the changelog's end, and waits for it.
        Flush();
        if (!_hasSentOffsets && offsets.Count > 0)
        {
            Transact("adding offsets to the transaction", () => _producer.SendOffsetsToTransaction(offsets, _consumer.ConsumerGroupMetadata, _options.RequestTimeout));
            _hasSentOffsets = true;
        }

        _isCommitting = true;
        Transact("committing the transaction", () => _producer.CommitTransaction(_options.RequestTimeout));
        Closed();
    }

    private void AbortTransaction()
    {
        if (_isOpen && !_isCommitting && !_isProducerLost)
        {
            try
            {
                Transact("aborting the transaction", () => _producer.AbortTransaction(_options.RequestTimeout));
            }
            catch (StreamsException e) when (e.Code is StreamsErrorCode.KafkaProducerLost or StreamsErrorCode.KafkaAborted)
            {
                _isProducerLost = true;
            }
        }

        if (_isProducerLost || _isCommitting)
        {
            // The next holder of the id, which is this session again, makes the coordinator end what is open.
            ReplaceProducer();
            _isProducerLost = false;
            _isCommitting = false;
            try
            {
                Initialize();
            }
            catch (StreamsException)
            {
                // Not ready: the next attempt begins with another new producer.
                _isProducerLost = true;
                throw;
            }
        }

        Closed();
        _delivery.Reset();
    }

    private void Closed()
    {
        _isOpen = false;
        _hasSentOffsets = false;
        _isCommitting = false;
        _delivery.EndBatch();
    }

    private void Transact(string action, Action call)
    {
        try
        {
            call();
        }
        catch (KafkaTxnRequiresAbortException e)
        {
            // The transaction is known to be uncommitted.
            _isCommitting = false;
            throw new StreamsException(StreamsErrorCode.KafkaAborted, $"{action}: {e.Error.Reason} ({e.Error.Code})", e);
        }
        catch (KafkaRetriableException e)
        {
            throw new StreamsException(StreamsErrorCode.KafkaTransient, $"{action}: {e.Error.Reason} ({e.Error.Code})", e);
        }
        catch (KafkaException e)
        {
            _isProducerLost = true;
            var failure = KafkaErrors.Classify(action, e.Error, e);
            throw failure.Code == StreamsErrorCode.KafkaFatal ? failure : new StreamsException(StreamsErrorCode.KafkaProducerLost, failure.Message, e);
        }
    }
}
