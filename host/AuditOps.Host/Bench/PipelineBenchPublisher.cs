using System.Text;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;

namespace AuditOps.Host.Bench;

/// <summary>Publishes numbered raw records to the live lane and counts what the broker acknowledged.</summary>
internal sealed class PipelineBenchPublisher : IDisposable
{
    private static readonly TimeSpan QueueFullPause = TimeSpan.FromMilliseconds(5);

    private readonly IProducer<byte[], byte[]> _producer;
    private readonly PipelineBenchRecords _records;
    private readonly TimeProvider _time;
    private readonly string _tenant;
    private readonly Headers _headers;
    private long _published;
    private long _acknowledged;

    public PipelineBenchPublisher(KafkaClientFactory clients, string tenant, string run, PipelineBenchOptions options, TimeProvider time)
    {
        _producer = clients.Producer("auditops-bench");
        _records = new PipelineBenchRecords(tenant, run, options.Seed, options.PayloadBytes);
        _tenant = tenant;
        _time = time;
        _headers = new Headers { { "run", Encoding.UTF8.GetBytes(run) } };
    }

    public long Published => Interlocked.Read(ref _published);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>As fast as the flow control allows: never more than <paramref name="maxAhead"/> beyond what is already queryable.</summary>
    public async Task RunBacklogAsync(int maxAhead, Func<long> queryable, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            if (Published - queryable() >= maxAhead)
                await Task.Delay(QueueFullPause, _time, CancellationToken.None);
            else
                await PublishAsync();
        }
    }

    /// <summary>At a steady rate, whatever the pipeline does: a late record is published at once, its latency counts from when it was due.</summary>
    public async Task RunOpenLoopAsync(long startedAt, int rate, long count, CancellationToken cancel)
    {
        while (Published < count)
        {
            var due = Math.Min(count, (long)(_time.GetElapsedTime(startedAt).TotalSeconds * rate));
            while (Published < due)
                await PublishAsync();
            await Task.Delay(TimeSpan.FromMilliseconds(1), _time, cancel);
        }
    }

    public void Flush() => _producer.Flush(TimeSpan.FromSeconds(60));

    public void Dispose()
    {
        _producer.Dispose();
        _records.Dispose();
    }

    private async ValueTask PublishAsync()
    {
        var record = _records.Next(_published, _time.GetUtcNow());
        var message = new Message<byte[], byte[]>
        {
            Key = Keys.Record(_tenant, record.RecordId),
            Value = Codecs.RawEnvelope.Encode(record),
            Headers = _headers,
            Timestamp = new Timestamp(record.CollectedAt),
        };
        while (true)
        {
            try
            {
                _producer.Produce(TopicNames.Raw, message, OnDelivered);
                Interlocked.Increment(ref _published);
                return;
            }
            catch (ProduceException<byte[], byte[]> e) when (e.Error.Code == ErrorCode.Local_QueueFull)
            {
                await Task.Delay(QueueFullPause, _time, CancellationToken.None);
            }
        }
    }

    private void OnDelivered(DeliveryReport<byte[], byte[]> report)
    {
        if (!report.Error.IsError)
            Interlocked.Increment(ref _acknowledged);
    }
}
