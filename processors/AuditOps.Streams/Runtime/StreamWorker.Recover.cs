using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <content>What happens after a failure.</content>
internal sealed partial class StreamWorker
{
    private TimeSpan Recover(Exception failure)
    {
        RecordError(failure);
        var code = (failure as StreamsException)?.Code;
        if (code == StreamsErrorCode.KafkaTransient && _batch.Count == 0)
        {
            // The poll or the commit failed, not the work: nothing needs to be done again.
            Log.CommitDelayed(_logger, failure, _index);
        }
        else
        {
            Abort(failure, code);
        }

        PublishStatus(WorkerState.BackingOff, force: true);
        return _backOff.Next();
    }

    /// <summary>Seeks back to the committed offsets. What was processed before the failing record is committed first where that is still possible.</summary>
    private void Abort(Exception failure, StreamsErrorCode? code)
    {
        _aborts++;
        _telemetry.Aborted(code);
        Log.Aborted(_logger, failure, _index, _topology.Name, _backOff.Failures + 1);
        _rewindPending = true;
        if (code is not (StreamsErrorCode.KafkaAborted or StreamsErrorCode.KafkaProducerLost or StreamsErrorCode.KafkaTransient))
            TryCommitBeforeFailure();
    }

    /// <summary>
    /// The records before a bad one have passed and need not be repeated at every try. Without this a record that waits long for something
    /// would have its predecessors written again at each attempt.
    /// </summary>
    private void TryCommitBeforeFailure()
    {
        var failures = _backOff.Failures;
        try
        {
            Commit();
        }
        catch (StreamsException e)
        {
            Log.CommitDelayed(_logger, e, _index);
        }

        // The commit's success is not the record's: the wait goes on growing.
        _backOff.Restore(failures);
    }

    private void Rewind()
    {
        _session.Abort();
        // A poll that failed half-way leaves records whose partitions have not been noted yet.
        NoteOffsets();
        _batch.Clear();
        foreach (var task in _tasks.Values)
        {
            task.Rollback();
            if (task.Committed >= 0)
                _session.Seek(task.Partition, task.Committed);
        }

        _rewindPending = false;
    }
}
