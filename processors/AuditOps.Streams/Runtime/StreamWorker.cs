using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// One group member with its producer and its tasks: polls, processes the whole batch, commits when due. Guarantee: at least once.
/// Everything here, rebalance calls included, runs on one thread; only <see cref="Status"/> may be read from others.
/// </summary>
internal sealed partial class StreamWorker : IPollListener, IDisposable
{
    private readonly Topology _topology;
    private readonly StreamsOptions _options;
    private readonly IKafkaSession _session;
    private readonly TimeProvider _time;
    private readonly StreamsTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly Func<bool> _mustYield;
    private readonly int _index;
    private readonly BackOff _backOff;
    private readonly Dictionary<TopicPartition, StreamTask> _tasks = [];
    private readonly List<KafkaRecord> _batch = [];
    private readonly List<TopicPartitionOffset> _offsets = [];
    private long _lastCommit;
    private bool _rewindPending;

    /// <summary>Null when not known: librdkafka remembers a pause across a rebalance.</summary>
    private bool? _isPaused;

    public StreamWorker(
        Topology topology, StreamsOptions options, int index, IKafkaSession session, TimeProvider time, StreamsTelemetry telemetry, ILogger logger, Func<bool> mustYield)
    {
        _topology = topology;
        _options = options;
        _index = index;
        _session = session;
        _time = time;
        _telemetry = telemetry;
        _logger = logger;
        _mustYield = mustYield;
        _backOff = new BackOff(options.BackOffFirst, options.BackOffMax, new Random(index));
        _status = new WorkerStatus { Worker = index, State = WorkerState.Starting };
    }

    public void Start()
    {
        _session.Subscribe(_topology.SourceTopics, this);
        _lastCommit = _time.GetTimestamp();
        Log.WorkerStarted(_logger, _index, _topology.Name, string.Join(", ", _topology.SourceTopics));
    }

    /// <summary>One turn: poll, process, commit when due.</summary>
    /// <returns>How long to wait before the next turn; zero to go on at once.</returns>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.KafkaFatal"/>: the worker cannot go on.</exception>
    public TimeSpan RunOnce()
    {
        try
        {
            if (_rewindPending)
                Rewind();
            UpdatePause();
            _session.Poll(PollWait(), _options.MaxPollRecords, _batch);
            ProcessBatch();
            if (IsCommitDue())
                Commit();
            PublishStatus(_isPaused == true ? WorkerState.Yielding : WorkerState.Running);
            return TimeSpan.Zero;
        }
        catch (StreamsException e) when (e.Code == StreamsErrorCode.KafkaFatal)
        {
            RecordError(e);
            PublishStatus(WorkerState.Failed, force: true);
            throw;
        }
        catch (Exception e)
        {
            // The loop's edge: a failed client call, a record that cannot pass yet, or a step that threw. All end in doing the batch again.
            return Recover(e);
        }
    }

    /// <summary>Commits what is processed and leaves the group.</summary>
    public void Dispose()
    {
        try
        {
            Commit();
        }
        catch (StreamsException e)
        {
            Log.LastCommitFailed(_logger, e, _index);
        }

        _tasks.Clear();
        _session.Dispose();
        PublishStatus(_status.State == WorkerState.Failed ? WorkerState.Failed : WorkerState.Stopped, force: true);
        Log.WorkerStopped(_logger, _index, _topology.Name);
    }

    private void ProcessBatch()
    {
        if (_batch.Count == 0)
            return;
        var started = _time.GetTimestamp();
        // First of all: if the batch fails half-way, the partitions behind the failure must be sought back too.
        NoteOffsets();
        long processed = 0;
        foreach (var record in _batch)
        {
            // A straggler of a partition that has left; its new owner reads it.
            if (!_tasks.TryGetValue(record.Partition, out var task))
                continue;
            if (task.Process(record, _session) is { } code)
            {
                _deadLettered++;
                _telemetry.DeadLetter(code);
                Log.DeadLettered(_logger, record.Partition.Topic, record.Partition.Partition.Value, record.Offset, code);
            }

            processed++;
        }

        _processed += processed;
        _batch.Clear();
        _telemetry.Processed(processed, _time.GetElapsedTime(started));
    }

    private void NoteOffsets()
    {
        foreach (var record in _batch)
        {
            if (_tasks.TryGetValue(record.Partition, out var task))
                task.Saw(record.Offset);
        }
    }

    private bool IsCommitDue() => _time.GetElapsedTime(_lastCommit) >= _options.CommitInterval;

    private void Commit()
    {
        _offsets.Clear();
        foreach (var task in _tasks.Values)
        {
            if (task.IsDirty)
                _offsets.Add(new TopicPartitionOffset(task.Partition, task.Position));
        }

        var started = _time.GetTimestamp();
        _lastCommit = started;
        if (_offsets.Count == 0)
            return;
        _session.Commit(_offsets);
        foreach (var offset in _offsets)
            _tasks[offset.TopicPartition].MarkCommitted(offset.Offset.Value);
        _backOff.Reset();
        _telemetry.Committed(_time.GetElapsedTime(started));
    }

    private TimeSpan PollWait()
    {
        var untilCommit = _options.CommitInterval - _time.GetElapsedTime(_lastCommit);
        return untilCommit <= TimeSpan.Zero ? TimeSpan.Zero : untilCommit < _options.PollWait ? untilCommit : _options.PollWait;
    }

    private void UpdatePause()
    {
        var pause = _mustYield();
        if (pause == _isPaused || _tasks.Count == 0)
            return;
        if (pause)
            _session.Pause(_tasks.Keys);
        else
            _session.Resume(_tasks.Keys);
        _isPaused = pause;
    }
}
