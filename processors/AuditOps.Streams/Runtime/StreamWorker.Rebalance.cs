using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <content>Partitions that come and go. Called from inside the poll, so between batches.</content>
internal sealed partial class StreamWorker
{
    void IPollListener.OnAssigned(IReadOnlyList<TopicPartition> added)
    {
        _telemetry.Rebalanced("assigned");
        foreach (var partition in added)
        {
            var source = Array.Find(_topology.Sources, source => source.Name == partition.Topic);
            if (source is not null)
                _tasks[partition] = new StreamTask(_topology, source, partition, _options);
        }

        // The next turn pauses or resumes them as it must.
        _isPaused = null;
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
                // The partitions go in any case; their next owner starts at what is committed.
                Log.CommitBeforeRevokeFailed(_logger, e, _index);
            }
        }

        Remove(removed);
        Log.Revoked(_logger, _index, Names(removed));
    }

    void IPollListener.OnLost(IReadOnlyList<TopicPartition> removed)
    {
        _telemetry.Rebalanced("lost");
        Remove(removed);
        Log.Lost(_logger, _index, Names(removed));
    }

    void IPollListener.OnReachedEnd(TopicPartition partition, long offset)
    {
        if (_tasks.TryGetValue(partition, out var task))
            task.ReachedEnd(offset);
    }

    private void Remove(IReadOnlyList<TopicPartition> removed)
    {
        foreach (var partition in removed)
            _tasks.Remove(partition);
        // Records polled just before this call are read again by the next owner, or by this worker from the committed offset.
        _batch.RemoveAll(record => !_tasks.ContainsKey(record.Partition));
    }

    private static string Names(IReadOnlyList<TopicPartition> partitions) =>
        partitions.Count == 0 ? "nothing" : string.Join(", ", partitions.Select(partition => $"{partition.Topic}/{partition.Partition.Value}"));
}
