using System.Security.Cryptography;
using AuditOps.Kafka;
using AuditOps.Processors.Health;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Notify.Delivering;

/// <summary>
/// Sends what is planned on deliveries.v1 and writes what came of it to the same partition: the topic is the outbox and the only memory. Sent at least once, always under the
/// same id: whoever dies between the receiver's answer and the note of it leaves a delivery that looks unsent.
/// </summary>
internal sealed partial class DeliveryWorker : IAsyncDisposable, IHealthSource
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CommitEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly NotifyOptions _options;
    private readonly KafkaClientFactory _clients;
    private readonly ISchemaSource _schemas;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RetryPlan _retries;
    private readonly PlanReader _plans;
    private readonly Dictionary<string, TargetQueue> _targets = new(StringComparer.Ordinal);
    private readonly TargetQueue _orphans;
    private readonly TargetQueue _overflow;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _loops = [];

    /// <summary>Guards the partitions, their items and the queues; pulsed when an attempt ends.</summary>
    private readonly object _state = new();
    private readonly Dictionary<TopicPartition, DeliveryPartition> _partitions = [];
    private IConsumer<byte[], byte[]>? _consumer;
    private volatile Exception? _fatal;
    private bool _isPaused;
    private bool _isStarted;
    private long _delivered;
    private long _dead;
    private string? _lastError;
    private DateTimeOffset? _lastErrorAt;
    private DateTimeOffset? _degradedSince;

    public DeliveryWorker(NotifyOptions options, KafkaClientFactory clients, ISchemaSource schemas, string instance, TimeProvider time, ILogger logger)
    {
        _options = options;
        _clients = clients;
        _schemas = schemas;
        _time = time;
        _logger = logger;
        Reporter = $"notify/{instance}";
        _retries = new RetryPlan(options.RetryFirst, options.RetryMax, options.RetryAfterMax, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        _plans = new PlanReader(clients, schemas);
        _producer = clients.Producer("auditops-notify", config => config.LingerMs = 0);
        foreach (var target in options.Targets.Where(target => target.IsEnabled))
            _targets[target.Name] = new TargetQueue(target, Senders.Create(target, options, time), options.MaxHeldBytes, new TargetHealth(target.Name, target.Shown, Reporter));
        var nobody = new TargetOptions { Name = "none", Kind = TargetKind.Webhook };
        var noRoom = new RefusingSender("overflow", static delivery => $"Too many deliveries wait for {delivery.Target}; this one was given up so that other targets are told.");
        _overflow = new TargetQueue(nobody with { Concurrency = 64 }, noRoom, options.MaxHeldBytes, new TargetHealth(nobody.Name, "", Reporter));
        var noTarget = new RefusingSender("no_target", static delivery => $"The configuration of notifications has no target {delivery.Target} that is on.");
        _orphans = new TargetQueue(nobody, noTarget, options.MaxHeldBytes, new TargetHealth(nobody.Name, "", Reporter));
    }

    public string Reporter { get; }

    /// <summary>Ends when the worker has stopped; faults when it cannot go on.</summary>
    public Task Completion => _ended.Task;

    public StageStatus Status
    {
        get
        {
            lock (_state)
            {
                return new StageStatus
                {
                    Name = "notify-deliver",
                    State = _degradedSince is null ? "Running" : "BackingOff",
                    Processed = _delivered,
                    DeadLettered = _dead,
                    Lag = _partitions.Values.Sum(partition => (long)partition.Unfinished),
                    LastError = _lastError,
                    LastErrorAt = _lastErrorAt,
                    DegradedSince = _degradedSince,
                };
            }
        }
    }

    public IReadOnlyList<SourceHealth>? Alarms()
    {
        var now = _time.GetUtcNow();
        return [.. _targets.Values.Select(target => target.Health.Alarm(now)).OfType<SourceHealth>()];
    }

    public void Start()
    {
        _isStarted = true;
        foreach (var target in _targets.Values.Append(_orphans).Append(_overflow))
            _loops.Add(SendAllAsync(target));
        new Thread(Run) { IsBackground = true, Name = "notify-deliver" }.Start();
    }

    /// <summary>Lets what is on its way end, notes it, and leaves the group.</summary>
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

        await Task.WhenAll(_loops);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (var target in _targets.Values)
            await target.DisposeAsync();
        await _orphans.DisposeAsync();
        await _overflow.DisposeAsync();
        _producer.Dispose();
        _plans.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var consumer = new ConsumerBuilder<byte[], byte[]>(_clients.ConsumerConfig(ConsumerGroups.Deliver, ConsumerGroups.Deliver, AutoOffsetReset.Earliest))
                    .SetPartitionsAssignedHandler((_, given) => OnAssigned(given))
                    .SetPartitionsRevokedHandler((own, removed) => OnRevoked(own, removed))
                    .SetPartitionsLostHandler((_, removed) => OnRevoked(null, removed))
                    .SetErrorHandler((_, error) => Log.NotifyKafkaError(_logger, error.Code.ToString(), error.Reason))
                    .SetLogHandler((_, message) => Log.KafkaMessage(_logger, "notify", message.Facility, message.Message))
                    .Build();
                _consumer = consumer;
                consumer.Subscribe(TopicNames.Deliveries);
                ReadAll(consumer);
                // Hands the partitions back through the handler and leaves the group at once.
                consumer.Close();
            }
            catch (Exception e)
            {
                // The thread's edge: a cluster that is away, or a fault of ours. Reading begins again at what is committed; a process must not run on with a dead worker.
                Failed(e.Message);
                Log.NotifyRestarts(_logger, e);
                lock (_state)
                    OnRevoked(null, [.. _partitions.Keys.Select(partition => new TopicPartitionOffset(partition, Offset.Unset))]);
                _stop.Token.WaitHandle.WaitOne(RestartPause);
            }
        }

        if (_fatal is { } fatal)
            _ended.SetException(fatal);
        else
            _ended.SetResult();
    }

    private void ReadAll(IConsumer<byte[], byte[]> consumer)
    {
        var committed = _time.GetTimestamp();
        while (!_stop.IsCancellationRequested)
        {
            var result = consumer.Consume(PollWait);
            if (result is not null)
                Take(result);
            if (_time.GetElapsedTime(committed) < CommitEvery)
                continue;
            committed = _time.GetTimestamp();
            Commit(consumer);
            SetPaused(consumer);
        }
    }

    private void Take(ConsumeResult<byte[], byte[]> result)
    {
        var step = result.IsPartitionEOF || result.Message.Value is not { } value ? null : Decode(value, result);
        lock (_state)
        {
            if (!_partitions.TryGetValue(result.TopicPartition, out var partition))
                return;
            if (step is not null && partition.Apply(result.Offset, step) is { } added)
            {
                var queue = QueueOf(added);
                queue.Hold(added, step.Payload);
                if (partition.IsCaughtUp)
                    queue.Add(added);
            }

            if (!partition.Advance(result.IsPartitionEOF ? result.Offset : result.Offset + 1))
                return;
            foreach (var item in partition.Items)
                QueueOf(item).Add(item);
        }
    }

    private Delivery? Decode(byte[] value, ConsumeResult<byte[], byte[]> result)
    {
        try
        {
            var step = Codecs.Delivery.Decode(value, _schemas);
            // Its outcome could not be written, and so it would be sent for ever.
            if (step.Tenant.Length > 0 && !step.Tenant.Contains('/', StringComparison.Ordinal))
                return step;
            Log.NotifyUnreadable(_logger, result.Partition.Value, result.Offset.Value, "its tenant is no tenant");
            return null;
        }
        catch (UnknownSchemaException)
        {
            // The schema comes; the worker begins again at what is committed.
            throw;
        }
        catch (AvroException e)
        {
            Log.NotifyUnreadable(_logger, result.Partition.Value, result.Offset.Value, e.Message);
            return null;
        }
    }

    private TargetQueue QueueOf(DeliveryItem item) => _targets.GetValueOrDefault(item.Planned.Target) ?? _orphans;

    private void Commit(IConsumer<byte[], byte[]> consumer)
    {
        var offsets = new List<TopicPartitionOffset>();
        lock (_state)
        {
            foreach (var partition in _partitions.Values)
            {
                if (partition.Safe > partition.Committed)
                    offsets.Add(new TopicPartitionOffset(partition.Partition, partition.Safe));
            }
        }

        if (offsets.Count == 0)
            return;
        try
        {
            consumer.Commit(offsets);
            lock (_state)
            {
                foreach (var offset in offsets)
                {
                    if (_partitions.TryGetValue(offset.TopicPartition, out var partition))
                        partition.Committed = offset.Offset;
                }

                _degradedSince = null;
            }
        }
        catch (KafkaException e)
        {
            // Committed with the next round, or found finished when read again.
            Failed(e.Error.Reason);
        }
    }

    /// <summary>Reading stops while too much is unfinished, but never before it is known what is finished.</summary>
    private void SetPaused(IConsumer<byte[], byte[]> consumer)
    {
        bool isFull;
        lock (_state)
        {
            var unfinished = _partitions.Values.Sum(partition => (long)partition.Unfinished);
            isFull = _partitions.Values.All(partition => partition.IsCaughtUp) && unfinished > (_isPaused ? _options.MaxUnfinished * 9L / 10 : _options.MaxUnfinished);
        }

        if (isFull)
            Shed();
        if (isFull == _isPaused)
            return;
        _isPaused = isFull;
        if (isFull)
        {
            consumer.Pause(consumer.Assignment);
            Log.NotifyPaused(_logger, _options.MaxUnfinished);
        }
        else
        {
            consumer.Resume(consumer.Assignment);
        }
    }

    /// <summary>A target that fails may take no more than half of the room while others wait for theirs.</summary>
    private void Shed()
    {
        var most = _options.MaxUnfinished / 2;
        lock (_state)
        {
            foreach (var queue in _targets.Values.Where(queue => _targets.Count > 1 && queue.IsTroubled && queue.Waiting > most))
            {
                var shed = queue.Shed(most);
                Log.DeliveriesShed(_logger, queue.Target.Name, shed.Count);
                shed.ForEach(_overflow.Add);
            }
        }
    }

    private void OnAssigned(List<TopicPartition> given)
    {
        // Uncommitted reading: a plan whose transaction is still open lies before outcomes that are already written.
        using var ends = _clients.Consumer("auditops-notify-ends", "auditops-notify-ends", AutoOffsetReset.Earliest, config => config.IsolationLevel = IsolationLevel.ReadUncommitted);
        foreach (var partition in given)
        {
            var end = ends.QueryWatermarkOffsets(partition, AskTimeout).High.Value;
            lock (_state)
                _partitions[partition] = new DeliveryPartition(partition, end);
        }

        // The client remembers a pause across a rebalance; the next round takes it back.
        _isPaused = true;
    }

    private void OnRevoked(IConsumer<byte[], byte[]>? consumer, List<TopicPartitionOffset> removed)
    {
        var deadline = _time.GetTimestamp();
        lock (_state)
        {
            var taken = removed.Select(one => _partitions.GetValueOrDefault(one.TopicPartition)).OfType<DeliveryPartition>().ToList();
            foreach (var partition in taken)
                partition.IsClosing = true;
            while (consumer is not null && taken.Any(partition => partition.Running > 0) && _options.Drain - _time.GetElapsedTime(deadline) is { Ticks: > 0 } left)
                Monitor.Wait(_state, left);
        }

        if (consumer is not null)
            Commit(consumer);
        lock (_state)
        {
            foreach (var one in removed)
            {
                if (_partitions.Remove(one.TopicPartition, out var partition))
                    partition.Dispose();
            }
        }
    }

    private void Failed(string error)
    {
        lock (_state)
        {
            _lastError = error;
            _lastErrorAt = _time.GetUtcNow();
            _degradedSince ??= _lastErrorAt;
        }
    }

    /// <summary>Stands for the way to a target where there is none.</summary>
    private sealed class RefusingSender(string code, Func<Delivery, string> message) : ISender
    {
        public Task<SendOutcome> SendAsync(Delivery delivery, Alert alert, CancellationToken cancel) => Task.FromResult(SendOutcome.Refused(code, message(delivery)));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
