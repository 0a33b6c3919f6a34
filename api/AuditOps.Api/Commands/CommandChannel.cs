using AuditOps.Kafka;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Hosting;

namespace AuditOps.Api.Commands;

/// <summary>
/// The way from the API to Cases and back: one idempotent producer of commands.v1 and one reader of triage.v1 that posts verdicts on the board. Kafka need not be there
/// at the start; while it is away, commands are refused and reading works.
/// </summary>
internal sealed class CommandChannel(ApiOptions options, VerdictBoard board, TimeProvider time, ILoggerFactory loggers) : BackgroundService
{
    // Only names the client to the broker: partitions are assigned by hand and nothing is committed.
    private const string Name = "auditops-api";

    /// <summary>Longer than that nobody waits for an answer in any case.</summary>
    private const int DeliveryTimeoutMs = 5_000;

    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskTimeout = TimeSpan.FromSeconds(10);

    private readonly ILogger<CommandChannel> _logger = loggers.CreateLogger<CommandChannel>();
    private volatile IProducer<byte[], byte[]>? _producer;
    private volatile bool _isBroken;

    /// <summary>Whether a command can be sent now.</summary>
    public bool IsOpen => _producer is not null;

    /// <summary>Sends a command; its verdict comes with the task that is returned within.</summary>
    /// <exception cref="CommandChannelException">It was not acknowledged. It may still take effect; a repeat under the same id does no harm.</exception>
    public async Task<Task<TriageFact>> SendAsync(Command command, CancellationToken cancel)
    {
        var producer = _producer ?? throw new CommandChannelException("Kafka cannot be reached.");
        var verdict = board.ExpectAsync(command.Tenant, command.CommandId);
        if (verdict.IsCompleted)
            return verdict;
        await PublishAsync(producer, TopicNames.Commands, Keys.Join(command.Tenant, command.Subject), Codecs.Command.Encode(command), cancel);
        return verdict;
    }

    /// <summary>Plans a notification; what becomes of it stands in the list of deliveries.</summary>
    /// <exception cref="CommandChannelException">It was not acknowledged. It may still take effect; a repeat has the same id.</exception>
    public Task PlanAsync(Delivery planned, CancellationToken cancel) => PublishAsync(
        _producer ?? throw new CommandChannelException("Kafka cannot be reached."), TopicNames.Deliveries, Keys.Join(planned.Tenant, planned.DeliveryId), Codecs.Delivery.Encode(planned), cancel);

    private async Task PublishAsync(IProducer<byte[], byte[]> producer, string topic, byte[] key, byte[] value, CancellationToken cancel)
    {
        try
        {
            await producer.ProduceAsync(topic, new Message<byte[], byte[]> { Key = key, Value = value }, cancel);
        }
        catch (KafkaException e)
        {
            if (e.Error.IsFatal)
                _isBroken = true;
            throw new CommandChannelException(e.Error.Reason, e);
        }
        catch (ObjectDisposedException e)
        {
            throw new CommandChannelException("The connection to Kafka is being made anew.", e);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => options.Kafka is { } kafka
        ? Task.Factory.StartNew(() => RunAsync(new KafkaClientFactory(kafka, loggers), stoppingToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
        : Task.CompletedTask;

    private async Task RunAsync(KafkaClientFactory clients, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(clients, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The loop's edge: whatever it was, commands are refused until the next round works.
                Log.ChannelFailed(_logger, e.Message);
                await Task.Delay(RetryPause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task RunOnceAsync(KafkaClientFactory clients, CancellationToken stop)
    {
        await new SchemaPublisher(clients, loggers.CreateLogger<SchemaPublisher>()).PublishAsync([Codecs.Command.SchemaJson, Codecs.Alert.SchemaJson, Codecs.Delivery.SchemaJson], stop);
        await using var schemas = SchemaTable.Start(clients, new SchemaRegistry(), time, loggers.CreateLogger<SchemaTable>());
        await schemas.CaughtUp.WaitAsync(stop);
        using var consumer = clients.Consumer(Name, Name, AutoOffsetReset.Latest);
        consumer.Assign(Beginnings(clients, consumer));
        using var producer = clients.Producer(Name, config =>
        {
            config.LingerMs = 0;
            config.MessageTimeoutMs = DeliveryTimeoutMs;
        });
        try
        {
            _isBroken = false;
            _producer = producer;
            Log.ChannelOpen(_logger);
            while (!stop.IsCancellationRequested && !_isBroken)
                Read(consumer, schemas.Registry);
        }
        finally
        {
            _producer = null;
        }
    }

    /// <summary>A fixed offset for every partition, from before now: a verdict must not slip between the question where the end is and the first fetch.</summary>
    private List<TopicPartitionOffset> Beginnings(KafkaClientFactory clients, IConsumer<byte[], byte[]> consumer)
    {
        using var admin = clients.Admin(Name);
        var topic = admin.GetMetadata(TopicNames.Triage, AskTimeout).Topics[0];
        if (topic.Error.IsError)
            throw new CommandChannelException($"Topic {TopicNames.Triage}: {topic.Error.Reason}");
        var since = new Timestamp((time.GetUtcNow() - options.VerdictsKept).UtcDateTime);
        var partitions = topic.Partitions.Select(partition => new TopicPartitionTimestamp(topic.Topic, partition.PartitionId, since));
        return
        [
            .. consumer.OffsetsForTimes(partitions, AskTimeout).Select(found =>
                found.Offset.IsSpecial ? new TopicPartitionOffset(found.TopicPartition, consumer.QueryWatermarkOffsets(found.TopicPartition, AskTimeout).High) : found),
        ];
    }

    private void Read(IConsumer<byte[], byte[]> consumer, ISchemaSource schemas)
    {
        try
        {
            if (consumer.Consume(PollWait) is { IsPartitionEOF: false, Message.Value: { } value })
                board.Post(Codecs.TriageFact.Decode(value, schemas));
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            Log.VerdictsUnread(_logger, e.Error.Reason);
        }
        catch (AvroException e)
        {
            // Whoever waits for it gets 202 and can ask again; everybody else is served.
            Log.VerdictsUnread(_logger, e.Message);
        }
    }
}
