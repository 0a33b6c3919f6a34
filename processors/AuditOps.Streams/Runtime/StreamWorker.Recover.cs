using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <content>What happens after a failure.</content>
internal sealed partial class StreamWorker
{
    /// <summary>The producer was lost while a commit was on its way: only the cluster knows whether it happened.</summary>
    private bool _outcomeUnknown;

    private TimeSpan Recover(Exception failure)
    {
        RecordError(failure);
        var code = (failure as StreamsException)?.Code;
        if (code == StreamsErrorCode.KafkaTransient && (_commitPending || _rewindPending || !_isInitialized || _batchAt == _batch.Count))
        {
            // A call failed, not the work: the next turn makes the same call again.
            Log.CommitDelayed(_logger, failure, _index);
        }
        else
        {
            GiveUp(failure, code);
        }

        PublishStatus(WorkerState.BackingOff, force: true);
        return failure is SpoiledException ? TimeSpan.Zero : _backOff.Next();
    }

    /// <summary>Nothing since the last commit counts; the next turn begins there again.</summary>
    private void GiveUp(Exception failure, StreamsErrorCode? code)
    {
        _aborts++;
        _telemetry.Aborted(code);
        Log.Aborted(_logger, failure, _index, _topology.Name, _backOff.Failures + 1);
        _outcomeUnknown |= _commitPending && code != StreamsErrorCode.KafkaAborted;
        _commitPending = false;
        _rewindPending = true;
    }

    private void Rewind()
    {
        _session.Abort();
        // A poll that failed half-way leaves records whose partitions have not been noted yet.
        NoteOffsets();
        _batch.Clear();
        _batchAt = 0;
        if (_outcomeUnknown)
            AskForOffsets();
        foreach (var task in _tasks.Values)
            task.Rollback();
        if (_outcomeUnknown)
            AskForState();
        foreach (var input in _inputs.Values)
        {
            if (input.Committed >= 0)
                _session.Seek(input.Partition, input.Committed);
        }

        _outcomeUnknown = false;
        _rewindPending = false;
    }

    /// <summary>If the commit happened, its offsets are stored.</summary>
    private void AskForOffsets()
    {
        if (_inputs.Count == 0)
            return;
        foreach (var (partition, committed) in _session.Committed([.. _inputs.Keys]))
        {
            if (committed >= 0 && _inputs.TryGetValue(partition, out var input))
                input.MarkCommitted(committed);
        }
    }

    /// <summary>
    /// The stores stand where the last known commit left them, so reading their changelogs on from there gives either nothing or exactly the commit in question.
    /// </summary>
    private void AskForState()
    {
        foreach (var task in _tasks.Values)
        {
            if (task.State == TaskState.Running && task.Stores.Count > 0)
                Restore(task);
        }
    }
}
