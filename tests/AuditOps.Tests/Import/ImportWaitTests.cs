using System.Text;
using AuditOps.Collectors.Import;
using AuditOps.Kafka;
using AuditOps.Schemas.Avro;
using AuditOps.Schemas.Contracts;
using AuditOps.Schemas.Topics;
using AuditOps.Tests.Schemas;
using Confluent.Kafka;
using Xunit;

namespace AuditOps.Tests.Import;

/// <summary>Waiting for a run, with a stand-in for ingest and sink: what they write and commit is all that the wait may look at.</summary>
public sealed class ImportWaitTests(ImportKafka kafka) : IClassFixture<ImportKafka>
{
    [Fact]
    public async Task Stored_counts_distinct_events_of_the_run_without_those_the_sink_refused()
    {
        var options = kafka.For("waited", kafka.Write("wait.json", "{\"Id\":\"a\"}\n{\"Id\":\"b\"}\n")) with { RunId = "waited-1" };
        await ImportKafka.ImportAsync(options);
        await InTransactionAsync(async producer =>
        {
            await EnrichAsync(producer, "a", "waited-1");
            await EnrichAsync(producer, "a", "waited-1");
            await EnrichAsync(producer, "b", "waited-1");
            await EnrichAsync(producer, "c", "another-run");
            var refused = await EnrichAsync(producer, "d", "waited-1");
            await RefuseAsync(producer, refused, "waited-1");
        });

        CommitEverything();

        var report = await ImportKafka.ImportAsync(options with { Wait = true, WaitTimeout = TimeSpan.FromSeconds(20) });

        Assert.Null(report.WaitFailure);
        Assert.Equal((2, 0), (report.Stored, report.Known));
    }

    [Fact]
    public async Task Events_that_an_earlier_import_brought_are_stored_and_known_and_nothing_is_waited_for()
    {
        var options = kafka.For("known", kafka.Write("known.json", "{\"Id\":\"p\"}\n{\"Id\":\"q\"}\n{\"Id\":\"r\"}\n{\"Id\":\"q\"}\n")) with { RunId = "known-1" };
        await ImportKafka.ImportAsync(options);
        await InTransactionAsync(producer => EnrichAsync(producer, "q", "known-1"));
        CommitEverything();

        var report = await ImportKafka.ImportAsync(options with { Wait = true, WaitTimeout = TimeSpan.FromSeconds(20) });

        Assert.Null(report.WaitFailure);
        Assert.Equal((3, 2), (report.Stored, report.Known));
    }

    [Fact]
    public async Task A_wait_that_ends_too_late_says_what_is_behind()
    {
        var options = kafka.For("late", kafka.Write("late.json", "{\"Id\":\"late\"}\n"));

        var report = await ImportKafka.ImportAsync(options with { Wait = true, WaitTimeout = TimeSpan.FromMilliseconds(300) });

        Assert.Null(report.Stored);
        Assert.Contains("normalising", report.WaitFailure, StringComparison.Ordinal);
        Assert.Equal(1, report.Total.Published);
    }

    private async Task InTransactionAsync(Func<IProducer<byte[], byte[]>, Task> act)
    {
        using var producer = kafka.Clients.Producer("stand-in", config => config.TransactionalId = "stand-in");
        producer.InitTransactions(TimeSpan.FromSeconds(60));
        producer.BeginTransaction();
        await act(producer);
        producer.CommitTransaction(TimeSpan.FromSeconds(20));
    }

    private static Task<DeliveryResult<byte[], byte[]>> EnrichAsync(IProducer<byte[], byte[]> producer, string id, string run)
    {
        var value = new RandomContracts(id[0]).AuditEvent() with { Source = Sources.Other, EventId = id };
        return producer.ProduceAsync(TopicNames.Enriched, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes("waited/" + id), Value = Codecs.AuditEvent.Encode(value), Headers = Run(run) });
    }

    private static Task RefuseAsync(IProducer<byte[], byte[]> producer, DeliveryResult<byte[], byte[]> record, string run)
    {
        var letter = new DeadLetter
        {
            Id = "refused", Tenant = "waited", Source = Sources.Other, Stage = "sink", Code = DeadLetterCode.RowRefused, Reason = "refused",
            Topic = record.Topic, Partition = record.Partition.Value, Offset = record.Offset.Value,
            FailedAt = DateTimeOffset.UnixEpoch, Run = run, PayloadLength = 0, PayloadSha256 = "", Payload = default,
        };
        return producer.ProduceAsync(TopicNames.DeadLetters, new Message<byte[], byte[]> { Key = Encoding.UTF8.GetBytes("waited/d"), Value = Codecs.DeadLetter.Encode(letter), Headers = Run(run) });
    }

    private static Headers Run(string run) => new() { { "run", Encoding.UTF8.GetBytes(run) } };

    /// <summary>Commits as a reader does: behind the last record, before the marker that ends its transaction.</summary>
    private void CommitEverything()
    {
        foreach (var (group, topic) in new[] { (ConsumerGroups.Ingest, TopicNames.RawHistory), (ConsumerGroups.SinkEvents, TopicNames.Enriched), (ConsumerGroups.SinkDeadLetters, TopicNames.DeadLetters) })
        {
            using var consumer = kafka.Clients.Consumer(group, "stand-in", AutoOffsetReset.Earliest);
            consumer.Commit(Enumerable.Range(0, kafka.Options.Partitions).Select(index => new TopicPartition(topic, index))
                .Select(partition => new TopicPartitionOffset(partition, Math.Max(0, consumer.QueryWatermarkOffsets(partition, TimeSpan.FromSeconds(10)).High.Value - 1))));
        }
    }
}
