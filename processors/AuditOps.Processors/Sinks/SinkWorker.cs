using AuditOps.Kafka;
using AuditOps.Processors.Health;
using AuditOps.Schemas.Avro;
using AuditOps.Warehouse.Audit;
using AuditOps.Warehouse.Client;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Sinks;

/// <summary>
/// Reads one topic and stores it in one table: one batch fills while another is on its way. A batch is planned, inserted, and then its offsets, letters and
/// counts become visible together; what was left open is repeated exactly before anything new is read. Nothing is dropped while ClickHouse is away: the group
/// membership is kept and the reading stops. All fields belong to the worker's thread.
/// </summary>
internal sealed partial class SinkWorker : IAsyncDisposable, IHealthSource
{
    private const int MaxPollRecords = 1000;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a full batch waits without polling before the partitions are paused; pausing throws away what was fetched ahead.</summary>
    private static readonly TimeSpan PauseAfter = TimeSpan.FromSeconds(2);

    private readonly SinkTable _table;
    private readonly SinkOptions _options;
    private readonly SinkTransactions _transactions;
    private readonly SinkJob _job;
    private readonly SinkRecovery _recovery;
    private readonly SinkTelemetry _telemetry;
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

    /// <param name="name">Name of this worker among all that run at the same time anywhere: what it leaves open when it dies, the next of that name ends at once.</param>
    public SinkWorker(
        SinkTable table, SinkOptions options, KafkaClientFactory clients, ClickHouseClient clickhouse, ISchemaSource schemas, string name, SinkTelemetry telemetry,
        TimeProvider time, ILogger logger)
    {
        _table = table;
        _options = options;
        _telemetry = telemetry;
        _time = time;
        _logger = logger;
        _health = new SinkHealth(time);
        _transactions = new SinkTransactions(clients, table.Name, $"{table.Group}/{name}", options.TransactionTimeout, logger);
        _job = new SinkJob(table, new SinkStore(clickhouse, options, time, telemetry, logger), _transactions, _health, telemetry, time, logger);
        var losses = new SinkLosses(table, new StoredPlaces(clickhouse), options, _health, time);
        var gaps = new SinkGaps(table, _transactions, telemetry, time, logger);
        _recovery = new SinkRecovery(table, _job, losses, gaps, new SinkPlans(clients, table.Name, schemas, time), _transactions, _health, telemetry, clients, time, logger);
        _consumer = new ConsumerBuilder<byte[], byte[]>(clients.ConsumerConfig(table.Group, table.Group, AutoOffsetReset.Error))
            .SetPartitionsAssignedHandler((_, given) => OnAssigned(given))
            .SetPartitionsRevokedHandler((_, removed) => OnRevoked(removed))
            .SetPartitionsLostHandler((_, removed) => OnLost(removed))
            .SetErrorHandler((_, error) => Log.KafkaError(_logger, table.Name, error.Code.ToString(), error.Reason))
            .SetLogHandler((_, message) => Log.KafkaMessage(_logger, table.Name, message.Facility, message.Message))
            .Build();
        _retention = new TopicRetention(_consumer.Handle, table.Topic, time);
        Reporter = $"sink/{name}";
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
        // A job that did not end in time still holds the producer.
        await Task.WhenAny(_last);
        _transactions.Dispose();
        await _retention.StopAsync();
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
        PublishStatus();
        if (IsRecovering())
        {
            SetPaused(true);
            PollPaused();
            return;
        }

        FinishIfStored();
        if (_isOutOfRange)
        {
            WaitForRecovery();
            return;
        }

        if (_sending is null && IsDue())
            Send();
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

        if (IsIdle())
        {
            CommitEnds();
            return;
        }

        SetPaused(false);
        Poll(UntilDue());
    }

    private bool IsFull => _filling.Records >= _options.MaxRows || _filling.Bytes >= _options.MaxBytes;

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
                // Partitions that have just been given are read once their open plans are done.
                if (_mustRecover)
                    return;
                if (result is null)
                {
                    _isDrained = true;
                    return;
                }

                if (result.IsPartitionEOF)
                    continue;
                _endsCommitted = false;
                Take(SinkRecord.Of(result));
            }
        }
        catch (ConsumeException e) when (SinkErrors.IsOutOfRange(e.Error.Code))
        {
            _isOutOfRange = !_mustRecover;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
        {
            _health.Failed(e.Error.Reason);
            Log.KafkaError(_logger, _table.Name, e.Error.Code.ToString(), e.Error.Reason);
            _stop.Token.WaitHandle.WaitOne(_options.BackOffFirst);
        }
    }

    /// <summary>Turns a record into rows of the filling batch, or puts it at the head of those that wait for their schema.</summary>
    private void Take(in SinkRecord record)
    {
        if (_filling.TryTake(_table, record, _epochs[record.Partition.Partition.Value], _time.GetTimestamp(), out var waitsFor))
            return;
        _health.Failed(waitsFor);
        _waiting.Enqueue(record);
    }

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
            _jobEnded.Wait(PollWait);
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
            if (_consumer.Consume(PollWait) is { IsPartitionEOF: false } result && !_mustRecover && _recovering is null)
                _waiting.Enqueue(SinkRecord.Of(result));
        }
        catch (ConsumeException e) when (SinkErrors.IsOutOfRange(e.Error.Code))
        {
            _isOutOfRange = !_mustRecover && _recovering is null;
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && !SinkErrors.IsRefusal(e.Error.Code))
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
}
