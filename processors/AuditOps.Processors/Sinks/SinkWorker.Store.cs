namespace AuditOps.Processors.Sinks;

/// <content>The batch on its way.</content>
internal sealed partial class SinkWorker
{
    private readonly ManualResetEventSlim _jobEnded = new();
    private SinkBatch? _sending;
    private Task<SinkOutcome>? _storing;
    private CancellationTokenSource? _jobStop;

    private void Send()
    {
        var batch = _filling;
        _filling = _spare;
        _sending = batch;
        var (member, previous, cancel) = (_consumer.ConsumerGroupMetadata, _last, NewJob());
        _storing = Task.Run(async () =>
        {
            try
            {
                await Task.WhenAny(previous);
                return await _job.RunAsync(batch, member, cancel);
            }
            finally
            {
                _jobEnded.Set();
            }
        });
        _last = _storing;
    }

    private void FinishIfStored()
    {
        if (_storing is not { IsCompleted: true } storing)
            return;
        _spare = _sending!;
        _spare.Clear();
        _sending = null;
        _storing = null;
        EndJob();
        try
        {
            // Completed, so this does not block; any other fault ends the worker here.
            Count(storing.GetAwaiter().GetResult());
            _health.Succeeded();
        }
        catch (SinkInterruptedException e)
        {
            Interrupted(e);
        }
    }

    private void Count(SinkOutcome outcome)
    {
        _rowsStored += outcome.Stored;
        _deadLettered += outcome.DeadLettered;
    }

    private CancellationToken NewJob()
    {
        _jobEnded.Reset();
        _jobStop = new CancellationTokenSource();
        return _jobStop.Token;
    }

    private void EndJob()
    {
        _jobStop?.Dispose();
        _jobStop = null;
    }

    /// <summary>Gives the batch on its way a last chance, then forgets everything: whoever reads these partitions next starts at what is committed.</summary>
    private void Drain()
    {
        if (_sending is not null)
        {
            _jobEnded.Wait(_options.Drain);
            if (_storing!.IsCompleted)
                FinishIfStored();
        }

        Forget();
    }

    private void Forget()
    {
        _health.Succeeded();
        if (_sending is not null || _recovering is not null)
        {
            // The task may still hold the batch's bytes, so both are left to it.
            _jobStop!.Cancel();
            _jobStop = null;
            if (_sending is not null)
                _spare = new SinkBatch();
            _sending = null;
            _storing = null;
            _recovering = null;
        }

        _mustRecover = false;
        _filling.Clear();
        _waiting.Clear();
        _fullSince = 0;
        _isPaused = null;
    }
}
