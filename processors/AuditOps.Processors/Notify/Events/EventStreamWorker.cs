using System.Security.Cryptography;
using AuditOps.Kafka;
using AuditOps.Processors.Health;
using AuditOps.Processors.Notify.Delivering;
using AuditOps.Processors.Notify.Sending;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Processors.Notify.Events;

/// <summary>
/// Sends every event to one target, in batches, with offsets of its own that are committed when the receiver has confirmed. While it does not, reading stops: a receiver that is
/// away loses nothing that the topic still has.
/// </summary>
internal sealed class EventStreamWorker : IAsyncDisposable, IHealthSource
{
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RestartPause = TimeSpan.FromSeconds(1);

    private readonly TargetOptions _target;
    private readonly KafkaClientFactory _clients;
    private readonly ISchemaSource _schemas;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpPoster _http;
    private readonly EventPoster _poster;
    private readonly TargetHealth _health;
    private readonly EventBatch _batch;
    private readonly IProducer<byte[], byte[]> _producer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _group;
    private CancellationTokenSource _given = new();
    private Task? _sending;
    private volatile bool _isWaiting;
    private bool _mustResume;
    private bool _isStarted;

    public EventStreamWorker(TargetOptions target, NotifyOptions options, KafkaClientFactory clients, ISchemaSource schemas, string instance, TimeProvider time, ILogger logger)
    {
        _target = target;
        _clients = clients;
        _schemas = schemas;
        _time = time;
        _logger = logger;
        _group = ConsumerGroups.NotifyEventsPrefix + target.Name;
        Reporter = $"notify-events/{target.Name}/{instance}";
        _health = new TargetHealth(target.Name, target.Shown, Reporter);
        _producer = clients.Producer(_group, config => config.LingerMs = 0);
        _http = new HttpPoster(target, new AddressGuard(options.Allow), time);
        var retries = new RetryPlan(options.RetryFirst, options.RetryMax, options.RetryAfterMax, new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        _poster = new EventPoster(target, _http, BuryAsync, retries, _health, time, logger);
        _batch = new EventBatch(target);
    }

    public string Reporter { get; }

    /// <summary>Ends when the worker has stopped.</summary>
    public Task Completion => _ended.Task;

    public StageStatus Status => new()
    {
        Name = $"notify-events-{_target.Name}",
        State = _isWaiting && _health.Failures > 0 ? "BackingOff" : "Running",
        Processed = _poster.Sent,
        DeadLettered = _poster.Buried,
        LastError = _health.LastError,
    };

    public IReadOnlyList<SourceHealth>? Alarms() => _health.Alarm(_time.GetUtcNow()) is { } alarm ? [alarm] : [];

    public void Start()
    {
        _isStarted = true;
        new Thread(Run) { IsBackground = true, Name = _group }.Start();
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (_isStarted)
            await _ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
        _producer.Dispose();
        _given.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var consumer = new ConsumerBuilder<byte[], byte[]>(_clients.ConsumerConfig(_group, _group, AutoOffsetReset.Earliest))
                    .SetPartitionsAssignedHandler((own, given) => Begin(own, given))
                    .SetPartitionsRevokedHandler((_, _) => Drop())
                    .SetPartitionsLostHandler((_, _) => Drop())
                    .SetErrorHandler((_, error) => Log.NotifyKafkaError(_logger, error.Code.ToString(), error.Reason))
                    .SetLogHandler((_, message) => Log.KafkaMessage(_logger, _group, message.Facility, message.Message))
                    .Build();
                consumer.Subscribe(TopicNames.Enriched);
                while (!_stop.IsCancellationRequested)
                    Turn(consumer);
                Drop();
                consumer.Close();
            }
            catch (Exception e)
            {
                // The thread's edge: a cluster that is away, or a fault of ours. Reading begins again at what is committed.
                _health.Failed(_time.GetUtcNow(), "kafka", e.Message);
                Log.NotifyRestarts(_logger, e);
                Drop();
                _stop.Token.WaitHandle.WaitOne(RestartPause);
            }
        }

        _ended.SetResult();
    }

    private void Turn(IConsumer<byte[], byte[]> consumer)
    {
        if (_sending is not null)
        {
            // Paused: this only keeps the membership of the group.
            if (consumer.Consume(PollWait) is { } early)
                consumer.Seek(early.TopicPartitionOffset);
            if (_sending is { IsCompleted: true } ended)
                Finish(consumer, ended);
            return;
        }

        if (_mustResume)
        {
            // The client remembers a pause across a rebalance.
            consumer.Resume(consumer.Assignment);
            _mustResume = false;
        }

        var result = consumer.Consume(PollWait);
        if (result is { IsPartitionEOF: false, Message: not null })
            Take(result);
        if (_batch.IsEmpty || (!_batch.IsFull && _time.GetElapsedTime(_batch.Since) < _target.BatchAge))
            return;
        consumer.Pause(consumer.Assignment);
        _isWaiting = true;
        var given = _given.Token;
        _sending = Task.Run(() => _poster.SendAsync(_batch, given), given);
    }

    private void Take(ConsumeResult<byte[], byte[]> result)
    {
        if (_batch.IsEmpty)
            _batch.Since = _time.GetTimestamp();
        _batch.Pass(result.TopicPartition, result.Offset.Value + 1);
        if (result.Message.Value is not { } value)
            return;
        try
        {
            var audit = Codecs.AuditEvent.Decode(value, _schemas);
            if (_target.Route.TakesTenant(audit.Tenant) && (_target.Route.Historical || !audit.Flags.HasFlag(EventFlags.Historical)))
                _batch.Add(audit, _time.GetUtcNow());
        }
        catch (AvroException e) when (e is not UnknownSchemaException)
        {
            Log.NotifyUnreadable(_logger, result.Partition.Value, result.Offset.Value, e.Message);
        }
    }

    private void Finish(IConsumer<byte[], byte[]> consumer, Task ended)
    {
        // Throws what the sending threw; a batch that is another's by now was dropped before.
        ended.GetAwaiter().GetResult();
        consumer.Commit(_batch.Offsets);
        _batch.Clear();
        _sending = null;
        _isWaiting = false;
        _mustResume = true;
    }

    /// <summary>A group that has never read begins where the target's configuration says, and that is remembered at once: otherwise every start before the first batch would skip.</summary>
    private List<TopicPartitionOffset> Begin(IConsumer<byte[], byte[]> consumer, List<TopicPartition> given)
    {
        Drop();
        _given.Dispose();
        _given = new CancellationTokenSource();
        _mustResume = true;
        var starts = new List<TopicPartitionOffset>();
        var first = new List<TopicPartitionOffset>();
        foreach (var known in consumer.Committed(given, AskTimeout))
        {
            if (known.Offset != Offset.Unset)
            {
                starts.Add(known);
                continue;
            }

            var ends = consumer.QueryWatermarkOffsets(known.TopicPartition, AskTimeout);
            first.Add(new TopicPartitionOffset(known.TopicPartition, _target.FromBeginning ? ends.Low : ends.High));
        }

        if (first.Count > 0)
            consumer.Commit(first);
        return [.. starts, .. first];
    }

    /// <summary>What is on its way is no longer ours to finish: it is read again by whoever has the partitions then.</summary>
    private void Drop()
    {
        _given.Cancel();
        if (_sending is { } sending)
        {
            // Cancelled, so it ends at once; the batch must not be touched before.
            ((IAsyncResult)sending).AsyncWaitHandle.WaitOne();
            _sending = null;
        }

        _isWaiting = false;
        _batch.Clear();
    }

    private Task BuryAsync(Delivery refused, CancellationToken cancel) => _producer.ProduceAsync(
        TopicNames.Deliveries, new Message<byte[], byte[]> { Key = Keys.Join(refused.Tenant, refused.DeliveryId), Value = Codecs.Delivery.Encode(refused) }, cancel);
}
