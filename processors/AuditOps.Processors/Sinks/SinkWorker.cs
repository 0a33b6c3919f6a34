using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Warehouse;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Reads one topic and stores it in one table: one batch fills while another is on its way, offsets are committed after the insert. Guarantee: at least once
/// with repeats that meet in the table, so stored once; nothing is dropped while ClickHouse is away, the group membership is kept and the reading stops.
/// All fields belong to the worker's thread.
/// </summary>
internal sealed partial class SinkWorker : IAsyncDisposable
{
    private const int MaxPollRecords = 1000;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a full batch waits without polling before the partitions are paused; pausing throws away what was fetched ahead.</summary>
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(2);

    private readonly SinkTable _table;
    private readonly SinkOptions _options;
    private readonly SinkStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Queue<SinkRecord> _waiting = new();
    private SinkBatch _filling = new();
    private SinkBatch _spare = new();
    private long _fullSince;

    /// <summary>Null when not known: librdkafka remembers a pause across a rebalance.</summary>
    private bool? _isPaused;
    private bool _isStarted;

    /// <summary>The last poll took everything that had been fetched.</summary>
    private bool _isDrained;

    public SinkWorker(SinkTable table, SinkOptions options, KafkaClientFactory clients, SinkStore store, TimeProvider time, ILogger logger)
    {
        _table = table;
        _options = options;
        _store = store;
        _time = time;
        _logger = logger;
        _health = new SinkHealth(time);
        _consumer = new ConsumerBuilder<byte[], byte[]>(clients.ConsumerConfig(table.Group, table.Group, AutoOffsetReset.Earliest))
            .SetPartitionsAssignedHandler((_, _) => { _isPaused = null; })
            .SetPartitionsRevokedHandler((_, removed) => OnRevoked(removed))
            .SetPartitionsLostHandler((_, removed) => OnLost(removed))
            .SetErrorHandler((_, error) => Log.KafkaError(_logger, table.Name, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, message) => Log.KafkaMessage(_logger, table.Name, message.Facility, message.Message))
            .Build();
    }

    /// <summary>Ends when the worker has stopped; faults when it cannot go on.</summary>
    public Task Completion => _ended.Task;

    public void Start()
    {
        _isStarted = true;
        new Thread(Run) { IsBackground = true, Name = $"sink-{_table.Name}" }.Start();
    }

    /// <summary>Finishes the batch on its way and leaves the group. What only fills a batch is not committed and is read again.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (!_isStarted)
            return;
        try
        {
            await _ended.Task;
        }
        catch (Exception)
        {
            // Logged where it happened, and whoever watches Completion has seen it.
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _consumer.Dispose();
        _stop.Dispose();
        _filling.Dispose();
        _spare.Dispose();
    }

    private void Run()
    {
        try
        {
            _consumer.Subscribe(_table.Topic);
            Log.SinkStarted(_logger, _table.Name, _table.Topic, _table.Table);
            while (!_stop.IsCancellationRequested)
                Turn();
            Drain();
            // Leaves the group at once, so that another worker takes over without waiting for the session timeout.
            _consumer.Close();
            Log.SinkStopped(_logger, _table.Name);
            _ended.SetResult();
        }
        catch (Exception e)
        {
            // The thread's edge: the cluster refuses this client, or a fault of ours. The process must not run on with a sink that is dead.
            _health.Failed(e.Message);
            Log.SinkFailed(_logger, e, _table.Name);
            _ended.SetException(e);
        }
    }

    private void Turn()
    {
        FinishIfStored();
        if (_sending is null && IsDue())
            Send();
        PublishStatus();
        if (IsFull)
        {
            WaitWhileFull();
            return;
        }

        _fullSince = 0;
        if (_waiting.Count > 0)
        {
            TakeWaiting();
            return;
        }

        SetPaused(false);
        Poll(UntilDue());
    }

    private bool IsFull => _filling.Rows + _filling.Unwritable.Count >= _options.MaxRows || _filling.Bytes >= _options.MaxBytes;

    private bool IsDue() => !_filling.IsEmpty && (IsFull || _time.GetElapsedTime(_filling.StartedAt) >= MaxAge);

    private TimeSpan MaxAge => _isDrained ? _options.MaxAge : _options.MaxAgeInBacklog;

    /// <summary>While a batch is on its way its end is looked for often, so that the next one leaves without delay.</summary>
    private TimeSpan UntilDue()
    {
        if (_sending is not null)
            return TimeSpan.FromMilliseconds(20);
        if (_filling.IsEmpty)
            return PollWait;
        var left = MaxAge - _time.GetElapsedTime(_filling.StartedAt);
        return left <= TimeSpan.Zero ? TimeSpan.Zero : left < PollWait ? left : PollWait;
    }

    private void Poll(TimeSpan wait)
    {
        try
        {
            _isDrained = false;
            for (var polled = 0; polled < MaxPollRecords && !IsFull && _waiting.Count == 0; polled++)
            {
                var result = _consumer.Consume(polled == 0 ? wait : TimeSpan.Zero);
                if (result is null)
                {
                    _isDrained = true;
                    return;
                }

                if (result.IsPartitionEOF)
                    continue;
                Take(new SinkRecord(result.TopicPartition, result.Offset.Value, result.Message.Key, result.Message.Value, result.Message.Headers));
            }
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && !IsRefusal(e.Error.Code))
        {
            _health.Failed(e.Error.Reason);
            Log.KafkaError(_logger, _table.Name, e.Error.Code.ToString(), e.Error.Reason);
            _stop.Token.WaitHandle.WaitOne(_options.BackOffFirst);
        }
    }

    /// <summary>Turns a record into a row of the filling batch, or puts it at the head of those that wait for their schema.</summary>
    private void Take(in SinkRecord record)
    {
        var now = _time.GetTimestamp();
        try
        {
            _table.WriteRow(record, _filling.Output);
            _filling.AddRow(record, now);
        }
        catch (UnknownSchemaException e)
        {
            _health.Failed(e.Message);
            _waiting.Enqueue(record);
        }
        catch (AvroException e)
        {
            Refuse(record, DeadLetterCode.EventUndecodable, e.Message, now);
        }
        catch (WarehouseException e)
        {
            Refuse(record, DeadLetterCode.RowRefused, e.Message, now);
        }
    }

    private void Refuse(in SinkRecord record, DeadLetterCode code, string reason, long now) =>
        _filling.AddUnwritable(new RefusedRecord(record, code, reason), now);

    private void TakeWaiting()
    {
        var first = _waiting.Dequeue();
        var others = _waiting.ToArray();
        _waiting.Clear();
        Take(first);
        if (_waiting.Count == 0)
        {
            _health.Succeeded();
            foreach (var record in others)
                Take(record);
            return;
        }

        foreach (var record in others)
            _waiting.Enqueue(record);
        SetPaused(true);
        PollPaused();
    }

    private void WaitWhileFull()
    {
        if (_fullSince == 0)
            _fullSince = _time.GetTimestamp();
        if (_time.GetElapsedTime(_fullSince) < PauseAfter)
        {
            _stored.Wait(PollWait);
            return;
        }

        SetPaused(true);
        PollPaused();
    }

    /// <summary>Keeps the group membership alive. Nothing should come from paused partitions; what comes all the same waits its turn.</summary>
    private void PollPaused()
    {
        try
        {
            if (_consumer.Consume(PollWait) is { IsPartitionEOF: false } result)
                _waiting.Enqueue(new SinkRecord(result.TopicPartition, result.Offset.Value, result.Message.Key, result.Message.Value, result.Message.Headers));
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && !IsRefusal(e.Error.Code))
        {
            Log.KafkaError(_logger, _table.Name, e.Error.Code.ToString(), e.Error.Reason);
        }
    }

    private void SetPaused(bool paused)
    {
        if (paused == _isPaused)
            return;
        if (paused)
            _consumer.Pause(_consumer.Assignment);
        else
            _consumer.Resume(_consumer.Assignment);
        _isPaused = paused;
    }

    private static bool IsRefusal(ErrorCode code) => code is
        ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed or
        ErrorCode.SaslAuthenticationFailed or ErrorCode.UnsupportedVersion or ErrorCode.InvalidGroupId;
}
