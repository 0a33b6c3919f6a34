using Confluent.Kafka;

namespace AuditOps.Processors.Sinks;

/// <content>The batch on its way, and its offsets.</content>
internal sealed partial class SinkWorker
{
    private readonly ManualResetEventSlim _stored = new();
    private SinkBatch? _sending;
    private Task<SinkOutcome>? _storing;
    private CancellationTokenSource? _storingStop;
    private bool _isCounted;
    private long _commitFailedAt;

    private void Send()
    {
        var batch = _filling;
        _filling = _spare;
        _sending = batch;
        _stored.Reset();
        _isCounted = false;
        var stop = _storingStop = new CancellationTokenSource();
        _storing = Task.Run(async () =>
        {
            try
            {
                return await _store.StoreAsync(_table, batch, _health, stop.Token);
            }
            finally
            {
                _stored.Set();
            }
        });
    }

    /// <summary>Commits the offsets of a batch whose rows are stored.</summary>
    private void FinishIfStored()
    {
        if (_storing is not { IsCompleted: true } storing)
            return;
        if (_commitFailedAt != 0 && _time.GetElapsedTime(_commitFailedAt) < _options.BackOffFirst)
            return;
        // Completed, so this does not block; a fault of the store ends the worker here.
        var outcome = storing.GetAwaiter().GetResult();
        if (!_isCounted)
        {
            _isCounted = true;
            _rowsStored += outcome.Stored;
            _deadLettered += outcome.DeadLettered;
        }

        try
        {
            _consumer.Commit(_sending!.NextOffsets);
        }
        catch (KafkaException e) when (!e.Error.IsFatal)
        {
            // The rows are stored; only the note of it is missing. It is tried again until it works or the partitions leave.
            _commitFailedAt = _time.GetTimestamp();
            _health.Failed($"committing offsets: {e.Error.Reason}");
            Log.CommitFailed(_logger, _table.Name, e.Error.Code.ToString(), e.Error.Reason);
            return;
        }

        ReleaseSending();
        _health.Succeeded();
    }

    private void ReleaseSending()
    {
        _commitFailedAt = 0;
        _spare = _sending!;
        _spare.Clear();
        _sending = null;
        _storing = null;
        _storingStop!.Dispose();
        _storingStop = null;
    }

    /// <summary>Gives the batch on its way a last chance, then forgets everything: whoever reads these partitions next starts at what is committed.</summary>
    private void Drain()
    {
        if (_sending is not null)
        {
            _stored.Wait(_options.Drain);
            if (_storing!.IsCompletedSuccessfully)
                FinishIfStored();
        }

        Forget();
    }

    private void Forget()
    {
        _health.Succeeded();
        if (_sending is not null)
        {
            // The task may still hold the batch's bytes, so both are left to it.
            _storingStop!.Cancel();
            _sending = null;
            _storing = null;
            _storingStop = null;
            _spare = new SinkBatch();
        }

        _filling.Clear();
        _waiting.Clear();
        _fullSince = 0;
        _isPaused = null;
    }

    private void OnRevoked(List<TopicPartitionOffset> removed)
    {
        Log.SinkRevoked(_logger, _table.Name, removed.Count);
        Drain();
    }

    private void OnLost(List<TopicPartitionOffset> removed)
    {
        Log.SinkRevoked(_logger, _table.Name, removed.Count);
        Forget();
    }
}
