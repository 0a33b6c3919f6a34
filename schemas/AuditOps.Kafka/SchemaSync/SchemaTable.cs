using System.Text;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace AuditOps.Kafka.SchemaSync;

/// <summary>
/// Keeps a <see cref="SchemaRegistry"/> in step with the schema topic: reads it from the start, then follows it until disposed.
/// Disposal ends the reader.
/// </summary>
public sealed class SchemaTable : IAsyncDisposable
{
    // Only names the client to the broker: partitions are assigned by hand and nothing is committed.
    private const string GroupId = "auditops.schema-table";
    private static readonly TimeSpan PollWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly ILogger<SchemaTable> _logger;
    private readonly IConsumer<byte[], byte[]> _consumer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _caughtUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _loop;

    private SchemaTable(KafkaClientFactory clients, SchemaRegistry registry, TimeProvider time, ILogger<SchemaTable> logger)
    {
        Registry = registry;
        _time = time;
        _logger = logger;
        _consumer = clients.Consumer(GroupId, "auditops-schema-table", AutoOffsetReset.Earliest);
        _consumer.Assign(new TopicPartitionOffset(TopicNames.Schemas, 0, Offset.Beginning));
        _loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>What readers look schemas up in; grows while this lives.</summary>
    public SchemaRegistry Registry { get; }

    /// <summary>Completes when everything that was on the topic at the start has been read.</summary>
    public Task CaughtUp => _caughtUp.Task;

    public static SchemaTable Start(KafkaClientFactory clients, SchemaRegistry registry, TimeProvider time, ILogger<SchemaTable> logger) => new(clients, registry, time, logger);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _consumer.Dispose();
        _stop.Dispose();
        _caughtUp.TrySetCanceled();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                if (!Poll())
                    await Task.Delay(RetryPause, _time, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed while waiting.
        }
        catch (Exception e)
        {
            // The loop's edge: whoever waits for schemas is told, and later unknown fingerprints keep waiting visibly.
            Log.SchemaReaderStopped(_logger, TopicNames.Schemas, e.Message);
            _caughtUp.TrySetException(e);
        }
    }

    private bool Poll()
    {
        try
        {
            var result = _consumer.Consume(PollWait);
            if (result is null)
                return true;
            if (result.IsPartitionEOF)
                _caughtUp.TrySetResult();
            else if (result.Message.Value is { } value)
                Add(result.Offset, value);
            return true;
        }
        catch (ConsumeException e)
        {
            Log.SchemaReadFailed(_logger, TopicNames.Schemas, e.Error.Reason);
            return false;
        }
    }

    private void Add(long offset, byte[] value)
    {
        try
        {
            Registry.Add(Encoding.UTF8.GetString(value));
        }
        catch (AvroException e)
        {
            Log.SchemaUnusable(_logger, offset, TopicNames.Schemas, e.Message);
        }
    }
}
