using System.Text;
using AuditOps.Kafka;
using AuditOps.Kafka.Provisioning;
using AuditOps.Kafka.SchemaSync;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Kafka;

public sealed class SchemaTopicTests : IAsyncLifetime
{
    private const string Newer = """{"type":"record","name":"RawEnvelope","namespace":"auditops.v1","fields":[{"name":"tenant","type":"string"},{"name":"source","type":"string"},{"name":"shape","type":{"type":"enum","name":"WireShape","symbols":["unknown"]}},{"name":"record_id","type":"string"},{"name":"collected_at","type":"long"},{"name":"run","type":"string"},{"name":"payload","type":"bytes"},{"name":"region","type":"string"}]}""";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private readonly BrokerFixture _broker = new();
    private KafkaClientFactory _clients = null!;

    public async ValueTask InitializeAsync()
    {
        await _broker.InitializeAsync();
        _clients = _broker.Clients();
        var provisioner = new TopicProvisioner(_clients, TimeProvider.System, NullLogger<TopicProvisioner>.Instance);
        await provisioner.ProvisionAsync([TopicCatalog.Get(TopicNames.Schemas), TopicCatalog.Get(TopicNames.Raw)], fix: false, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Fact]
    public async Task A_reader_learns_a_schema_that_is_published_while_it_runs()
    {
        await Publish(Codecs.RawEnvelope.SchemaJson);
        await using var table = Table();
        await table.CaughtUp.WaitAsync(Deadline);
        var known = table.Registry.Count;
        var message = new SchemaRegistry().Add(Newer) is var fingerprint
            ? (byte[])[.. SingleObject.Header(fingerprint), .. Convert.FromHexString("0274" + "0273" + "00" + "0269" + "0a" + "0272" + "047b7d" + "046575")]
            : [];
        Assert.Throws<UnknownSchemaException>(() => Codecs.RawEnvelope.Decode(message, table.Registry));
        await Publish(Newer);
        await Until(() => table.Registry.Count > known);
        var envelope = Codecs.RawEnvelope.Decode(message, table.Registry);
        Assert.Equal(("t", "s", "i"), (envelope.Tenant, envelope.Source, envelope.RecordId));
    }

    [Fact]
    public async Task A_value_on_the_topic_that_is_no_schema_stops_nobody()
    {
        using (var producer = _clients.Producer("test"))
        {
            await producer.ProduceAsync(TopicNames.Schemas, new Message<byte[], byte[]> { Key = "junk"u8.ToArray(), Value = "{ not a schema"u8.ToArray() });
            await producer.ProduceAsync(TopicNames.Schemas, new Message<byte[], byte[]> { Key = "gone"u8.ToArray(), Value = null! });
        }

        await Publish(Newer);
        await using var table = Table();
        await table.CaughtUp.WaitAsync(Deadline);
        Assert.True(table.Registry.TryGet(new SchemaRegistry().Add(Newer), out _));
    }

    [Fact]
    public async Task A_record_of_4_MiB_travels_whole()
    {
        var envelope = new RawEnvelope
        {
            Tenant = "contoso",
            Source = Sources.Other,
            Shape = WireShape.Unknown,
            RecordId = "large",
            CollectedAt = DateTimeOffset.UnixEpoch,
            Run = "r",
            Payload = Noise(TopicCatalog.MaxRecordBytes),
        };
        using (var producer = _clients.Producer("test"))
            await producer.ProduceAsync(TopicNames.Raw, new Message<byte[], byte[]> { Key = Keys.Record(envelope.Tenant, envelope.RecordId), Value = Codecs.RawEnvelope.Encode(envelope) });
        using var consumer = _clients.Consumer("test", "test", AutoOffsetReset.Earliest);
        consumer.Subscribe(TopicNames.Raw);
        var message = await Task.Run(() => Next(consumer));
        Assert.Equal("contoso/large", Encoding.UTF8.GetString(message.Key));
        var read = Codecs.RawEnvelope.Decode(message.Value, new SchemaRegistry());
        Assert.True(envelope.Payload.Span.SequenceEqual(read.Payload.Span));
        consumer.Close();
    }

    private static Message<byte[], byte[]> Next(IConsumer<byte[], byte[]> consumer)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (true)
        {
            var result = consumer.Consume(deadline.Token);
            if (!result.IsPartitionEOF)
                return result.Message;
        }
    }

    private static byte[] Noise(int length)
    {
        // Bytes that compression cannot shrink, so that the broker sees the full size.
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private Task Publish(string json) => new SchemaPublisher(_clients, NullLogger<SchemaPublisher>.Instance).PublishAsync([json], CancellationToken.None);

    private SchemaTable Table() => SchemaTable.Start(_clients, new SchemaRegistry(), TimeProvider.System, NullLogger<SchemaTable>.Instance);

    private static async Task Until(Func<bool> condition)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Deadline, $"not true within {Deadline.TotalSeconds:0} s");
            await Task.Delay(20);
        }
    }
}
