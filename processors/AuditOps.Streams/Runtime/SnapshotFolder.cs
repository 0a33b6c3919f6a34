using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// Snapshots of stores: one file a store and partition, replaced as a whole. Losing them costs time, never state. One that is old is not used: compaction takes tombstones away when the
/// changelog's delete retention is over, and what was deleted after the snapshot would come back with it.
/// </summary>
internal sealed class SnapshotFolder(string folder, TimeSpan interval, TimeSpan maxAge, TimeProvider time, ILogger logger)
{
    private readonly Dictionary<TopicPartition, long> _writtenAt = [];
    private readonly Lock _lock = new();

    /// <summary>Writes what has changed, when the last time is long enough ago. After a commit, by the task's worker.</summary>
    public void WriteIfDue(string topology, StreamTask task)
    {
        foreach (var slot in task.Stores)
        {
            lock (_lock)
            {
                if (!_writtenAt.TryGetValue(slot.Changelog, out var at))
                {
                    _writtenAt[slot.Changelog] = time.GetTimestamp();
                    continue;
                }

                if (time.GetElapsedTime(at) < interval)
                    continue;
            }

            Write(topology, slot);
        }
    }

    /// <summary>Writes what has changed. With nothing uncommitted, by the task's worker.</summary>
    public void Write(string topology, StreamTask task)
    {
        foreach (var slot in task.Stores)
            Write(topology, slot);
    }

    /// <summary>Fills an empty store; leaves it empty when there is no snapshot that can be trusted.</summary>
    public void Read(string topology, StoreSlot slot)
    {
        var file = FileOf(topology, slot);
        if (!File.Exists(file))
            return;
        try
        {
            (slot.Next, slot.SnapshotAt) = SnapshotFile.Read(file, topology, slot, time.GetUtcNow() - maxAge);
            slot.SnapshotNext = slot.Next;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or StreamsException)
        {
            slot.Store.Clear();
            slot.Next = -1;
            Log.SnapshotDiscarded(logger, file, e.Message);
        }
    }

    internal void Write(string topology, StoreSlot slot)
    {
        var now = time.GetUtcNow();
        // What has not changed is written again before it grows too old.
        if (slot.Next < 0 || (slot.Next == slot.SnapshotNext && now - slot.SnapshotAt < maxAge / 2))
            return;
        try
        {
            var file = FileOf(topology, slot);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            SnapshotFile.Write(file, topology, slot, now);
            slot.SnapshotAt = now;
            slot.SnapshotNext = slot.Next;
            lock (_lock)
                _writtenAt[slot.Changelog] = time.GetTimestamp();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The changelog has everything; only the next start takes longer.
            Log.SnapshotNotWritten(logger, e, slot.Store.Name, slot.Changelog.Partition.Value);
        }
    }

    private string FileOf(string topology, StoreSlot slot) => Path.Combine(folder, topology, $"{slot.Store.Name}-{slot.Changelog.Partition.Value}.snapshot");
}
