using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <content>The end of a transaction.</content>
internal sealed partial class StreamWorker
{
    private long _commitStarted;

    /// <summary>Commits the work of all tasks together.</summary>
    private void Commit()
    {
        if (!_commitPending)
        {
            _lastCommit = _commitStarted = _time.GetTimestamp();
            _isCommitAsked = false;
            Gather();
            if (_dirty.Count == 0)
                return;
            foreach (var task in _dirty)
                task.WriteChanges(_session);
            _commitPending = true;
        }

        FinishCommit();
    }

    private void Gather()
    {
        _dirty.Clear();
        _offsets.Clear();
        foreach (var task in _tasks.Values)
        {
            if (task.State != TaskState.Running || !task.IsDirty)
                continue;
            _dirty.Add(task);
            foreach (var input in task.Inputs)
            {
                if (input.IsDirty)
                    _offsets.Add(new TopicPartitionOffset(input.Partition, input.Position));
            }
        }
    }

    private void FinishCommit()
    {
        _session.Commit(_offsets);
        _commitPending = false;
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var offset in _offsets)
        {
            if (!_inputs.TryGetValue(offset.TopicPartition, out var input))
                continue;
            input.MarkCommitted(offset.Offset.Value);
            _telemetry.Arrived(now - input.LastTimestampMs);
        }

        foreach (var task in _dirty)
        {
            task.Committed();
            foreach (var slot in task.Stores)
                _telemetry.DroppedLate(slot.TakeLate());
        }

        _backOff.Reset();
        _telemetry.Committed(_time.GetElapsedTime(_commitStarted));
        if (_snapshots is not null)
        {
            foreach (var task in _dirty)
                _snapshots.WriteIfDue(_topology.Name, task);
        }
    }
}
