using AuditOps.Streams.Runtime.Kafka;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Streams.Runtime;

/// <summary>
/// One group member with its producer and its tasks: polls, processes the whole batch, commits when due. Everything here, rebalance calls included, runs on one thread;
/// only <see cref="Status"/> may be read from others.
/// </summary>
internal sealed partial class StreamWorker : IPollListener, IDisposable
{
    private readonly Topology _topology;
    private readonly StreamsOptions _options;
    private readonly IKafkaSession _session;
    private readonly Restorer _restorer;
    private readonly BroadcastTables _tables;
    private readonly SnapshotFolder? _snapshots;
    private readonly TimeProvider _time;
    private readonly StreamsTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly Func<string, bool> _mustYield;
    private readonly int _index;
    private readonly BackOff _backOff;
    private readonly DeadLetterGuard _guard;
    private readonly Dictionary<(int SubTopology, int Partition), StreamTask> _tasks = [];
    private readonly Dictionary<TopicPartition, TaskInput> _inputs = [];
    private readonly List<KafkaRecord> _batch = [];
    private readonly List<StreamTask> _dirty = [];
    private readonly List<TopicPartitionOffset> _offsets = [];
    private int _batchAt;
    private long _lastCommit;
    private bool _isInitialized;
    private bool _rewindPending;
    private bool _isCommitAsked;

    /// <summary>A commit was begun and its outcome is not known: the same one must be asked for again.</summary>
    private bool _commitPending;

    public StreamWorker(
        Topology topology, StreamsOptions options, int index, IKafkaSession session, Restorer restorer, BroadcastTables tables,
        TimeProvider time, StreamsTelemetry telemetry, ILogger logger, Func<string, bool> mustYield)
    {
        _topology = topology;
        _options = options;
        _index = index;
        _session = session;
        _restorer = restorer;
        _tables = tables;
        _snapshots = restorer.Snapshots;
        _time = time;
        _telemetry = telemetry;
        _logger = logger;
        _mustYield = mustYield;
        _backOff = new BackOff(options.BackOffFirst, options.BackOffMax, new Random(index));
        _guard = new DeadLetterGuard(options, time);
        _status = new WorkerStatus { Worker = index, State = WorkerState.Starting };
    }

    public IReadOnlyCollection<StreamTask> Tasks => _tasks.Values;

    /// <summary>One turn: poll, process, commit when due.</summary>
    /// <returns>How long to wait before the next turn; zero to go on at once.</returns>
    /// <exception cref="StreamsException">With <see cref="StreamsErrorCode.KafkaFatal"/>: the worker cannot go on.</exception>
    public TimeSpan RunOnce()
    {
        try
        {
            Initialize();
            if (_rewindPending)
                Rewind();
            if (_commitPending)
                FinishCommit();
            StartRestored();
            UpdatePauses();
            if (_batchAt == _batch.Count)
                Poll();
            ProcessBatch();
            Punctuate();
            if (IsCommitDue())
                Commit();
            PublishStatus(StateNow());
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
            // The loop's edge: a failed client call, a record that cannot pass yet, or a step that threw. All end in doing the work again.
            return Recover(e);
        }
    }

    /// <summary>Commits what is processed and leaves the group.</summary>
    public void Dispose()
    {
        try
        {
            if (!_rewindPending)
                Commit();
        }
        catch (StreamsException e)
        {
            Log.LastCommitFailed(_logger, e, _index);
        }

        foreach (var task in _tasks.Values)
            Close(task);
        _tasks.Clear();
        _inputs.Clear();
        _session.Dispose();
        PublishStatus(_status.State == WorkerState.Failed ? WorkerState.Failed : WorkerState.Stopped, force: true);
        Log.WorkerStopped(_logger, _index, _topology.Name);
    }

    private void Initialize()
    {
        if (_isInitialized)
            return;
        // Before anything is read: an earlier holder of the transactional id must not commit behind this one's back.
        foreach (var topic in _topology.SourceTopics)
            _restorer.PartitionCount(topic);
        _session.Initialize();
        _session.Subscribe(_topology.SourceTopics, this);
        _lastCommit = _time.GetTimestamp();
        _isInitialized = true;
        Log.WorkerStarted(_logger, _index, _topology.Name, string.Join(", ", _topology.SourceTopics));
    }

    private void Poll()
    {
        _batch.Clear();
        _batchAt = 0;
        var started = _time.GetTimestamp();
        _session.Poll(PollWait(), _options.MaxPollRecords, _batch);
        _telemetry.Polled(_time.GetElapsedTime(started));
    }

    private void ProcessBatch()
    {
        if (_batch.Count == _batchAt)
            return;
        var started = _time.GetTimestamp();
        // First of all: if the batch fails half-way, the partitions behind the failure must be sought back too.
        NoteOffsets();
        var latestMs = _time.GetUtcNow().ToUnixTimeMilliseconds() + (long)_options.TimestampSkew.TotalMilliseconds;
        var processed = 0;
        var buried = 0;
        try
        {
            for (; _batchAt < _batch.Count; _batchAt++)
            {
                var record = _batch[_batchAt];
                // A straggler of a partition that has left; its new owner reads it.
                if (!_inputs.TryGetValue(record.Partition, out var input))
                    continue;
                if (input.Task.State != TaskState.Running || _guard.IsTripped)
                {
                    input.HasSkipped = true;
                    continue;
                }

                if (input.Task.IsSuspect(record))
                    Commit();
                if (input.Task.Process(input, record, latestMs, _session) is { } code)
                {
                    buried++;
                    _telemetry.DeadLetter(code);
                    Log.DeadLettered(_logger, record.Partition.Topic, record.Partition.Partition.Value, record.Offset, code);
                }

                processed++;
            }
        }
        finally
        {
            _processed += processed;
            _deadLettered += buried;
            _telemetry.Processed(processed, _time.GetElapsedTime(started));
        }

        if (_guard.Add(processed, buried))
            Log.GuardTripped(_logger, _index, _topology.Name, _options.DeadLetterLimit);
    }

    private void NoteOffsets()
    {
        for (var i = _batchAt; i < _batch.Count; i++)
        {
            if (_inputs.TryGetValue(_batch[i].Partition, out var input))
                input.Saw(_batch[i].Offset);
        }
    }

    private void Punctuate()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (var task in _tasks.Values)
        {
            if (task.State != TaskState.Running || _guard.IsTripped)
                continue;
            for (var letters = task.Punctuate(now, _session); letters > 0; letters--)
            {
                _telemetry.DeadLetter(FailedRecord.PunctuationThrew);
                Log.PunctuationSwitchedOff(_logger, _index, _topology.Name, string.Join(", ", task.SwitchedOff));
            }
        }
    }

    /// <summary>Makes the next turn commit, due or not.</summary>
    public void AskForCommit() => _isCommitAsked = true;

    private bool IsCommitDue() => _isCommitAsked || _time.GetElapsedTime(_lastCommit) >= _options.CommitInterval;

    private TimeSpan PollWait()
    {
        var untilCommit = _options.CommitInterval - _time.GetElapsedTime(_lastCommit);
        return untilCommit <= TimeSpan.Zero ? TimeSpan.Zero : untilCommit < _options.PollWait ? untilCommit : _options.PollWait;
    }
}
