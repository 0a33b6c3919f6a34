using System.Collections.Concurrent;
using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// Fills the stores of tasks: from their snapshot if there is a good one, then from the changelog to its very end. Runs on a thread of its own, so that no worker
/// misses a poll; a task's stores are the restorer's from <see cref="Add"/> until <see cref="IsDone"/>.
/// </summary>
internal sealed class Restorer : IDisposable
{
    private const int MaxPollRecords = 5_000;
    private static readonly ParallelOptions Reading = new() { MaxDegreeOfParallelism = Math.Min(4, Environment.ProcessorCount) };
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan IdleWait = TimeSpan.FromMilliseconds(10);

    private readonly Topology _topology;
    private readonly IKafkaAccess _access;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<StreamTask, RestoreJob> _jobs = [];
    private readonly ConcurrentDictionary<string, int> _partitionCounts = new(StringComparer.Ordinal);
    private readonly Dictionary<TopicPartition, RestoreSlot> _reading = [];
    private readonly List<KafkaRecord> _records = [];
    private readonly List<TopicPartitionOffset> _ended = [];
    private readonly List<TopicPartition> _outOfRange = [];
    private ITableReader? _reader;
    private bool _isChanged;
    private bool _isAssigned;
    private long _remaining;

    public Restorer(Topology topology, StreamsOptions options, IKafkaAccess access, TimeProvider time, ILogger logger)
    {
        _topology = topology;
        _access = access;
        _time = time;
        _logger = logger;
        if (options.StateDirectory is { } folder)
            Snapshots = new SnapshotFolder(folder, options.SnapshotInterval, options.SnapshotMaxAge, time, logger);
    }

    public SnapshotFolder? Snapshots { get; }

    /// <summary>Tasks that wait for their stores.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
                return _jobs.Values.Count(job => !job.IsDone);
        }
    }

    /// <summary>Any thread. Offsets of changelogs that are still to be read, as far as their ends are known.</summary>
    public long Remaining => Interlocked.Read(ref _remaining);

    /// <summary>Any thread. The topic's partitions; asked for once.</summary>
    /// <exception cref="StreamsException">The topic is not there, or nobody answers.</exception>
    public int PartitionCount(string topic)
    {
        if (_partitionCounts.TryGetValue(topic, out var count))
            return count;
        lock (_partitionCounts)
        {
            using var reader = _access.OpenReader("topics");
            return _partitionCounts.GetOrAdd(topic, reader.PartitionCount);
        }
    }

    /// <summary>Any thread.</summary>
    public void Add(StreamTask task)
    {
        lock (_lock)
        {
            _jobs[task] = new RestoreJob(task, _time.GetTimestamp());
            _isChanged = true;
        }
    }

    /// <summary>Any thread. The task's stores are not to be used again.</summary>
    public void Cancel(StreamTask task)
    {
        lock (_lock)
        {
            _jobs.Remove(task);
            _isChanged = true;
        }
    }

    /// <summary>Any thread. True once: the stores are whole, and the caller's from now on.</summary>
    public bool IsDone(StreamTask task)
    {
        lock (_lock)
            return _jobs.TryGetValue(task, out var job) && job.IsDone && _jobs.Remove(task);
    }

    /// <summary>One turn.</summary>
    /// <returns>How long to wait before the next one.</returns>
    public TimeSpan RunOnce()
    {
        try
        {
            Rearrange();
            if (_reading.Count == 0)
                return IdleWait;
            _reader!.Poll(PollWait, MaxPollRecords, _records, _ended, _outOfRange);
            Apply();
            return TimeSpan.Zero;
        }
        catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaTransient)
        {
            Apply();
            Log.ReadingFailed(_logger, e, _topology.Name);
            return TimeSpan.FromMilliseconds(200);
        }
    }

    public void Dispose() => _reader?.Dispose();

    private void Rearrange()
    {
        List<RestoreJob> jobs;
        lock (_lock)
        {
            if (!_isChanged)
                return;
            _isChanged = false;
            jobs = [.. _jobs.Values.Where(job => !job.IsDone)];
        }

        var wanted = jobs.SelectMany(job => job.Slots).Where(slot => !slot.IsDone).ToDictionary(slot => slot.Slot.Changelog);
        // Each file fills a store of its own; reading is more work for the processor than for the disk.
        if (Snapshots is { } snapshots)
            Parallel.ForEach(wanted.Values.Where(slot => slot.Slot.Next < 0), Reading, slot => snapshots.Read(_topology.Name, slot.Slot));

        _reading.Clear();
        foreach (var (partition, slot) in wanted)
            _reading.Add(partition, slot);
        Assign();
    }

    private void Assign()
    {
        if (_reading.Count == 0 && _reader is null)
            return;
        _reader ??= _access.OpenReader("restore");
        _isAssigned = _reading.Count > 0;
        _reader.Assign([.. _reading.Values.Select(reading =>
            new TopicPartitionOffset(reading.Slot.Changelog, reading.Slot.Next < 0 ? Offset.Beginning : new Offset(reading.Slot.Next)))]);
        Measure();
    }

    private void Measure()
    {
        long remaining = 0;
        foreach (var (partition, reading) in _reading)
            remaining += Math.Max(0, (_reader!.End(partition) ?? 0) - Math.Max(0, reading.Slot.Next));
        Interlocked.Exchange(ref _remaining, remaining);
    }

    private void Apply()
    {
        foreach (var record in _records)
        {
            if (!_reading.TryGetValue(record.Partition, out var reading))
                continue;
            reading.Slot.Store.Restore(record.Key, record.Value, record.Value is null, record.TimestampMs);
            reading.Slot.Next = record.Offset + 1;
            reading.Records++;
        }

        var isChanged = false;
        foreach (var end in _ended)
        {
            if (!_reading.Remove(end.TopicPartition, out var reading))
                continue;
            reading.Slot.Next = Math.Max(reading.Slot.Next, end.Offset.Value);
            reading.IsDone = true;
            Log.Restored(
                _logger, reading.Slot.Store.Name, end.Partition.Value, reading.Records, _time.GetElapsedTime(reading.Job.Started).TotalMilliseconds, reading.Slot.Store.Entries);
            if (Array.TrueForAll(reading.Job.Slots, slot => slot.IsDone))
                reading.Job.IsDone = true;
        }

        foreach (var partition in _outOfRange)
        {
            if (!_reading.TryGetValue(partition, out var reading))
                continue;
            // Entries that the log has forgotten by compaction or age may be deleted ones: nothing that is known can be trusted.
            Log.ChangelogTruncated(_logger, reading.Slot.Store.Name, partition.Partition.Value);
            reading.Slot.Store.Clear();
            reading.Slot.Next = -1;
            reading.Records = 0;
            isChanged = true;
        }

        _records.Clear();
        _ended.Clear();
        _outOfRange.Clear();
        // Partitions that are done stay assigned until all are: a new assignment would throw away what has been fetched ahead for the others.
        if (isChanged || (_reading.Count == 0 && _isAssigned))
            Assign();
        else
            Measure();
    }
}
