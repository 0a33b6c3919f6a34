using System.Text;
using AuditOps.Kafka;
using AuditOps.Processors;
using AuditOps.Processors.Sinks;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Warehouse;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AuditOps.Tests.Processors;

/// <summary>The whole processing role between the embedded broker and a ClickHouse that takes everything.</summary>
public sealed class IngestTests
{
    [Fact]
    public async Task Raw_records_of_both_lanes_become_enriched_events_with_their_run_and_reach_the_table()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(0, 300), run: "live-run");
        await kafka.PublishAsync(TopicNames.RawHistory, Codecs.RawEnvelope, ProcessorSamples.Envelopes(300, 200), run: "import-run");

        await using var host = await StartAsync(kafka, clickhouse.Options);
        var enriched = kafka.Read(TopicNames.Enriched, 500);

        Assert.Equal(500, enriched.Count);
        foreach (var record in enriched)
        {
            var value = Codecs.AuditEvent.Decode(record.Message.Value, new SchemaRegistry());
            var isHistory = string.CompareOrdinal(value.EventId, ProcessorSamples.IdOf(300)) >= 0;
            Assert.Equal(isHistory, value.Flags.HasFlag(EventFlags.Historical));
            Assert.Equal(isHistory ? "import-run" : "live-run", Encoding.UTF8.GetString(record.Message.Headers.GetLastBytes("run")));
            Assert.Equal(Keys.Actor(value.Tenant, value.Actor.Key), record.Message.Key);
            Assert.Equal("Send", value.Operation);
        }

        await Until(() => clickhouse.StoredIds().Count == 500);
        // A row names its id several times (in the raw record too), every row as often as the next.
        Assert.Single(clickhouse.StoredIds().Values.Distinct());
        await Until(() => host.Status.IsHealthy && host.Status.Lag == 0);
    }

    [Fact]
    public async Task Bytes_that_are_no_envelope_and_payloads_that_are_no_json_become_letters_that_say_which()
    {
        await using var kafka = await ProcessorKafka.StartAsync();
        await using var clickhouse = await ScriptedClickHouse.StartAsync();
        var notJson = ProcessorSamples.Envelope(1) with { Payload = "{cut"u8.ToArray() };
        await kafka.PublishAsync(TopicNames.Raw, [(Keys.Record("contoso", "x"), [1, 2, 3]), (Keys.Record("contoso", "y"), Codecs.RawEnvelope.Encode(notJson))], run: "run-9");
        await kafka.PublishAsync(TopicNames.Raw, Codecs.RawEnvelope, ProcessorSamples.Envelopes(10, 5));

        await using var host = await StartAsync(kafka, clickhouse.Options);
        var letters = kafka.Read(TopicNames.DeadLetters, 2).ConvertAll(record => Codecs.DeadLetter.Decode(record.Message.Value, new SchemaRegistry()));

        Assert.Equal(2, letters.Count);
        var envelope = Assert.Single(letters, letter => letter.Code == DeadLetterCode.EnvelopeUndecodable);
        Assert.Equal("contoso", envelope.Tenant);
        Assert.Equal("run-9", envelope.Run);
        Assert.Equal([1, 2, 3], envelope.Payload.ToArray());
        var json = Assert.Single(letters, letter => letter.Code == DeadLetterCode.NotJson);
        Assert.Equal("{cut"u8.ToArray(), json.Payload.ToArray());
        Assert.Equal(Sources.M365Activity, json.Source);
        Assert.All(letters, letter => Assert.Equal("ingest", letter.Stage));
        Assert.Equal(2, letters.Select(letter => letter.Id).Distinct().Count());
        await Until(() => clickhouse.StoredIds().Count == 5);
    }

    [Fact]
    public async Task Options_that_contradict_themselves_are_all_named_before_anything_starts()
    {
        var options = new ProcessorOptions
        {
            Kafka = new KafkaOptions { BootstrapServers = "" },
            Warehouse = new WarehouseOptions { Database = "not a name" },
            IngestWorkers = 0,
            EventSink = new SinkOptions { MaxRows = 0 },
            CategoriesFile = "/nowhere/categories.yaml",
        };

        var failure = await Assert.ThrowsAsync<ProcessorException>(() => ProcessorHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None));

        Assert.Equal(ProcessorErrorCode.OptionsInvalid, failure.Code);
        foreach (var fault in (string[])["bootstrap", "Database", "IngestWorkers", "MaxRows", "/nowhere/categories.yaml"])
            Assert.Contains(fault, failure.Message, StringComparison.Ordinal);
    }

    private static Task<ProcessorHost> StartAsync(ProcessorKafka kafka, WarehouseOptions warehouse) =>
        ProcessorHost.StartAsync(new ProcessorOptions { Kafka = kafka.Options, Warehouse = warehouse }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private static async Task Until(Func<bool> condition)
    {
        var deadline = DateTime.UtcNow.AddSeconds(60);
        while (!condition())
        {
            Assert.True(DateTime.UtcNow < deadline, "the awaited condition did not come");
            await Task.Delay(50);
        }
    }
}
