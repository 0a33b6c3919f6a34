using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <content>Partitions that come and go. Called from inside the poll, so between batches.</content>
internal sealed partial class StreamWorker
{
    /// <summary>Tasks of the last assignment. Their stores hold committed state up to a known offset: a task that comes back before long goes on from there.</summary>
    private readonly Dictionary<(int SubTopology, int Partition), (StreamTask Task, long At)> _parked = [];

    void IPollListener.OnAssigned(IReadOnlyList<TopicPartition> added)
    {
        _telemetry.Rebalanced("assigned");
        foreach (var partition in added)
        {
            var subTopology = Array.FindIndex(_topology.Sources, source => source.Topics.Contains(partition.Topic, StringComparer.Ordinal));
            if (subTopology < 0 || _inputs.ContainsKey(partition))
                continue;
            var task = TaskOf(subTopology, partition.Partition.Value);
            var input = new TaskInput(partition, task);
            task.Inputs.Add(input);
            _inputs.Add(partition, input);
        }

        _parked.Clear();
        Log.Assigned(_logger, _index, Names(added));
    }

    void IPollListener.OnRevoked(IReadOnlyList<TopicPartition> removed)
    {
        _telemetry.Rebalanced("revoked");
        if (!_rewindPending)
        {
            try
            {
                Commit();
            }
            catch (StreamsException e)
            {
                // The partitions go in any case; their next owner starts at what is committed. What stays here is done again.
                Log.CommitBeforeRevokeFailed(_logger, e, _index);
                GiveUp(e, e.Code);
            }
        }

        Remove(removed);
        Log.Revoked(_logger, _index, Names(removed));
    }

    void IPollListener.OnLost(IReadOnlyList<TopicPartition> removed)
    {
        _telemetry.Rebalanced("lost");
        // Whatever the transaction holds of these partitions must not be committed, and it holds the others' work as well.
        if (!_rewindPending)
            GiveUp(new StreamsException(StreamsErrorCode.KafkaAborted, "partitions were taken away"), StreamsErrorCode.KafkaAborted);
        Remove(removed);
        Log.Lost(_logger, _index, Names(removed));
    }

    void IPollListener.OnReachedEnd(TopicPartition partition, long offset)
    {
        if (_inputs.TryGetValue(partition, out var input))
            input.ReachedEnd(offset);
    }

    private StreamTask TaskOf(int subTopology, int partition)
    {
        if (_tasks.TryGetValue((subTopology, partition), out var task))
            return task;
        if (_parked.Remove((subTopology, partition), out var parked) && _time.GetElapsedTime(parked.At) < _options.SnapshotMaxAge)
            task = parked.Task;
        else
            task = new StreamTask(_topology, subTopology, partition, _restorer.PartitionCount(_topology.Sources[subTopology].Topics[0]), _tables, _options);
        _tasks.Add((subTopology, partition), task);
        if (task.Stores.Count > 0)
            Restore(task);
        else
            task.State = task.NeedsTables ? TaskState.Restoring : TaskState.Running;
        return task;
    }

    private void Remove(IReadOnlyList<TopicPartition> removed)
    {
        foreach (var partition in removed)
        {
            if (!_inputs.Remove(partition, out var input))
                continue;
            var task = input.Task;
            task.Inputs.Remove(input);
            if (task.Inputs.Count > 0)
                continue;
            _tasks.Remove((task.SubTopology, task.Partition));
            // A task that is being restored belongs to the restorer; it is given up rather than shared.
            if (Close(task) && task.Stores.Count > 0)
                _parked[(task.SubTopology, task.Partition)] = (task, _time.GetTimestamp());
        }

        // Records polled just before this call are read again by the next owner, or by this worker from the committed offset.
        _batch.RemoveAll(record => !_inputs.ContainsKey(record.Partition));
    }

    /// <returns>Whether the task's stores are whole and free.</returns>
    private bool Close(StreamTask task)
    {
        var wasRunning = task.State == TaskState.Running;
        if (!wasRunning)
            _restorer.Cancel(task);
        task.State = TaskState.Closed;
        if (!wasRunning)
            return false;
        task.Rollback();
        _snapshots?.Write(_topology.Name, task);
        return true;
    }

    private void Restore(StreamTask task)
    {
        task.State = TaskState.Restoring;
        _restorer.Add(task);
    }

    /// <summary>Takes over tasks whose stores are filled and whose tables are complete.</summary>
    private void StartRestored()
    {
        foreach (var task in _tasks.Values)
        {
            // The restorer says so once: it is asked last.
            if (task.State != TaskState.Restoring || (task.NeedsTables && !_tables.AreComplete) || (task.Stores.Count > 0 && !_restorer.IsDone(task)))
                continue;
            task.State = TaskState.Running;
            foreach (var input in task.Inputs)
            {
                if (input.HasSkipped && input.Committed >= 0)
                    _session.Seek(input.Partition, input.Committed);
                input.HasSkipped = false;
            }
        }
    }

    private void UpdatePauses()
    {
        foreach (var input in _inputs.Values)
        {
            var pause = input.Task.State != TaskState.Running || _guard.IsTripped || _mustYield(input.Partition.Topic);
            if (pause == input.IsPaused)
                continue;
            if (pause)
                _session.Pause([input.Partition]);
            else
                _session.Resume([input.Partition]);
            input.IsPaused = pause;
        }
    }

    private static string Names(IReadOnlyList<TopicPartition> partitions) =>
        partitions.Count == 0 ? "nothing" : string.Join(", ", partitions.Select(partition => $"{partition.Topic}/{partition.Partition.Value}"));
}
