using AuditOps.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// One sink worker's transactional producer. Whatever does not plainly succeed ends as <see cref="SinkInterruptedException"/>: the worker then reads what is
/// committed instead of guessing. One caller at a time.
/// </summary>
internal sealed class SinkTransactions(KafkaClientFactory clients, string sink, string transactionalId, TimeSpan timeout, ILogger logger) : IDisposable
{
    // One wait for the coordinator; between two of them a wish to stop is looked at.
    private static readonly TimeSpan CallStep = TimeSpan.FromSeconds(3);

    private IProducer<byte[], byte[]>? _producer;

    /// <summary>Takes the transactional id, which ends a transaction that an earlier holder left open.</summary>
    public void EnsureOpen(CancellationToken cancel)
    {
        if (_producer is not null)
            return;
        var producer = clients.Producer(transactionalId, config =>
        {
            config.TransactionalId = transactionalId;
            config.TransactionTimeoutMs = (int)timeout.TotalMilliseconds;
            config.MessageTimeoutMs = (int)timeout.TotalMilliseconds;
            config.LingerMs = 0;
        });
        try
        {
            Again(() => producer.InitTransactions(CallStep), cancel);
            _producer = producer;
        }
        catch (KafkaException e) when (!SinkErrors.IsRefusal(e.Error.Code))
        {
            producer.Dispose();
            throw new SinkInterruptedException(e.Error.Reason, e);
        }
        catch
        {
            producer.Dispose();
            throw;
        }
    }

    /// <summary>On return the commit is visible.</summary>
    /// <exception cref="SinkInterruptedException">Nothing of it is visible, or it is not known.</exception>
    public void Commit(SinkCommit commit, CancellationToken cancel)
    {
        EnsureOpen(cancel);
        var producer = _producer!;
        Error? undelivered = null;
        try
        {
            producer.BeginTransaction();
            foreach (var record in commit.Records)
                producer.Produce(record.Topic, new Message<byte[], byte[]> { Key = record.Key!, Value = record.Value!, Headers = record.Headers, Timestamp = new Timestamp(record.At) }, Delivered);
            Again(() => producer.SendOffsetsToTransaction(commit.Offsets, commit.Member, CallStep), cancel);
            Again(() => producer.CommitTransaction(CallStep), cancel);
        }
        catch (KafkaException e)
        {
            var reason = (undelivered ?? e.Error).Reason;
            Log.SinkInterrupted(logger, sink, e.Error.Code.ToString(), reason);
            Abort(producer, e, cancel);
            if (SinkErrors.IsRefusal(e.Error.Code))
                throw;
            throw new SinkInterruptedException(reason, e);
        }
        catch (OperationCanceledException)
        {
            // In the middle of a transaction: only its successor can settle it.
            Drop();
            throw;
        }

        void Delivered(DeliveryReport<byte[], byte[]> report)
        {
            if (report.Error.IsError)
                undelivered ??= report.Error;
        }
    }

    public void Dispose() => Drop();

    private void Abort(IProducer<byte[], byte[]> producer, KafkaException cause, CancellationToken cancel)
    {
        if (cause.Error.IsFatal)
        {
            Drop();
            return;
        }

        try
        {
            Again(() => producer.AbortTransaction(CallStep), cancel);
        }
        catch (Exception e) when (e is KafkaException or OperationCanceledException)
        {
            // A new producer under the same id ends what this one could not.
            Drop();
        }
    }

    private void Drop()
    {
        _producer?.Dispose();
        _producer = null;
    }

    /// <summary>Repeats a call of open outcome, as only the same call may follow it.</summary>
    private static void Again(Action call, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                call();
                return;
            }
            catch (KafkaRetriableException)
            {
                cancel.ThrowIfCancellationRequested();
            }
        }
    }
}
